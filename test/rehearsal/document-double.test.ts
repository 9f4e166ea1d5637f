import type { Document } from 'bson';
import { type Collection, MongoClient, ObjectId } from 'mongodb';
import { documentDouble } from '../../lib/rehearsal/engines/document-double';

// The driver, its pool and its error paths are the real ones.
let double: Awaited<ReturnType<typeof documentDouble>>;
let client: MongoClient;
let orders: Collection<Document>;
beforeAll(async () => {
  double = await documentDouble();
  client = await new MongoClient(double.url).connect();
  orders = client.db('storefront').collection('customers');
});
afterAll(async () => {
  await client.close();
  await double.stop();
});
beforeEach(() => client.db('storefront').dropDatabase());

const command = (document: Document) => client.db('storefront').command(document);

describe('documents', () => {
  test('are returned with their types, in insertion order', async () => {
    const _id = new ObjectId();
    await orders.insertMany([{ _id, at: new Date(0), tags: ['a', 'b'], nested: { n: 1.5, none: null } }, { _id: new ObjectId() }]);
    expect((await orders.find().toArray())[0]).toEqual({ _id, at: new Date(0), tags: ['a', 'b'], nested: { n: 1.5, none: null } });
    expect(await orders.findOne({ _id })).toMatchObject({ tags: ['a', 'b'] });
    expect(await double.count('storefront', 'customers')).toBe(2);
    expect(await double.documents('storefront', 'nothing')).toEqual([]);
  });

  test('are found, sorted, skipped, limited and projected', async () => {
    await orders.insertMany([3, 1, 2, 5].map((n) => ({ _id: n as never, n, twice: 2 * n })));
    expect(await orders.find({ n: { $gte: 2 } }, { sort: { n: -1 }, skip: 1, limit: 2, projection: { _id: 0, n: 1 } }).toArray()).toEqual([
      { n: 3 },
      { n: 2 },
    ]);
    expect(await orders.countDocuments({ n: { $in: [1, 2, 9] } })).toBe(2);
    expect(await orders.estimatedDocumentCount()).toBe(4);
  });

  test('come in batches by a cursor, which can be closed', async () => {
    await orders.insertMany(Array.from({ length: 250 }, (_, n) => ({ n })));
    expect((await orders.find().toArray()).length).toBe(250);
    const cursor = orders.find({}, { batchSize: 10 });
    await cursor.next();
    const { id } = cursor;
    await cursor.close();
    await expect(command({ getMore: id, collection: 'customers' })).rejects.toMatchObject({ code: 43, codeName: 'CursorNotFound' });
  });

  test('survive a crash of the server', async () => {
    await orders.insertOne({ n: 1 });
    await double.stop();
    await double.resume();
    expect(await orders.countDocuments()).toBe(1);
  });

  test('with a duplicate key are refused, and an unordered insert keeps the others', async () => {
    await orders.insertOne({ _id: 'a' as never });
    await expect(orders.insertMany([{ _id: 'a' as never }, { _id: 'b' as never }], { ordered: false })).rejects.toMatchObject({
      code: 11_000,
      message: expect.stringContaining('E11000 duplicate key error collection: storefront.customers index: _id_ dup key: {"_id":"a"}'),
    });
    await expect(orders.insertMany([{ _id: 'a' as never }, { _id: 'c' as never }])).rejects.toMatchObject({ code: 11_000 });
    expect((await orders.find().toArray()).map(({ _id }) => _id)).toEqual(['a', 'b']);
  });
});

describe('updates', () => {
  const customer = {
    _id: 'c1' as never,
    orders: [
      { guid: 'o1', events: ['created'] },
      { guid: 'o2', events: [] as string[] },
    ],
  };

  test('reach the matched element of an array by arrayFilters', async () => {
    await orders.insertOne({ ...customer });
    const add = () =>
      orders.updateOne({ _id: customer._id }, { $addToSet: { 'orders.$[o].events': 'approved' } }, { arrayFilters: [{ 'o.guid': 'o2' }] });
    expect(await add()).toMatchObject({ matchedCount: 1, modifiedCount: 1 });
    expect(await add()).toMatchObject({ matchedCount: 1, modifiedCount: 0 });
    expect((await orders.findOne())?.['orders']).toEqual([customer.orders[0], { guid: 'o2', events: ['approved'] }]);
    expect(await orders.findOne({ orders: { $elemMatch: { guid: 'o2', events: 'approved' } } })).not.toBeNull();
  });

  test('upsert with the equal fields of the filter, $set and $setOnInsert, once', async () => {
    const upsert = () =>
      orders.updateOne({ guid: 'g', 'a.b': { $eq: 1 }, n: { $gt: 5 } }, { $set: { n: 6 }, $setOnInsert: { created: true } }, { upsert: true });
    expect(await upsert()).toMatchObject({ matchedCount: 0, upsertedCount: 1 });
    expect(await upsert()).toMatchObject({ matchedCount: 1, upsertedCount: 0, modifiedCount: 0 });
    expect(await orders.find({}, { projection: { _id: 0 } }).toArray()).toEqual([{ guid: 'g', a: { b: 1 }, n: 6, created: true }]);
  });

  test('change many, replace one, and return the document before or after', async () => {
    await orders.insertMany([
      { k: 1, n: 1 },
      { k: 2, n: 1 },
    ]);
    expect(await orders.updateMany({}, { $inc: { n: 2 } })).toMatchObject({ matchedCount: 2, modifiedCount: 2 });
    expect(await orders.findOneAndUpdate({ k: 1 }, { $set: { n: 9 } }, { returnDocument: 'after' })).toMatchObject({ k: 1, n: 9 });
    expect(await orders.findOneAndUpdate({ k: 1 }, { $unset: { n: '' } })).toMatchObject({ k: 1, n: 9 });
    expect(await orders.findOneAndDelete({ k: 2 })).toMatchObject({ n: 3 });
    await orders.replaceOne({ k: 1 }, { other: true });
    expect(await orders.find({}, { projection: { _id: 0 } }).toArray()).toEqual([{ other: true }]);
  });

  test('of several kinds go through in a bulk', async () => {
    const result = await orders.bulkWrite([
      { insertOne: { document: { k: 1 } } },
      { updateOne: { filter: { k: 1 }, update: { $push: { list: { $each: [1, 2] } } as never } } },
      { deleteMany: { filter: { k: 9 } } },
      { updateOne: { filter: { k: 2 }, update: { $set: { n: 1 } }, upsert: true } },
    ]);
    expect(result).toMatchObject({ insertedCount: 1, modifiedCount: 1, deletedCount: 0, upsertedCount: 1 });
  });

  test('that are refused leave the document unchanged', async () => {
    await orders.insertOne({ _id: 1 as never, n: 'text', other: 1 });
    await expect(orders.updateOne({}, { $set: { other: 2 }, $inc: { n: 1 } })).rejects.toMatchObject({ code: 14 });
    expect(await orders.findOne()).toEqual({ _id: 1, n: 'text', other: 1 });
  });
});

describe('a unique index', () => {
  beforeEach(() => orders.createIndex({ 'orders.guid': 1 }, { unique: true, name: 'guids' }));

  test('refuses a duplicate value in inserts, updates and upserts', async () => {
    await orders.insertMany([
      { k: 1, orders: [{ guid: 'a' }, { guid: 'b' }] },
      { k: 2, orders: [{ guid: 'c' }] },
    ]);
    const refused = { code: 11_000, message: expect.stringContaining('index: guids') };
    await expect(orders.insertOne({ orders: [{ guid: 'b' }] })).rejects.toMatchObject(refused);
    await expect(orders.updateOne({ k: 2 }, { $push: { orders: { guid: 'a' } } as never })).rejects.toMatchObject(refused);
    await expect(orders.updateOne({ k: 3 }, { $set: { orders: [{ guid: 'a' }] } }, { upsert: true })).rejects.toMatchObject(refused);
    await orders.updateOne({ k: 1 }, { $set: { orders: [{ guid: 'a' }, { guid: 'a' }] } });
    await orders.insertOne({ orders: [{ guid: 'b' }] });
    expect(await orders.countDocuments()).toBe(3);
  });

  test('is refused over duplicate values', async () => {
    await orders.insertMany([
      { orders: [{ guid: 'a' }], n: 1 },
      { orders: [{ guid: 'b' }], n: 1 },
    ]);
    await expect(orders.createIndex({ n: 1 }, { unique: true })).rejects.toMatchObject({ code: 11_000 });
    expect((await orders.listIndexes().toArray()).map(({ name }) => name)).toEqual(['_id_', 'guids']);
  });

  test('accepts one missing value, or any number if sparse', async () => {
    await orders.insertOne({ k: 1 });
    await expect(orders.insertOne({ k: 2 })).rejects.toMatchObject({ code: 11_000 });
    await client.db('storefront').collection('others').createIndex({ n: 1 }, { unique: true, sparse: true });
    await client
      .db('storefront')
      .collection('others')
      .insertMany([{ k: 1 }, { k: 2 }]);
  });
});

test('aggregates: match, group, sort and count', async () => {
  await orders.insertMany([
    { city: 'A', n: 1 },
    { city: 'B', n: 5 },
    { city: 'A', n: 2 },
  ]);
  const totals = await orders
    .aggregate([{ $match: { n: { $gt: 0 } } }, { $group: { _id: '$city', n: { $sum: '$n' } } }, { $sort: { _id: 1 } }])
    .toArray();
  expect(totals).toEqual([
    { _id: 'A', n: 3 },
    { _id: 'B', n: 5 },
  ]);
  expect(await orders.aggregate([{ $count: 'all' }]).toArray()).toEqual([{ all: 3 }]);
});

test('lists collections, without dropped ones', async () => {
  await orders.insertOne({});
  await client.db('storefront').createCollection('empty');
  const names = async () => (await client.db('storefront').listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
  expect(await names()).toEqual(['customers', 'empty']);
  expect((await client.db('storefront').listCollections({ name: 'empty' }).toArray()).length).toBe(1);
  await orders.drop();
  expect(await names()).toEqual(['empty']);
});

describe('refuses as mongod does', () => {
  beforeEach(() => orders.insertOne({ _id: 1 as never, n: 1, text: 'x', list: [{ a: 1 }] }).then(() => undefined));

  test.each<[string, Document, number, string]>([
    ['a command that it does not know', { foo: 1 }, 59, "no such command: 'foo'"],
    ['an option that it does not know', { find: 'customers', foo: 1 }, 40_415, "BSON field 'find.foo' is an unknown field."],
    [
      'a statement with an unknown field',
      { update: 'customers', updates: [{ q: {}, u: { $set: { n: 2 } }, foo: 1 }] },
      40_415,
      "BSON field 'update.updates.foo' is an unknown field.",
    ],
    ['an insert without documents', { insert: 'customers' }, 40_414, "BSON field 'insert.documents' is missing but a required field"],
    ['a transaction', { find: 'customers', txnNumber: 1 }, 20, 'Transaction numbers are only allowed on a replica set member or mongos'],
    ['an operator of a query', { find: 'customers', filter: { n: { $foo: 1 } } }, 2, 'unknown operator: $foo'],
    ['an operator at the top of a query', { find: 'customers', filter: { $foo: 1 } }, 2, 'unknown top level operator: $foo'],
    ['$in without a list', { find: 'customers', filter: { n: { $in: 1 } } }, 2, '$in needs an array'],
    ['an empty $or', { find: 'customers', filter: { $or: [] } }, 2, '$or argument must be a non-empty array'],
    ['a stage of a pipeline', { aggregate: 'customers', pipeline: [{ $foo: 1 }], cursor: {} }, 40_324, "Unrecognized pipeline stage name: '$foo'"],
    [
      'an option of an index',
      { createIndexes: 'customers', indexes: [{ key: { n: 1 }, name: 'n', foo: 1 }] },
      197,
      "The field 'foo' is not valid for an index specification",
    ],
    ['a collection without a name', { find: '' }, 73, 'Invalid namespace'],
    ['a sort by something else than 1 and -1', { find: 'customers', sort: { n: 2 } }, 2, 'Illegal key in $sort specification'],
    [
      'inclusion and exclusion in a projection',
      { find: 'customers', projection: { n: 1, text: 0 } },
      31_254,
      'Cannot do exclusion on a field in inclusion projection',
    ],
  ])('%s', async (_, document, code, message) => {
    await expect(command(document)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    await expect(command({ ping: 1 })).resolves.toMatchObject({ ok: 1 });
  });

  test.each<[string, Document, Document[] | undefined, number, string]>([
    ['an operator of an update', { $foo: { n: 1 } }, undefined, 9, 'Unknown modifier: $foo'],
    ['two changes of one field', { $set: { n: 2 }, $inc: { n: 1 } }, undefined, 40, "Updating the path 'n' would create a conflict at 'n'"],
    ['a change of the key', { $set: { _id: 2 } }, undefined, 66, "immutable field '_id'"],
    ['$inc by a text', { $inc: { n: 'x' } }, undefined, 14, 'Cannot increment with non-numeric argument'],
    ['$inc of a text', { $inc: { text: 1 } }, undefined, 14, "has the field 'text' of non-numeric type string"],
    ['$push to a number', { $push: { n: 1 } }, undefined, 2, "The field 'n' must be an array but is of type int"],
    ['a field below a number', { $set: { 'n.deep': 1 } }, undefined, 28, "Cannot create field 'deep' in element {n: 1}"],
    ['an identifier without a filter', { $set: { 'list.$[x].a': 1 } }, undefined, 2, "No array filter found for identifier 'x'"],
    ['a filter that is not used', { $set: { n: 2 } }, [{ 'x.a': 1 }], 9, "The array filter for identifier 'x' was not used"],
    ['an array update of what is none', { $set: { 'n.$[].a': 1 } }, undefined, 2, 'Cannot apply array updates to non-array element n: 1'],
  ])('%s', async (_, update, arrayFilters, code, message) => {
    await expect(orders.updateOne({ _id: 1 as never }, update, { arrayFilters })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  test('a document above 16 MB, inserted or grown', async () => {
    const half = 'x'.repeat(9_000_000);
    await orders.updateOne({}, { $set: { half } });
    await expect(orders.updateOne({}, { $set: { other: half } })).rejects.toMatchObject({ code: 17_419 });
  });
});

test.each<[string, Document]>([
  ['$where', { find: 'c', filter: { $where: '1' } }],
  ['$lookup', { aggregate: 'c', pipeline: [{ $lookup: {} }], cursor: {} }],
  ['collation', { find: 'c', collation: { locale: 'de' } }],
  ['positional $', { update: 'c', updates: [{ q: {}, u: { $set: { 'a.$.b': 1 } }, upsert: true }] }],
  ['expireAfterSeconds', { createIndexes: 'c', indexes: [{ key: { n: 1 }, name: 'n', expireAfterSeconds: 1 }] }],
])('refuses %s as unsupported by the double', async (_, document) => {
  const reply = await command(document).catch((error) => ({ writeErrors: [error] }));
  const [refusal] = (reply as { writeErrors: { code: number; errmsg?: string; message?: string }[] }).writeErrors;
  expect(refusal?.code).toBe(238);
  expect(refusal?.errmsg ?? refusal?.message).toContain('the double does not implement');
});
