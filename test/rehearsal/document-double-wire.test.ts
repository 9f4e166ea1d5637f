import { once } from 'node:events';
import { connect } from 'node:net';
import { type Document, deserialize, serialize } from 'bson';
import { MongoClient } from 'mongodb';
import { documentDouble } from '../../lib/rehearsal/engines/document-double';

let double: Awaited<ReturnType<typeof documentDouble>>;
let client: MongoClient;
beforeAll(async () => {
  double = await documentDouble();
  client = await new MongoClient(double.url).connect();
});
afterAll(async () => {
  await client.close();
  await double.stop();
});

const command = (document: Document) => client.db('storefront').command(document);

function framed(body: Buffer, opcode = 2_013): Buffer {
  const header = Buffer.alloc(16);
  for (const [at, value] of [16 + body.length, 7, 0, opcode].entries()) header.writeInt32LE(value, at * 4);
  return Buffer.concat([header, body]);
}

test('accepts document sequences of a command, in chunks of bytes', async () => {
  const list = Buffer.concat([Buffer.from('documents\0'), serialize({ _id: 'a' }), serialize({ _id: 'b' })]);
  const size = Buffer.alloc(4);
  size.writeInt32LE(4 + list.length);
  const body = Buffer.concat([Buffer.alloc(4), Buffer.from([0]), serialize({ insert: 'c', $db: 'storefront' }), Buffer.from([1]), size, list]);
  const message = framed(body);
  const socket = connect(double.port, '127.0.0.1');
  socket.write(message.subarray(0, 10));
  await command({ ping: 1 });
  socket.write(message.subarray(10));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();

  expect([answer.readInt32LE(8), deserialize(answer.subarray(21))]).toEqual([7, { ok: 1, n: 2 }]);
  expect(await double.documents('storefront', 'c')).toEqual([{ _id: 'a' }, { _id: 'b' }]);
});

test.each([
  ['an opcode that it does not know', framed(Buffer.alloc(8), 2_005)],
  ['a length that is none', Buffer.alloc(16)],
  ['bytes that are no document', framed(Buffer.concat([Buffer.alloc(5), Buffer.from([200, 0, 0, 0, 9])]))],
])('ends the connection at %s', async (_, bytes) => {
  const socket = connect(double.port, '127.0.0.1');
  socket.write(bytes);
  await once(socket, 'close');
  await expect(command({ ping: 1 })).resolves.toMatchObject({ ok: 1 });
});
