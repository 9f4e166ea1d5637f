import type { Document } from 'bson';
import { Collection } from './collection';
import { isPlainDocument } from './filter';
import { aggregated } from './pipeline';
import { notImplemented, Refusal } from './refusal';
import { checkFields, type Fields, indexOf, inOrder, listOf, long, nameOf, projected, statementsOf } from './request';
import { MAX_DOCUMENT_BYTES } from './update';

/** Documents of a first batch, unless the client asks for another number. */
const FIRST_BATCH = 101;

const UPDATE: Fields = { fields: ['q', 'u', 'multi', 'upsert', 'arrayFilters'], leftOut: ['c', 'collation', 'hint', 'sort'] };
const DELETE: Fields = { fields: ['q', 'limit'], leftOut: ['collation', 'hint'] };

interface Command extends Omit<Fields, 'fields'> {
  /** Fields that have an effect; the server ignores other ones of commands with 'any'. */
  readonly fields: readonly string[] | 'any';
  run(command: Document, database: string): Document;
}

/** Collections in memory, and the commands that work on them. */
export class Databases {
  private readonly collections = new Map<string, Collection>();
  private readonly cursors = new Map<number, { readonly namespace: string; rest: readonly Document[] }>();
  private nextCursor = 1;

  /** Runs a command. @returns the reply; a refusal is one with `ok: 0` */
  public run(command: Document): Document {
    const [name = ''] = Object.keys(command);
    const database = String(command['$db'] ?? 'admin');
    try {
      const known = Object.hasOwn(this.commands, name) ? this.commands[name] : undefined;
      if (!known) throw new Refusal(59, `no such command: '${name}'`);
      if (known.fields !== 'any') checkFields(name, command, { fields: known.fields, leftOut: known.leftOut });
      return { ...known.run(command, database), ok: 1 };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { ok: 0, code: error.code, codeName: error.codeName, errmsg: error.message };
    }
  }

  /** Number of documents in a collection. */
  public count(database: string, collection: string): number {
    return this.collections.get(`${database}.${collection}`)?.size ?? 0;
  }

  /** Documents of a collection, in the order of their insertion. */
  public documents(database: string, collection: string): readonly Document[] {
    return this.collections.get(`${database}.${collection}`)?.documents ?? [];
  }

  private readonly commands: Readonly<Record<string, Command>> = {
    hello: { fields: 'any', run: hello },
    ismaster: { fields: 'any', run: hello },
    isMaster: { fields: 'any', run: hello },
    ping: { fields: 'any', run: () => ({}) },
    endSessions: { fields: [], run: () => ({}) },
    buildInfo: { fields: 'any', run: () => ({ version: '7.0.0', versionArray: [7, 0, 0, 0], modules: [], maxBsonObjectSize: MAX_DOCUMENT_BYTES }) },
    insert: {
      fields: ['documents', 'ordered'],
      leftOut: ['bypassDocumentValidation'],
      run: (command, database) => {
        const collection = this.made(database, command['insert']);
        const documents = listOf(command, 'documents');
        return inOrder(documents, command['ordered'], (document) => {
          collection.insert(document);
          return 1;
        });
      },
    },
    update: {
      fields: ['updates', 'ordered'],
      leftOut: ['bypassDocumentValidation', 'let'],
      run: (command, database) => {
        let nModified = 0;
        const upserted: Document[] = [];
        const statements = statementsOf(command, 'updates', UPDATE);
        const result = inOrder(statements, command['ordered'], (each, index) => {
          const { q, u, multi = false, upsert = false, arrayFilters } = each;
          const outcome = this.made(database, command['update']).update(q, { update: u, arrayFilters }, { multi, upsert });
          nModified += outcome.modified;
          if (outcome.upserted !== undefined) upserted.push({ index, _id: outcome.upserted });
          return outcome.upserted === undefined ? outcome.matched : 1;
        });
        return { ...result, nModified, ...(upserted.length > 0 && { upserted }) };
      },
    },
    delete: {
      fields: ['deletes', 'ordered'],
      leftOut: ['let'],
      run: (command, database) => {
        return inOrder(statementsOf(command, 'deletes', DELETE), command['ordered'], (each) => {
          if (each['limit'] !== 0 && each['limit'] !== 1)
            throw new Refusal(9, `The limit field in delete objects must be 0 or 1. Got ${each['limit']}`);
          return this.foundOrEmpty(database, command['delete']).remove(each['q'], { one: each['limit'] === 1 }).length;
        });
      },
    },
    findAndModify: {
      fields: ['query', 'update', 'remove', 'new', 'upsert', 'sort', 'fields', 'arrayFilters'],
      leftOut: ['collation', 'hint', 'let', 'bypassDocumentValidation'],
      run: (command, database) => this.findAndModify(command, database),
    },
    find: {
      fields: ['filter', 'sort', 'projection', 'skip', 'limit', 'batchSize', 'singleBatch'],
      leftOut: [
        'allowDiskUse',
        'allowPartialResults',
        'awaitData',
        'collation',
        'hint',
        'let',
        'max',
        'min',
        'noCursorTimeout',
        'returnKey',
        'showRecordId',
        'tailable',
      ],
      run: (command, database) => {
        const { skip = 0, limit = 0, batchSize = FIRST_BATCH, singleBatch = false, projection } = command;
        const matching = this.foundOrEmpty(database, command['find']).matching(command['filter'], command['sort']);
        const wanted = matching.slice(skip, limit === 0 ? undefined : skip + Math.abs(limit));
        return this.cursor(`${database}.${command['find']}`, projected(wanted, projection), batchSize, singleBatch || limit < 0);
      },
    },
    getMore: {
      fields: ['collection', 'batchSize'],
      leftOut: ['term', 'lastKnownCommittedOpTime'],
      run: (command, database) => {
        const id = Number(command['getMore']);
        const cursor = this.cursors.get(id);
        if (!cursor || cursor.namespace !== `${database}.${command['collection']}`) throw new Refusal(43, `cursor id ${id} not found`);
        const size = command['batchSize'] ?? cursor.rest.length;
        const nextBatch = cursor.rest.slice(0, size);
        cursor.rest = cursor.rest.slice(size);
        if (cursor.rest.length === 0) this.cursors.delete(id);
        return { cursor: { id: long(cursor.rest.length === 0 ? 0 : id), ns: cursor.namespace, nextBatch } };
      },
    },
    killCursors: {
      fields: ['cursors'],
      run: (command) => {
        const ids = listOf(command, 'cursors').map(Number);
        const [killed, notFound] = [ids.filter((id) => this.cursors.has(id)), ids.filter((id) => !this.cursors.has(id))];
        for (const id of killed) this.cursors.delete(id);
        return { cursorsKilled: killed.map(long), cursorsNotFound: notFound.map(long), cursorsAlive: [], cursorsUnknown: [] };
      },
    },
    aggregate: {
      fields: ['pipeline', 'cursor'],
      leftOut: ['allowDiskUse', 'bypassDocumentValidation', 'collation', 'explain', 'hint', 'let'],
      run: (command, database) => {
        if (!isPlainDocument(command['cursor']))
          throw new Refusal(9, "The 'cursor' option is required, except for aggregate with the explain argument");
        if (typeof command['aggregate'] !== 'string') throw notImplemented('aggregation of a whole database');
        const { documents } = this.foundOrEmpty(database, command['aggregate']);
        const size = command['cursor']['batchSize'] ?? FIRST_BATCH;
        return this.cursor(`${database}.${command['aggregate']}`, aggregated(documents, command['pipeline']), size, false);
      },
    },
    count: {
      fields: ['query', 'limit', 'skip'],
      leftOut: ['collation', 'hint', 'fields'],
      run: (command, database) => {
        const { skip = 0, limit = 0 } = command;
        const matching = this.foundOrEmpty(database, command['count']).matching(command['query']).length;
        const left = Math.max(0, matching - skip);
        return { n: limit === 0 ? left : Math.min(left, Math.abs(limit)) };
      },
    },
    create: {
      fields: [],
      leftOut: ['capped', 'clusteredIndex', 'collation', 'expireAfterSeconds', 'max', 'pipeline', 'size', 'timeseries', 'validator', 'viewOn'],
      run: (command, database) => {
        this.made(database, command['create']);
        return {};
      },
    },
    createIndexes: { fields: ['indexes'], leftOut: ['commitQuorum'], run: (command, database) => this.createIndexes(command, database) },
    listIndexes: {
      fields: ['cursor'],
      run: (command, database) => {
        const namespace = `${database}.${command['listIndexes']}`;
        const collection = this.found(database, command['listIndexes']);
        if (!collection) throw new Refusal(26, `ns does not exist: ${namespace}`);
        const list = collection.indexList.map(({ name, key, unique, sparse }) => ({
          v: 2,
          key,
          name,
          ...(unique && name !== '_id_' && { unique }),
          ...(sparse && { sparse }),
        }));
        return this.cursor(namespace, list, FIRST_BATCH, false);
      },
    },
    listCollections: {
      fields: ['filter', 'nameOnly', 'authorizedCollections', 'cursor'],
      run: (command, database) => {
        const names = [...this.collections.keys()]
          .filter((namespace) => namespace.startsWith(`${database}.`))
          .map((namespace) => namespace.slice(database.length + 1));
        const listed = names.map((name) => ({ name, type: 'collection', options: {}, info: { readOnly: false } }));
        const temporary = new Collection('');
        for (const each of listed) temporary.insert({ _id: each.name, ...each });
        const matching = temporary.matching(command['filter']).map(({ _id, ...each }) => each);
        return this.cursor(`${database}.$cmd.listCollections`, matching, FIRST_BATCH, false);
      },
    },
    drop: {
      fields: [],
      run: (command, database) => {
        const ns = `${database}.${command['drop']}`;
        return this.collections.delete(ns) ? { ns, nIndexesWas: 1 } : {};
      },
    },
    dropDatabase: {
      fields: [],
      run: (_, database) => {
        for (const namespace of [...this.collections.keys()]) if (namespace.startsWith(`${database}.`)) this.collections.delete(namespace);
        return { dropped: database };
      },
    },
  };

  private findAndModify(command: Document, database: string): Document {
    const { query, update, remove = false, new: after = false, upsert = false, sort, fields, arrayFilters } = command;
    if (remove && (update !== undefined || upsert)) throw new Refusal(9, "Cannot specify both an 'update' and 'remove'=true");
    if (!remove && update === undefined) throw new Refusal(9, "Either an 'update' or 'remove'=true must be specified");
    const collection = this.made(database, command['findAndModify']);
    if (remove) {
      const [removed] = collection.remove(query, { one: true, sort });
      return { lastErrorObject: { n: removed ? 1 : 0 }, value: removed ? projected([removed], fields)[0] : null };
    }
    const outcome = collection.update(query, { update, arrayFilters }, { multi: false, upsert, sort });
    const value = after ? outcome.after : outcome.before;
    const isUpsert = outcome.upserted !== undefined;
    return {
      lastErrorObject: { n: isUpsert ? 1 : outcome.matched, updatedExisting: outcome.matched > 0, ...(isUpsert && { upserted: outcome.upserted }) },
      value: value === undefined ? null : projected([value], fields)[0],
    };
  }

  private createIndexes(command: Document, database: string): Document {
    const namespace = `${database}.${command['createIndexes']}`;
    const isNew = !this.collections.has(namespace);
    const collection = this.made(database, command['createIndexes']);
    const before = collection.indexList.length;
    for (const specification of listOf(command, 'indexes')) collection.createIndex(indexOf(specification));
    return { numIndexesBefore: before, numIndexesAfter: collection.indexList.length, createdCollectionAutomatically: isNew };
  }

  private cursor(ns: string, documents: readonly Document[], batchSize: number, isSingle: boolean): Document {
    const firstBatch = documents.slice(0, batchSize);
    const rest = isSingle ? [] : documents.slice(batchSize);
    if (rest.length === 0) return { cursor: { id: long(0), ns, firstBatch } };
    const id = this.nextCursor;
    this.nextCursor += 1;
    this.cursors.set(id, { namespace: ns, rest });
    return { cursor: { id: long(id), ns, firstBatch } };
  }

  private found(database: string, name: unknown): Collection | undefined {
    return this.collections.get(`${database}.${nameOf(name)}`);
  }

  /** What refuses a bad filter of a collection that is not there, as the server does. */
  private foundOrEmpty(database: string, name: unknown): Collection {
    return this.found(database, name) ?? new Collection('');
  }

  private made(database: string, name: unknown): Collection {
    const namespace = `${database}.${nameOf(name)}`;
    const collection = this.collections.get(namespace) ?? new Collection(namespace);
    this.collections.set(namespace, collection);
    return collection;
  }
}

/** Answer of a standalone server. */
function hello(): Document {
  return {
    helloOk: true,
    ismaster: true,
    isWritablePrimary: true,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    minWireVersion: 0,
    maxWireVersion: 21,
    readOnly: false,
  };
}
