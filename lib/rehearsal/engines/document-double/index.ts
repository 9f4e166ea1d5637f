import { createServer, type Socket } from 'node:net';
import { calculateObjectSize, type Document, deserialize, serialize } from 'bson';
import type { DocumentServer } from '../../engine';
import { listenOnLoopback } from '../loopback';
import { Databases } from './commands';

/**
 * A double of MongoDB: a server in this process that speaks its protocol over documents in memory, with mingo for filters, updates and pipelines.
 *
 * What mongod refuses is refused with its code; what the double leaves out is refused as NotImplemented. Documents survive `stop`.
 */
export async function documentDouble(): Promise<DocumentServer & { readonly port: number; readonly isDouble: true }> {
  const databases = new Databases();
  const server = await listenOnLoopback(createServer((socket) => answerMessages(socket, (command) => databases.run(command))));
  return {
    ...server,
    isDouble: true,
    url: `mongodb://127.0.0.1:${server.port}/?directConnection=true`,
    count: async (database, collection) => databases.count(database, collection),
    documents: async (database, collection) => databases.documents(database, collection),
  };
}

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const HEADER = 16;
/** Bits of a message: a checksum follows; the client expects no reply. */
const CHECKSUM = 1;
const MORE_TO_COME = 2;
/** Largest message of the server. */
const MAX_MESSAGE_BYTES = 48_000_000;

/** Answers the messages of a connection. A message that is none ends the connection, as the server does. */
function answerMessages(socket: Socket, run: (command: Document) => Document): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (data) => {
    rest = Buffer.concat([rest, data]);
    while (rest.length >= HEADER) {
      const size = rest.readInt32LE(0);
      if (size < HEADER || size > MAX_MESSAGE_BYTES) return void socket.destroy();
      if (rest.length < size) return;
      const message = rest.subarray(0, size);
      rest = rest.subarray(size);
      try {
        const reply = answer(message, run);
        if (reply) socket.write(reply);
      } catch {
        return void socket.destroy();
      }
    }
  });
}

function answer(message: Buffer, run: (command: Document) => Document): Buffer | undefined {
  const requestId = message.readInt32LE(4);
  const opcode = message.readInt32LE(12);
  if (opcode === OP_QUERY) {
    const query = message.indexOf(0, HEADER + 4) + 1 + 8;
    const body = serialize(run(deserialize(message.subarray(query, query + message.readInt32LE(query)))));
    const fields = Buffer.alloc(20);
    fields.writeInt32LE(1, 16);
    return framed(OP_REPLY, requestId, Buffer.concat([fields, body]));
  }
  if (opcode !== OP_MSG) throw new Error(`opcode ${opcode}`);
  const flags = message.readInt32LE(HEADER);
  const reply = run(commandOf((flags & CHECKSUM) === 0 ? message : message.subarray(0, -4)));
  if ((flags & MORE_TO_COME) !== 0) return undefined;
  return framed(OP_MSG, requestId, Buffer.concat([Buffer.alloc(5), serialize(reply)]));
}

/** The command of an OP_MSG: a document, and lists of documents that stand beside it. */
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
