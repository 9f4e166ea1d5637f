import { calculateObjectSize, type Document, EJSON } from 'bson';
import { update as apply } from 'mingo';
import { hasOperators, isPlainDocument, matcher, refusing, typeName } from './filter';
import { notImplemented, Refusal } from './refusal';

export const MAX_DOCUMENT_BYTES = 16_777_216;

const NUMERIC = ['$inc', '$mul'];
const OF_ARRAYS = ['$push', '$addToSet', '$pull', '$pullAll', '$pop'];
const OPERATORS = [...NUMERIC, ...OF_ARRAYS, '$set', '$setOnInsert', '$unset', '$min', '$max', '$currentDate'];
const LEFT_OUT = ['$bit', '$rename'];

/** A change to documents: operators, or a document in the place of another. */
export interface Change {
  readonly update: unknown;
  readonly arrayFilters?: readonly Document[];
}

/** The document that results from a change; the given one stays as it is. @throws Refusal for what the server refuses */
export function changed(document: Document, { update, arrayFilters = [] }: Change, options: { readonly inserts: boolean }): Document {
  if (Array.isArray(update)) throw notImplemented('updates by an aggregation pipeline');
  if (!isPlainDocument(update)) throw new Refusal(9, 'Update argument must be either an object or an array');
  const result = hasOperators(update) ? operated(document, update, arrayFilters, options) : replaced(document, update, arrayFilters);
  if (calculateObjectSize(result) > MAX_DOCUMENT_BYTES)
    throw new Refusal(17419, `Resulting document after update is larger than ${MAX_DOCUMENT_BYTES}`);
  return result;
}

/** Whether two values have the same type and content. */
export function isSame(one: unknown, other: unknown): boolean {
  return keyOf(one) === keyOf(other);
}

/** Text that is the same for equal values, and for no others. */
export function keyOf(value: unknown): string {
  return EJSON.stringify({ value: value ?? null }, { relaxed: true });
}

function replaced(document: Document, replacement: Document, arrayFilters: readonly Document[]): Document {
  if (arrayFilters.length > 0) throw new Refusal(9, 'Cannot specify arrayFilters for a replacement-style update');
  const { _id = document['_id'], ...others } = replacement;
  if (document['_id'] !== undefined && !isSame(_id, document['_id'])) throw immutableKey();
  return { ...(_id !== undefined && { _id }), ...others };
}

function operated(document: Document, update: Document, arrayFilters: readonly Document[], { inserts }: { readonly inserts: boolean }): Document {
  const filters = filtersByIdentifier(arrayFilters);
  const used = new Set<string>();
  const paths: string[] = [];
  for (const [operator, fields] of Object.entries(update)) {
    if (LEFT_OUT.includes(operator)) throw notImplemented(`the update operator ${operator}`);
    if (!OPERATORS.includes(operator)) {
      throw new Refusal(9, `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`);
    }
    if (!isPlainDocument(fields)) {
      throw new Refusal(
        9,
        `Modifiers operate on fields but we found type ${typeName(fields)} instead. For example: {$mod: {<field>: ...}} not {${operator}: …}`,
      );
    }
    for (const path of Object.keys(fields)) {
      const conflict = paths.find((other) => other === path || other.startsWith(`${path}.`) || path.startsWith(`${other}.`));
      if (conflict !== undefined)
        throw new Refusal(40, `Updating the path '${path}' would create a conflict at '${conflict.length < path.length ? conflict : path}'`);
      paths.push(path);
      checkTargets(document, operator, path, fields[path], filters, used);
    }
  }
  const unused = [...filters.keys()].find((identifier) => !used.has(identifier));
  if (unused !== undefined) throw new Refusal(9, `The array filter for identifier '${unused}' was not used in the update ${JSON.stringify(update)}`);

  const { $setOnInsert = {}, ...others } = update;
  const sets = { ...others['$set'], ...(inserts && $setOnInsert) };
  const { _id: key, ...assigned } = sets;
  if (key !== undefined && document['_id'] !== undefined && !isSame(key, document['_id'])) throw immutableKey();
  const modifier = Object.fromEntries(Object.entries({ ...others, $set: assigned }).filter(([, fields]) => Object.keys(fields as object).length > 0));
  const result = { ...(key !== undefined && { _id: key }), ...structured(document) };
  if (Object.keys(modifier).length > 0) refusing(() => apply(result, modifier, [...arrayFilters], {}, { cloneMode: 'deep' }));
  return result;
}

/** Checks what an operator finds where it works: the library skips what the server refuses. */
function checkTargets(
  document: Document,
  operator: string,
  path: string,
  operand: unknown,
  filters: ReadonlyMap<string, (element: unknown) => boolean>,
  used: Set<string>,
): void {
  if (path === '' || path.split('.').includes(''))
    throw new Refusal(56, `The update path '${path}' contains an empty field name, which is not allowed.`);
  if (path.split('.').includes('$')) throw notImplemented('the positional operator $; $[<identifier>] with arrayFilters works');
  if (path === '_id' && operator !== '$set' && operator !== '$setOnInsert') throw immutableKey();
  if (NUMERIC.includes(operator) && typeof operand !== 'number') {
    throw new Refusal(
      14,
      `Cannot ${operator === '$inc' ? 'increment' : 'multiply'} with non-numeric argument: {${path}: ${JSON.stringify(operand)}}`,
    );
  }
  const where = `{_id: ${JSON.stringify(document['_id'])}}`;
  for (const target of targetsOf(document, path, filters, used)) {
    if (target === undefined) continue;
    if (NUMERIC.includes(operator) && typeof target !== 'number') {
      const field = path.split('.').at(-1);
      throw new Refusal(
        14,
        `Cannot apply ${operator} to a value of non-numeric type. ${where} has the field '${field}' of non-numeric type ${typeName(target)}`,
      );
    }
    if (OF_ARRAYS.includes(operator) && !Array.isArray(target)) {
      throw new Refusal(2, `The field '${path}' must be an array but is of type ${typeName(target)} in document ${where}`);
    }
  }
}

/** The values at a path, through the elements that array filters choose; undefined for one that is created. @throws Refusal for a path that leads nowhere */
function targetsOf(document: Document, path: string, filters: ReadonlyMap<string, (element: unknown) => boolean>, used: Set<string>): unknown[] {
  let found: { readonly value: unknown; readonly name: string }[] = [{ value: document, name: '' }];
  for (const segment of path.split('.')) {
    const identifier = /^\$\[(.*)\]$/.exec(segment)?.[1];
    if (identifier !== undefined) {
      const fits = identifier === '' ? () => true : filters.get(identifier);
      if (!fits) throw new Refusal(2, `No array filter found for identifier '${identifier}' in path '${path}'`);
      used.add(identifier);
      found = found.flatMap(({ value, name }) => {
        if (value === undefined) throw new Refusal(2, `The path '${name}' must exist in the document in order to apply array updates.`);
        if (!Array.isArray(value)) throw new Refusal(2, `Cannot apply array updates to non-array element ${name}: ${JSON.stringify(value)}`);
        return value.filter(fits).map((element) => ({ value: element, name: `${name}.${segment}` }));
      });
      continue;
    }
    found = found.map(({ value, name }) => {
      const isIndex = Array.isArray(value) && /^\d+$/.test(segment);
      if (value !== undefined && !isPlainDocument(value) && !isIndex) {
        throw new Refusal(28, `Cannot create field '${segment}' in element {${name}: ${JSON.stringify(value)}}`);
      }
      const next: unknown = value === undefined ? undefined : (value as Document)[segment];
      return { value: next, name: name === '' ? segment : `${name}.${segment}` };
    });
  }
  return found.map(({ value }) => value);
}

function filtersByIdentifier(arrayFilters: readonly Document[]): ReadonlyMap<string, (element: unknown) => boolean> {
  return new Map(
    arrayFilters.map((filter) => {
      const identifiers = [...new Set(Object.keys(filter).map((key) => key.split('.')[0] ?? ''))];
      const [identifier = ''] = identifiers;
      if (identifiers.length !== 1) throw new Refusal(9, 'Error parsing array filter: Expected a single top-level field name');
      if (identifier.startsWith('$')) throw notImplemented(`${identifier} in array filters`);
      const fits = matcher(filter);
      return [identifier, (element: unknown) => fits({ [identifier]: element })];
    }),
  );
}

function immutableKey(): Refusal {
  return new Refusal(66, "Performing an update on the path '_id' would modify the immutable field '_id'");
}

/** A copy whose documents and lists are new, and whose other values are shared. */
function structured<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(structured) as Value;
  if (!isPlainDocument(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, structured(each)])) as Value;
}
