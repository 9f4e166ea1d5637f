import { once } from 'node:events';
import { connect } from 'node:net';
import { type Document, deserialize, serialize } from 'bson';
import { MongoClient } from 'mongodb';
import { type LocalMongo, localMongo } from '../../../workloads/greeting-service/local/mongo-server';

let mongo: LocalMongo;
let client: MongoClient;
beforeAll(async () => {
  mongo = await localMongo();
  client = await new MongoClient(mongo.url, { retryWrites: false }).connect();
});
afterAll(async () => {
  await client.close();
  await mongo.stop();
});
afterEach(() => mongo.clear());

const greetings = () => client.db('service-c').collection<{ _id: string }>('greetings');

test('keeps and counts documents in order; an unknown collection is empty', async () => {
  await greetings().insertMany([{ _id: 'a' }, { _id: 'b' }]);

  expect(mongo.documents('service-c', 'greetings').map(({ _id }) => _id)).toEqual(['a', 'b']);
  expect(mongo.documents('service-c', 'nothing')).toEqual([]);
  await expect(greetings().estimatedDocumentCount()).resolves.toBe(2);
  await expect(client.db('service-c').collection('nothing').estimatedDocumentCount()).resolves.toBe(0);
});

test('refuses a duplicate key as MongoDB does, and keeps the other documents', async () => {
  await greetings().insertOne({ _id: 'a' });

  await expect(greetings().insertMany([{ _id: 'a' }, { _id: 'b' }], { ordered: false })).rejects.toMatchObject({
    code: 11_000,
    message: expect.stringContaining('E11000 duplicate key error collection: service-c.greetings index: _id_'),
  });
  expect(mongo.documents('service-c', 'greetings')).toHaveLength(2);
});

test('refuses an unknown command by name, and keeps the connection open', async () => {
  await expect(client.db('service-c').command({ listCollections: 1 })).rejects.toMatchObject({
    codeName: 'CommandNotFound',
    message: "no such command: 'listCollections'",
  });
  await expect(client.db('service-c').command({ ping: 1 })).resolves.toMatchObject({ ok: 1 });
});

test('inserts nothing without documents', async () => {
  await expect(client.db('service-c').command({ insert: 'greetings' })).resolves.toMatchObject({ ok: 1, n: 0 });
});

test('clears all databases', async () => {
  await greetings().insertOne({ _id: 'a' });
  expect(mongo.databases).toEqual(['service-c']);
  mongo.clear();

  expect(mongo.databases).toEqual([]);
});

test('accepts documents in document sequences', async () => {
  const list = Buffer.concat([Buffer.from('documents\0'), serialize({ _id: 'a' }), serialize({ _id: 'b' })]);
  const size = Buffer.alloc(4);
  size.writeInt32LE(4 + list.length);
  const body = Buffer.concat([Buffer.alloc(4), Buffer.from([0]), serialize({ insert: 'greetings', $db: 'service-c' }), Buffer.from([1]), size, list]);
  const header = Buffer.alloc(16);
  for (const [at, value] of [16 + body.length, 7, 0, 2_013].entries()) header.writeInt32LE(value, at * 4);
  const socket = connect(mongo.port, '127.0.0.1');
  socket.write(header.subarray(0, 10));
  await client.db('service-c').command({ ping: 1 });
  socket.write(Buffer.concat([header.subarray(10), body]));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();

  expect([answer.readInt32LE(8), deserialize(answer.subarray(21))] satisfies [number, Document]).toEqual([7, { ok: 1, n: 2 }]);
  expect(mongo.documents('service-c', 'greetings')).toEqual([{ _id: 'a' }, { _id: 'b' }]);
});
