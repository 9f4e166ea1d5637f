import { type LocalBroker, localBroker } from '../../../workloads/greeting-service/local/amqp-broker';
import { type LocalMongo, localMongo } from '../../../workloads/greeting-service/local/mongo-server';
import { type Platform, startPlatform } from '../../../workloads/greeting-service/local/platform';
import { createLog } from '../../../workloads/greeting-service/service/log';
import { mongoStore } from '../../../workloads/greeting-service/service/mongo-store';
import { load } from '../../../workloads/load-generator/load';
import { logLines, servicesOf, until } from './support/lines';

const QUEUE = 'service-d.greeting';
const said = logLines();
let mongo: LocalMongo;
let broker: LocalBroker;
let platform: Platform;
const documents = (letter: string) => mongo.documents(`service-${letter}`, letter === 'f' ? 'messages' : 'greetings');
const all = () => [...platform.services.values()];
const answered = async () => servicesOf(await (await fetch(platform.url)).json());

beforeAll(async () => {
  [mongo, broker] = await Promise.all([localMongo(), localBroker()]);
  platform = await startPlatform({
    protocol: 'rest',
    mongo: mongo.url,
    rabbitmq: broker.url,
    log: said.log,
    environment: { REQUEST_TIMEOUT_MS: '3000' },
  });
  await until('every service is ready', () => all().every(({ isReady }) => isReady));
});
afterAll(async () => {
  await platform.stop();
  await Promise.all([mongo.stop(), broker.stop()]);
});
beforeEach(async () => {
  await until('the queue is empty', () => broker.waiting(QUEUE) === 0);
  said.lines.length = 0;
});

test('every call is stored in each of the four databases, by the real driver and client', async () => {
  expect(await load({ target: platform.url, requests: 100, concurrency: 25 })).toMatchObject({ succeeded: 100 });
  await until('100 documents each', () => ['c', 'f', 'g', 'h'].every((letter) => documents(letter).length === 100));
  expect([...mongo.databases].sort()).toEqual(['service-c', 'service-f', 'service-g', 'service-h']);
  expect(broker.published).toBe(100);
  expect(broker.waiting(QUEUE)).toBe(0);
  const [document = {}] = documents('f');
  expect(Object.keys(document)).toEqual(['_id', 'id', 'servicename', 'message', 'createdat', 'hostname']);
  expect(document).toMatchObject({ servicename: 'Service D', createdat: expect.any(Date) });
});

test('drops a malformed message with an error, and stores the next one', async () => {
  const before = documents('f').length;
  broker.put(QUEUE, '{"id":');
  broker.put(QUEUE, '{"id":"1"}');
  await until('both are dropped', () => said.saying('error', 'a message was dropped').length === 2);
  await answered();
  await until('the next one is stored', () => documents('f').length === before + 1);
  await until('it is acknowledged', () => broker.waiting(QUEUE) === 0);
});

test('stores a redelivered message once', async () => {
  const before = documents('f').length;
  const greeting = JSON.stringify({ id: crypto.randomUUID(), service: 'Service D', message: 'Hi', created: new Date().toISOString(), hostname: 'h' });
  broker.put(QUEUE, greeting);
  broker.put(QUEUE, greeting);
  await until('both are taken', () => broker.waiting(QUEUE) === 0);
  expect(documents('f').length).toBe(before + 1);
});

test('leaves out a child that is down, and includes it again after its return', async () => {
  await platform.stopService('h');
  expect(await answered()).toEqual(['Service D', 'Service G', 'Service E', 'Service B', 'Service C', 'Service A']);
  expect(said.saying('error', 'service-h did not answer')[0]).toMatchObject({
    service: 'Service E',
    child: 'service-h',
    error: expect.stringContaining('ECONNREFUSED'),
  });
  await platform.startService('h');
  expect(await answered()).toHaveLength(7);
});

test('without the queue everything is answered, F is not ready, and both recover', async () => {
  const f = () => platform.services.get('f');
  const before = documents('f').length;
  await broker.stop();
  await until('F notices', () => f()?.isReady === false);
  expect((await fetch(`http://127.0.0.1:${f()?.port}/api/ready`)).status).toBe(503);
  expect((await fetch(`http://127.0.0.1:${f()?.port}/api/health`)).status).toBe(200);
  expect(await answered()).toHaveLength(7);
  await until('D says so', () => said.saying('error', 'a greeting was not published').length === 1);

  await broker.resume();
  await until('F is ready again', () => f()?.isReady === true);
  await until('a greeting gets through', async () => {
    await answered();
    return documents('f').length > before;
  });
}, 30_000);

test('without the database everything is answered in time, messages wait, and none is lost', async () => {
  const before = documents('f').length;
  await mongo.stop();
  const started = performance.now();
  expect(await answered()).toHaveLength(7);
  expect(performance.now() - started).toBeLessThan(3_500);
  expect(said.saying('error', 'a greeting was not stored').length).toBeGreaterThan(0);
  await until('F tries', () => said.saying('error', 'a message was not stored').length > 0);
  expect(broker.waiting(QUEUE)).toBe(1);

  await mongo.resume();
  await until('the message is stored', () => documents('f').length === before + 1, 20_000);
  await until('it is acknowledged', () => broker.waiting(QUEUE) === 0);
  await until('greetings are stored again', async () => {
    const stored = documents('c').length;
    await answered();
    return documents('c').length > stored;
  });
}, 60_000);

test('a stopping consumer requeues unstored messages', async () => {
  const before = documents('f').length;
  await mongo.stop();
  await answered();
  await until('F tries', () => said.saying('error', 'a message was not stored').length > 0);
  await platform.stopService('f');
  expect(broker.waiting(QUEUE)).toBe(1);
  await mongo.resume();
  await platform.startService('f');
  await until('the message is stored', () => documents('f').length === before + 1, 20_000);
}, 60_000);

test('a store becomes ready when its server appears later', async () => {
  const late = await localMongo();
  await late.stop();
  const lines = logLines();
  const store = mongoStore({
    connection: late.url,
    database: 'd',
    collection: 'c',
    log: createLog({ level: 'info', service: 'S', write: lines.log, now: () => new Date() }),
  });
  await until('it says so', () => lines.saying('error', 'no connection to the database').length > 0);
  expect(store.isReady).toBe(false);
  await late.resume();
  await until('it is ready', () => store.isReady, 20_000);
  await store.close();
  await late.stop();
}, 40_000);
