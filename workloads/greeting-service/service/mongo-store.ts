import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Collection, MongoClient, MongoServerError, ObjectId } from 'mongodb';
import { within } from './deadline';
import { type Log, reasonOf } from './log';
import type { Store } from './store';

const DUPLICATE_KEY = 11_000;

export interface MongoStoreOptions {
  /** Connection string with credentials, TLS and replica set. */
  readonly connection: string;
  readonly database: string;
  readonly collection: string;
  readonly log: Log;
}

/**
 * A collection of a MongoDB-compatible server, with a connection pool.
 *
 * Connects in the background with retries. Retryable writes are off unless the connection string enables them: DocumentDB before 8.0.2 rejects them.
 */
export function mongoStore({ connection, database, collection, log }: MongoStoreOptions): Store {
  const retries = /[?&]retryWrites=/i.test(connection);
  const client = new MongoClient(connection, {
    ...(!retries && { retryWrites: false }),
    appName: database,
    maxPoolSize: 5,
    // Limits the wait for a connection, so that requests do not pile up while the server hangs.
    waitQueueTimeoutMS: 2_000,
    serverSelectionTimeoutMS: 2_000,
    connectTimeoutMS: 2_000,
    socketTimeoutMS: 10_000,
    heartbeatFrequencyMS: 2_000,
  });
  const documents: Collection = client.db(database).collection(collection);
  const stopped = new AbortController();
  let isReady = false;
  const connecting = connect(client, stopped.signal, log).then((connected) => {
    isReady = connected;
  });

  return {
    get isReady() {
      return isReady;
    },
    async insert(document, timeoutMs) {
      // The key derives from the greeting's id, so that a redelivered message is stored once.
      const _id = new ObjectId(createHash('sha256').update(document.id).digest().subarray(0, 12));
      try {
        await within(timeoutMs, 'storing', documents.insertOne({ _id, ...document }));
      } catch (error) {
        if (!(error instanceof MongoServerError && error.code === DUPLICATE_KEY)) throw error;
      }
    },
    async close() {
      stopped.abort();
      await connecting;
      await client.close();
    },
  };
}

/** Connects with retries until it succeeds or is stopped. */
async function connect(client: MongoClient, signal: AbortSignal, log: Log): Promise<boolean> {
  for (let waitMs = 250; !signal.aborted; waitMs = Math.min(waitMs * 2, 5_000)) {
    try {
      await client.connect();
      log.info('connected to the database');
      return true;
    } catch (error) {
      log.error('no connection to the database', { error: reasonOf(error) });
      await sleep(waitMs, undefined, { signal }).catch(() => {});
    }
  }
  return false;
}
