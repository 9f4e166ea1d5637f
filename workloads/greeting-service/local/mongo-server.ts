import { createServer, type Socket } from 'node:net';
import { calculateObjectSize, type Document, deserialize, serialize } from 'bson';
import { type LocalServer, listenLocally } from './local-server';

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const HEADER = 16;
const DUPLICATE_KEY = 11_000;

/** MongoDB wire protocol server on the loopback address, limited to inserts. Documents live in memory and survive a stop. */
export interface LocalMongo extends LocalServer {
  /** Documents of a collection, oldest first. */
  documents(database: string, collection: string): readonly Document[];
  /** Deletes all documents. */
  clear(): void;
  /** Names of the databases with documents. */
  readonly databases: readonly string[];
  /** Connection string. */
  readonly url: string;
}

/** Substitute for MongoDB where none is installed. The driver, its pool and its recovery are real. */
export async function localMongo(): Promise<LocalMongo> {
  const collections = new Map<string, Map<string, Document>>();

  function insert(database: string, command: Document): Document {
    const name = `${database}.${command['insert']}`;
    const kept = collections.get(name) ?? new Map<string, Document>();
    collections.set(name, kept);
    const writeErrors: Document[] = [];
    const documents: Document[] = command['documents'] ?? [];
    documents.forEach((document, index) => {
      const key = String(document['_id']);
      if (kept.has(key)) writeErrors.push({ index, code: DUPLICATE_KEY, errmsg: `E11000 duplicate key error collection: ${name} index: _id_` });
      else kept.set(key, document);
    });
    return { ok: 1, n: documents.length - writeErrors.length, ...(writeErrors.length > 0 && { writeErrors }) };
  }

  function run(command: Document): Document {
    const name = String(Object.keys(command)[0]);
    if (['hello', 'ismaster', 'isMaster'].includes(name)) return hello();
    if (['ping', 'endSessions'].includes(name)) return { ok: 1 };
    if (name === 'count') return { ok: 1, n: collections.get(`${command['$db']}.${command['count']}`)?.size ?? 0 };
    if (name === 'insert') return insert(String(command['$db']), command);
    return { ok: 0, code: 59, codeName: 'CommandNotFound', errmsg: `no such command: '${name}'` };
  }

  const server = createServer((socket) => readMessages(socket, run));
  const listening = await listenLocally(server);
  return {
    ...listening,
    url: `mongodb://127.0.0.1:${listening.port}/?directConnection=true`,
    documents: (database, collection) => [...(collections.get(`${database}.${collection}`)?.values() ?? [])],
    clear: () => collections.clear(),
    get databases() {
      return [...collections.keys()].map((name) => name.slice(0, name.indexOf('.')));
    },
  };
}

function hello(): Document {
  return {
    ok: 1,
    helloOk: true,
    ismaster: true,
    isWritablePrimary: true,
    maxBsonObjectSize: 16_777_216,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    minWireVersion: 0,
    maxWireVersion: 21,
    localTime: new Date(),
    readOnly: false,
  };
}

function readMessages(socket: Socket, run: (command: Document) => Document): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (data) => {
    rest = Buffer.concat([rest, data]);
    while (rest.length >= HEADER && rest.length >= rest.readInt32LE(0)) {
      const message = rest.subarray(0, rest.readInt32LE(0));
      rest = rest.subarray(message.length);
      socket.write(answer(message, run));
    }
  });
}

function answer(message: Buffer, run: (command: Document) => Document): Buffer {
  const requestId = message.readInt32LE(4);
  const opcode = message.readInt32LE(12);
  if (opcode === OP_QUERY) {
    const query = message.indexOf(0, HEADER + 4) + 1 + 8;
    const body = serialize(run(deserialize(message.subarray(query, query + message.readInt32LE(query)))));
    const fields = Buffer.alloc(20);
    fields.writeInt32LE(1, 16);
    return framed(OP_REPLY, requestId, Buffer.concat([fields, body]));
  }
  return framed(OP_MSG, requestId, Buffer.concat([Buffer.alloc(5), serialize(run(commandOf(message)))]));
}

/** The command of an OP_MSG: a document, with its document sequences merged. */
function commandOf(message: Buffer): Document {
  const command: Document = {};
  let offset = HEADER + 4;
  while (offset < message.length) {
    const isList = message[offset] === 1;
    offset += 1;
    const end = offset + message.readInt32LE(offset);
    if (isList) {
      const name = message.indexOf(0, offset + 4);
      const documents: Document[] = [];
      for (let at = name + 1; at < end; ) {
        const document = deserialize(message.subarray(at, at + message.readInt32LE(at)));
        documents.push(document);
        at += calculateObjectSize(document);
      }
      command[message.toString('utf8', offset + 4, name)] = documents;
    } else {
      Object.assign(command, deserialize(message.subarray(offset, end)));
    }
    offset = end;
  }
  return command;
}

function framed(opcode: number, responseTo: number, body: Buffer): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeInt32LE(HEADER + body.length, 0);
  header.writeInt32LE(responseTo, 8);
  header.writeInt32LE(opcode, 12);
  return Buffer.concat([header, body]);
}
