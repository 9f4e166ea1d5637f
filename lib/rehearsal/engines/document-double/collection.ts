import { calculateObjectSize, type Document, EJSON, ObjectId } from 'bson';
import { find } from 'mingo';
import { hasOperators, isPlainDocument, matcher } from './filter';
import { notImplemented, Refusal } from './refusal';
import { type Change, changed, isSame, keyOf, MAX_DOCUMENT_BYTES } from './update';

/** An index. Only a unique one has an effect. */
export interface Index {
  readonly name: string;
  readonly key: Document;
  readonly unique: boolean;
  readonly sparse: boolean;
}

export interface UpdateOutcome {
  readonly matched: number;
  readonly modified: number;
  /** Key of the document that was inserted. */
  readonly upserted?: unknown;
  /** The document before and after; of several the last one. */
  readonly before?: Document;
  readonly after?: Document;
}

interface Entries {
  readonly index: Index;
  /** Text of the indexed values → text of the key of the document that has them. */
  readonly owners: Map<string, string>;
}

/** Documents in the order of their insertion, with unique indexes. */
export class Collection {
  private readonly byKey = new Map<string, Document>();
  private readonly indexes = new Map<string, Entries>();

  public constructor(public readonly namespace: string) {
    this.indexes.set('_id_', { index: { name: '_id_', key: { _id: 1 }, unique: true, sparse: false }, owners: new Map() });
  }

  public get size(): number {
    return this.byKey.size;
  }

  public get documents(): readonly Document[] {
    return [...this.byKey.values()];
  }

  public get indexList(): readonly Index[] {
    return [...this.indexes.values()].map(({ index }) => index);
  }

  /** @throws Refusal for a key that is there, or that cannot be one */
  public insert(document: Document): unknown {
    const { _id = new ObjectId(), ...others } = document;
    if (Array.isArray(_id)) throw new Refusal(53, "The '_id' value cannot be of type array");
    if (hasOperators(_id)) throw new Refusal(53, "_id fields may not contain '$'-prefixed fields");
    const inserted = { _id, ...others };
    const size = calculateObjectSize(inserted);
    if (size > MAX_DOCUMENT_BYTES) throw new Refusal(10334, `object to insert too large. size in bytes: ${size}, max size: ${MAX_DOCUMENT_BYTES}`);
    this.put(keyOf(_id), inserted, { isUpdate: false });
    return _id;
  }

  public update(
    filter: unknown,
    change: Change,
    options: { readonly multi: boolean; readonly upsert: boolean; readonly sort?: Document },
  ): UpdateOutcome {
    if (options.multi && !hasOperators(change.update)) throw new Refusal(9, 'multi update is not supported for replacement-style update');
    const matching = this.matching(filter, options.sort);
    const targets = options.multi ? matching : matching.slice(0, 1);
    let modified = 0;
    let after: Document | undefined;
    for (const target of targets) {
      after = changed(target, change, { inserts: false });
      if (isSame(after, target)) continue;
      this.put(keyOf(target['_id']), after, { isUpdate: true });
      modified += 1;
    }
    if (targets.length > 0 || !options.upsert) return { matched: targets.length, modified, before: targets.at(-1), after };
    const created = changed(equalities(filter), change, { inserts: true });
    const upserted = this.insert(created);
    return { matched: 0, modified: 0, upserted, after: { _id: upserted, ...created } };
  }

  /** @returns the documents that are gone */
  public remove(filter: unknown, options: { readonly one: boolean; readonly sort?: Document }): readonly Document[] {
    const matching = this.matching(filter, options.sort);
    const removed = options.one ? matching.slice(0, 1) : matching;
    for (const document of removed) this.drop(keyOf(document['_id']));
    return removed;
  }

  /** Documents that match, sorted if asked for. */
  public matching(filter: unknown, sort?: Document): readonly Document[] {
    const found = this.documents.filter(matcher(filter));
    return sort === undefined || Object.keys(sort).length === 0 ? found : sorted(found, sort);
  }

  /** Adds an index, unless it is there. @throws Refusal for another index of the same name, or values that are not unique */
  public createIndex(index: Index): boolean {
    const same = this.indexes.get(index.name);
    if (same) {
      if (isSame(same.index, index)) return false;
      throw new Refusal(85, `An equivalent index already exists with the same name but different options. Requested index: ${JSON.stringify(index)}`);
    }
    const entries = { index, owners: new Map<string, string>() };
    for (const [key, document] of this.byKey) this.own(entries, key, document);
    this.indexes.set(index.name, entries);
    return true;
  }

  private put(key: string, document: Document, { isUpdate }: { readonly isUpdate: boolean }): void {
    // All checks before the first change: a refusal leaves the collection as it was.
    for (const entries of this.indexes.values()) this.requireUnique(entries, key, document, isUpdate);
    this.disown(key);
    this.byKey.set(key, document);
    for (const entries of this.indexes.values()) this.own(entries, key, document);
  }

  private drop(key: string): void {
    this.disown(key);
    this.byKey.delete(key);
  }

  private disown(key: string): void {
    const document = this.byKey.get(key);
    if (!document) return;
    for (const { index, owners } of this.indexes.values()) for (const value of valuesOf(document, index)) owners.delete(value);
  }

  private own(entries: Entries, key: string, document: Document): void {
    if (!entries.index.unique) return;
    this.requireUnique(entries, key, document, true);
    for (const value of valuesOf(document, entries.index)) entries.owners.set(value, key);
  }

  private requireUnique({ index, owners }: Entries, key: string, document: Document, isUpdate: boolean): void {
    if (!index.unique) return;
    const taken = valuesOf(document, index).find((value) => owners.has(value) && !(isUpdate && owners.get(value) === key));
    if (taken !== undefined) {
      throw new Refusal(11000, `E11000 duplicate key error collection: ${this.namespace} index: ${index.name} dup key: ${taken}`, {
        keyPattern: index.key,
        keyValue: EJSON.parse(taken),
      });
    }
  }
}

/** Fields of the document that an upsert inserts: what the filter compares by equality. */
function equalities(filter: unknown): Document {
  const document: Document = {};
  for (const [path, value] of Object.entries((filter ?? {}) as Document)) {
    if (path === '$and') for (const part of value as Document[]) Object.assign(document, equalities(part));
    if (path.startsWith('$')) continue;
    const equal: unknown = hasOperators(value) ? value['$eq'] : value;
    if (equal === undefined || equal instanceof RegExp) continue;
    setAt(document, path, equal);
  }
  return document;
}

function setAt(document: Document, path: string, value: unknown): void {
  const [field = '', ...rest] = path.split('.');
  if (rest.length === 0) {
    document[field] = value;
    return;
  }
  document[field] = isPlainDocument(document[field]) ? document[field] : {};
  setAt(document[field], rest.join('.'), value);
}

/** Texts of the values that a document has in an index: one, or one for each element of an array. */
function valuesOf(document: Document, { key, unique, sparse }: Index): readonly string[] {
  if (!unique) return [];
  const fields = Object.keys(key);
  const found = fields.map((field) => valuesAt(document, field.split('.')));
  if (sparse && found.every((values) => values.length === 0)) return [];
  if (found.filter((values) => values.length > 1).length > 1) throw notImplemented('two arrays in one index');
  let combined: unknown[][] = [[]];
  for (const values of found) combined = combined.flatMap((before) => (values.length === 0 ? [null] : values).map((value) => [...before, value]));
  return [...new Set(combined.map((values) => EJSON.stringify(Object.fromEntries(fields.map((field, at) => [field, values[at]])))))];
}

function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((element) => valuesAt(element, path));
  const [field, ...rest] = path;
  if (field === undefined) return value === undefined ? [] : [value];
  return isPlainDocument(value) ? valuesAt(value[field], rest) : [];
}

function sorted(documents: readonly Document[], sort: Document): readonly Document[] {
  for (const [field, direction] of Object.entries(sort)) {
    if (direction !== 1 && direction !== -1) throw new Refusal(2, `Illegal key in $sort specification: ${field}: ${JSON.stringify(direction)}`);
  }
  return find<Document>([...documents], {})
    .sort(sort)
    .all();
}
