import type { DocumentServer } from '../../../lib/rehearsal/engine';
import { documentDouble } from '../../../lib/rehearsal/engines/document-double';
import { createLog } from '../../../workloads/greeting-service/service/log';
import { mongoStore } from '../../../workloads/greeting-service/service/mongo-store';
import { load } from '../../../workloads/load-generator/load';
import { type Broker, describeWithRabbitmq, startBroker } from '../../support/rabbitmq';
import { logLines, servicesOf, until } from './support/lines';
import { type Platform, startPlatform } from './support/platform';

const QUEUE = 'service-d.greeting';

test('a store whose server is not there yet becomes ready when it is', async () => {
  const late = await documentDouble();
  await late.stop();
  const lines = logLines();
  const store = mongoStore({
    connection: late.url,
    database: 'd',
    collection: 'c',
    log: createLog({ level: 'info', service: 'S', write: lines.log, now: () => new Date() }),
  });
  await until('it logs that', () => lines.saying('error', 'no connection to the database').length > 0);
  expect(store.isReady).toBe(false);
  await late.resume();
  await until('it is ready', () => store.isReady, 20_000);
  await store.close();
  await late.stop();
});

describeWithRabbitmq('with RabbitMQ and the double of MongoDB', () => {
  const said = logLines();
  let mongo: DocumentServer;
  let broker: Broker;
  let platform: Platform;
  const documents = (letter: string) => mongo.documents(`service-${letter}`, letter === 'f' ? 'messages' : 'greetings');
  const stored = (letter: string) => mongo.count(`service-${letter}`, letter === 'f' ? 'messages' : 'greetings');
  const all = () => [...platform.services.values()];
  const answered = async () => servicesOf(await (await fetch(platform.url)).json());

  beforeAll(async () => {
    [mongo, broker] = await Promise.all([documentDouble(), startBroker()]);
    platform = await startPlatform({
      protocol: 'rest',
      mongo: mongo.url,
      rabbitmq: broker.url,
      log: said.log,
      environment: { REQUEST_TIMEOUT_MS: '3000' },
    });
    await until('every service is ready', () => all().every(({ isReady }) => isReady), 30_000);
  }, 120_000);
  afterAll(async () => {
    await platform?.stop();
    await broker?.close();
    await mongo?.stop();
  });
  beforeEach(() => {
    said.lines.length = 0;
  });

  test('stores each call as a document in each of the four databases', async () => {
    expect(await load({ target: platform.url, requests: 100, concurrency: 25 })).toMatchObject({ succeeded: 100 });
    await until('100 documents each', async () => (await Promise.all(['c', 'f', 'g', 'h'].map(stored))).every((count) => count === 100), 20_000);
    expect(await broker.ready(QUEUE)).toBe(0);
    const [document = {}] = await documents('f');
    expect(Object.keys(document)).toEqual(['_id', 'id', 'servicename', 'message', 'createdat', 'hostname']);
    expect(document).toMatchObject({ servicename: 'Service D', createdat: expect.any(Date) });
  });

  test('keeps its connections to a broker that is idle for longer than two heartbeats', async () => {
    await new Promise((resolve) => setTimeout(resolve, 11_000));
    expect(said.lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect(all().every(({ isReady }) => isReady)).toBe(true);
  });

  test('drops a message that is no greeting with an error, and stores the next one', async () => {
    const before = await stored('f');
    await broker.put(QUEUE, '{"id":');
    await broker.put(QUEUE, '{"id":"1"}');
    await until('both are dropped', () => said.saying('error', 'a message was dropped').length === 2);
    await answered();
    await until('the next one is stored', async () => (await stored('f')) === before + 1);
    expect(await broker.ready(QUEUE)).toBe(0);
  });

  test('stores a message that comes twice once', async () => {
    const before = await stored('f');
    const greeting = JSON.stringify({
      id: crypto.randomUUID(),
      service: 'Service D',
      message: 'Hi',
      created: new Date().toISOString(),
      hostname: 'h',
    });
    await broker.put(QUEUE, greeting);
    await broker.put(QUEUE, greeting);
    // A stop waits for the messages at hand, and gives back what is not stored.
    await until('both are taken', async () => (await broker.ready(QUEUE)) === 0);
    await platform.stopService('f');
    expect(await broker.ready(QUEUE)).toBe(0);
    expect(await stored('f')).toBe(before + 1);
    await platform.startService('f');
    await until('F is ready again', () => platform.services.get('f')?.isReady === true, 20_000);
  });

  test('lacks a child that is gone in the answer until it is back', async () => {
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

  test('answers everything without the queue, with F not ready, and recovers', async () => {
    const f = () => platform.services.get('f');
    const before = await stored('f');
    await broker.stop();
    await until('F notices', () => f()?.isReady === false);
    expect((await fetch(`http://127.0.0.1:${f()?.port}/api/ready`)).status).toBe(503);
    expect((await fetch(`http://127.0.0.1:${f()?.port}/api/health`)).status).toBe(200);
    expect(await answered()).toHaveLength(7);
    await until('D logs it', () => said.saying('error', 'a greeting was not published').length === 1);

    await broker.resume();
    await until('F is ready again', () => f()?.isReady === true, 60_000);
    await until(
      'a greeting gets through',
      async () => {
        await answered();
        return (await stored('f')) > before;
      },
      60_000,
    );
  }, 180_000);

  test('answers in time without the database, and loses no message', async () => {
    const before = await stored('f');
    await mongo.stop();
    const started = performance.now();
    expect(await answered()).toHaveLength(7);
    expect(performance.now() - started).toBeLessThan(3_500);
    expect(said.saying('error', 'a greeting was not stored').length).toBeGreaterThan(0);
    await until('F tries', () => said.saying('error', 'a message was not stored').length > 0);

    await mongo.resume();
    await until('the message is stored', async () => (await stored('f')) === before + 1, 20_000);
    await until('greetings are stored again', async () => {
      const count = await stored('c');
      await answered();
      return (await stored('c')) > count;
    });
  });

  test('gives back what a consumer that stops has not stored', async () => {
    const before = await stored('f');
    await mongo.stop();
    await answered();
    await until('F tries', () => said.saying('error', 'a message was not stored').length > 0);
    expect(await broker.ready(QUEUE)).toBe(0);
    await platform.stopService('f');
    expect(await broker.ready(QUEUE)).toBe(1);
    await mongo.resume();
    await platform.startService('f');
    await until('the message is stored', async () => (await stored('f')) === before + 1, 20_000);
  });
});
