import { type Document, Long } from 'bson';
import { find } from 'mingo';
import type { Index } from './collection';
import { isPlainDocument, refusing, typeName } from './filter';
import { notImplemented, Refusal } from './refusal';

/** Fields that any command may have. */
const EVERYWHERE = [
  ...['$db', '$clusterTime', '$readPreference', 'apiVersion', 'apiStrict', 'apiDeprecationErrors', 'comment', 'lsid', 'maxTimeMS'],
  ...['readConcern', 'writeConcern'],
];

const INDEX_LEFT_OUT = [
  ...['background', 'bits', 'bucketSize', '2dsphereIndexVersion', 'collation', 'default_language', 'expireAfterSeconds', 'hidden'],
  ...[
    'language_override',
    'max',
    'min',
    'partialFilterExpression',
    'prepareUnique',
    'storageEngine',
    'textIndexVersion',
    'weights',
    'wildcardProjection',
  ],
];

/** Fields of a command or a statement: those that have an effect, and those that the server knows and the double leaves out. */
export interface Fields {
  readonly fields: readonly string[];
  readonly leftOut?: readonly string[];
}

/** @throws Refusal for a field that the server refuses, or that the double leaves out */
export function checkFields(name: string, command: Document, known: Fields): void {
  if ('txnNumber' in command || 'startTransaction' in command) {
    throw new Refusal(20, 'Transaction numbers are only allowed on a replica set member or mongos');
  }
  checkNames(name, Object.keys(command).slice(1), { ...known, fields: [...known.fields, ...EVERYWHERE] });
}

/** The documents of a list, each with these fields alone. */
export function statementsOf(command: Document, name: string, known: Fields): readonly Document[] {
  const statements = listOf(command, name);
  for (const statement of statements) checkNames(`${Object.keys(command)[0]}.${name}`, Object.keys(statement), known);
  return statements;
}

/** @throws Refusal when the field is absent or no list */
export function listOf(command: Document, name: string): readonly Document[] {
  const path = `${Object.keys(command)[0]}.${name}`;
  const list: unknown = command[name];
  if (list === undefined) throw new Refusal(40414, `BSON field '${path}' is missing but a required field`);
  if (!Array.isArray(list)) throw new Refusal(14, `BSON field '${path}' is the wrong type '${typeName(list)}', expected type 'array'`);
  return list;
}

/** Name of the collection that a command is about. */
export function nameOf(name: unknown): string {
  if (typeof name !== 'string') throw new Refusal(2, `collection name has invalid type ${typeName(name)}`);
  if (name === '' || name.includes('$') || name.includes('\0')) throw new Refusal(73, `Invalid namespace specified '${name}'`);
  return name;
}

/** Runs statements one after the other: ordered ones up to the first refusal, others all. @returns the sum of what they affected, and the refusals */
export function inOrder(statements: readonly Document[], isOrdered: unknown, run: (statement: Document, index: number) => number): Document {
  let n = 0;
  const writeErrors: Document[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      n += run(statement, index);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      writeErrors.push({ index, code: error.code, errmsg: error.message, ...error.details });
      if (isOrdered !== false) break;
    }
  }
  return { n, ...(writeErrors.length > 0 && { writeErrors }) };
}

/** @throws Refusal for an option that the server refuses, or that the double leaves out */
export function indexOf(specification: Document): Index {
  const known = ['key', 'name', 'unique', 'sparse', 'v'];
  for (const option of Object.keys(specification)) {
    if (INDEX_LEFT_OUT.includes(option)) throw notImplemented(`the index option ${option}`);
    if (!known.includes(option)) {
      throw new Refusal(197, `The field '${option}' is not valid for an index specification. Specification: ${JSON.stringify(specification)}`);
    }
  }
  const { key, name, unique = false, sparse = false } = specification;
  if (!isPlainDocument(key) || Object.keys(key).length === 0) throw new Refusal(67, 'Index keys cannot be empty.');
  for (const [field, direction] of Object.entries(key)) {
    if (typeof direction === 'string') throw notImplemented(`an index of type ${direction}`);
    if (typeof direction !== 'number' || direction === 0)
      throw new Refusal(67, `Values in the index key pattern cannot be ${JSON.stringify(direction)}: ${field}`);
  }
  if (typeof name !== 'string') throw new Refusal(9, "The 'name' field is a required property of an index specification");
  return { name, key, unique, sparse };
}

/** Documents with the fields that a projection leaves. */
export function projected(documents: readonly Document[], projection: Document | undefined): readonly Document[] {
  if (projection === undefined || Object.keys(projection).length === 0) return documents;
  for (const [field, value] of Object.entries(projection)) {
    if (![0, 1, true, false].includes(value) || field.includes('$')) throw notImplemented(`${JSON.stringify(value)} in a projection`);
  }
  const kept = Object.entries(projection).filter(([field]) => field !== '_id');
  if (new Set(kept.map(([, value]) => Boolean(value))).size > 1) {
    throw new Refusal(31254, 'Cannot do exclusion on a field in inclusion projection');
  }
  return refusing(() => find<Document>([...documents], {}, projection).all());
}

/** A whole number of 64 bits, as cursors have it. */
export function long(value: number): Long {
  return Long.fromNumber(value);
}

function checkNames(path: string, names: readonly string[], { fields, leftOut = [] }: Fields): void {
  for (const field of names) {
    if (leftOut.includes(field)) throw notImplemented(`the option ${field} of ${path}`);
    if (!fields.includes(field)) throw new Refusal(40415, `BSON field '${path}.${field}' is an unknown field.`);
  }
}
