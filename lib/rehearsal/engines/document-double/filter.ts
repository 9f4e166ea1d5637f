import type { Document } from 'bson';
import { Query } from 'mingo';
import { notImplemented, Refusal } from './refusal';

const LOGICAL = ['$and', '$or', '$nor'];
const COMPARISONS = ['$eq', '$ne', '$gt', '$gte', '$lt', '$lte'];
const LISTS = ['$in', '$nin', '$all'];
const OTHERS = ['$not', '$exists', '$elemMatch', '$size', '$regex', '$options', '$mod'];
/** Operators of the server that the double leaves out. */
const LEFT_OUT = [
  ...['$bitsAllClear', '$bitsAllSet', '$bitsAnyClear', '$bitsAnySet', '$comment', '$expr', '$geoIntersects', '$geoWithin', '$jsonSchema'],
  ...['$near', '$nearSphere', '$sampleRate', '$text', '$type', '$where'],
];

/** Whether documents match a filter. @throws Refusal for an operator or an operand that the server refuses */
export function matcher(filter: unknown): (document: Document) => boolean {
  const checkedFilter = checkFilter(filter ?? {});
  const query = refusing(() => new Query(checkedFilter));
  return (document) => refusing(() => query.test(document));
}

/** True for a document whose keys are operators. */
export function hasOperators(value: unknown): value is Document {
  return isPlainDocument(value) && Object.keys(value).some((key) => key.startsWith('$'));
}

/** True for a document, and for no date, key or other value that is an object in JavaScript. */
export function isPlainDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Runs code of mingo. @throws Refusal in place of its assertions */
export function refusing<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(2, (error as Error).message);
  }
}

function checkFilter(filter: unknown): Document {
  if (!isPlainDocument(filter)) throw new Refusal(14, `BSON field 'filter' is the wrong type '${typeName(filter)}', expected type 'object'`);
  for (const [key, value] of Object.entries(filter)) {
    if (LOGICAL.includes(key)) {
      if (!Array.isArray(value) || value.length === 0) throw new Refusal(2, `${key} argument must be a non-empty array`);
      value.forEach(checkFilter);
    } else if (key.startsWith('$')) {
      if (LEFT_OUT.includes(key)) throw notImplemented(`the query operator ${key}`);
      throw new Refusal(
        2,
        `unknown top level operator: ${key}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
      );
    } else if (hasOperators(value)) {
      checkOperators(key, value);
    }
  }
  return filter;
}

function checkOperators(path: string, operators: Document): void {
  for (const [operator, operand] of Object.entries(operators)) {
    if (LEFT_OUT.includes(operator)) throw notImplemented(`the query operator ${operator}`);
    if (![...COMPARISONS, ...LISTS, ...OTHERS].includes(operator)) throw new Refusal(2, `unknown operator: ${operator}`);
    if (LISTS.includes(operator) && !Array.isArray(operand)) throw new Refusal(2, `${operator} needs an array`);
    if (operator === '$not') {
      if (hasOperators(operand)) checkOperators(path, operand);
      else if (!(operand instanceof RegExp)) throw new Refusal(2, '$not needs a regex or a document');
    }
    if (operator === '$elemMatch') {
      if (!isPlainDocument(operand)) throw new Refusal(2, '$elemMatch needs an Object');
      if (hasOperators(operand) && !Object.keys(operand).some((key) => LOGICAL.includes(key))) checkOperators(path, operand);
      else checkFilter(operand);
    }
    // The library does not look into arrays of documents on the way to the field.
    if (operator === '$size' && path.includes('.')) throw notImplemented('$size of a dotted path; $elemMatch with $size works');
  }
}

/** Name of a type in the server's messages. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Date) return 'date';
  if (value instanceof RegExp) return 'regex';
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? 'int' : 'double';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'long';
  if (typeof value === 'string') return 'string';
  const bsonType: unknown = (value as { _bsontype?: unknown })._bsontype;
  if (bsonType === 'ObjectId') return 'objectId';
  if (bsonType === 'Decimal128') return 'decimal';
  if (bsonType === 'Long') return 'long';
  if (bsonType === 'Binary') return 'binData';
  return 'object';
}
