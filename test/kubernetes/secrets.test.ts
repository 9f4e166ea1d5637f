import { type NeededSecret, passwordsIn, passwordsOf, secretObject } from '../../lib/kubernetes/installation';

const connections: NeededSecret = {
  namespace: 'dev',
  name: 'connections',
  keys: { mongo: 'address of MongoDB', rabbitmq: 'address of RabbitMQ' },
  before: 'app',
  values: { mongo: 'mongodb://root:{mongo}@mongo.stores/', rabbitmq: 'amqp://guest:{rabbit-mq}@{mongo}.stores?x=[1]' },
};
const byHand: NeededSecret = { namespace: 'dev', name: 'webhook', keys: { url: 'address of the webhook' }, before: 'app' };

test('lists each password of a Secret once, and none for a Secret that the user must create', () => {
  expect(passwordsIn(connections)).toEqual(['mongo', 'rabbit-mq']);
  expect(passwordsIn(byHand)).toEqual([]);
});

test('uses the same password for the same name in every key, and changes no other text', () => {
  expect(secretObject(connections, (name) => `${name.length}`)).toEqual({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'connections', namespace: 'dev' },
    type: 'Opaque',
    stringData: { mongo: 'mongodb://root:5@mongo.stores/', rabbitmq: 'amqp://guest:9@5.stores?x=[1]' },
  });
});

describe('the passwords of a Secret that exists', () => {
  test('are read back from their keys', () => {
    expect(passwordsOf(connections, { mongo: 'mongodb://root:abc123@mongo.stores/', rabbitmq: 'amqp://guest:XYZ@abc123.stores?x=[1]' })).toEqual({
      mongo: 'abc123',
      'rabbit-mq': 'XYZ',
    });
  });

  test.each<[string, NeededSecret, Record<string, string>]>([
    ['a key that was changed by hand', connections, { mongo: 'mongodb://admin:abc123@elsewhere/' }],
    ['more before or after it', connections, { mongo: 'xmongodb://root:abc123@mongo.stores/y' }],
    ['a password of other characters', connections, { mongo: 'mongodb://root:a@b@mongo.stores/' }],
    ['a key that is missing', connections, {}],
    ['one that a person has made', byHand, { url: 'https://hooks.example/secret' }],
  ])('are not guessed from %s', (_, secret, data) => {
    expect(passwordsOf(secret, data)).toStrictEqual({});
  });
});
