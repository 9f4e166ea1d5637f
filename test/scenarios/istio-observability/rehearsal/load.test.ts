import { callOften, messages } from '../../../../lib/scenarios/istio-observability/rehearsal/load';
import { recordingTask } from '../../../support/task';
import { FakeServices } from './fake-services';

let services: FakeServices;
beforeEach(async () => {
  services = new FakeServices();
  await services.start();
});
afterEach(() => services.stop());

const load = (settledMs?: number, task = recordingTask()) => services.run(callOften('rest', settledMs), task, { calls: 10, concurrency: 2 });

test('counts new responses, greetings and documents, and no earlier ones', async () => {
  services.documents.set('service-c.greetings', 500);
  const { facts, tables } = await load();

  expect(facts).toMatchObject({
    calls: 10,
    concurrency: 2,
    succeeded: 10,
    distinctGreetings: 70,
    expectedGreetings: 70,
    'documents of c': 10,
    'stored by c': 'Service A',
  });
  const rows = tables.get('Latency of the calls')?.rows ?? [];
  expect(rows[0]?.[0]).toBe(0);
  expect(rows.slice(1).map(([from]) => from)).toEqual(rows.slice(0, -1).map(([, to]) => to));
  expect(rows.reduce((sum, [, , calls]) => sum + Number(calls), 0)).toBe(10);
});

test('counts an invalid response as a failure, without its greetings', async () => {
  services.body = (call) => {
    if (call === 3) services.away.add('Service H');
    else services.away.clear();
    return undefined;
  };
  const { facts } = await load();

  expect(facts).toMatchObject({ calls: 10, succeeded: 9, distinctGreetings: 63, expectedGreetings: 70 });
});

test('reports missing documents after the timeout', async () => {
  services.full.add('service-h');
  const { facts } = await load(0);

  expect(facts).toMatchObject({ succeeded: 10, 'documents of g': 10, 'documents of h': 0 });
});

test('services that do not respond result in zeros and an empty table', async () => {
  services.silent = true;
  const { facts, tables } = await load(0);

  expect(facts).toMatchObject({ calls: 10, succeeded: 0, distinctGreetings: 0, meanMs: 0, 'documents of c': 0 });
  expect(facts).not.toHaveProperty('p50Ms');
  expect(tables.get('Latency of the calls')?.rows).toEqual([]);
});

test('stops on Ctrl-C without facts', async () => {
  const task = recordingTask();
  services.body = (call) => {
    if (call === 2) task.abort();
    return undefined;
  };

  await expect(load(0, task)).rejects.toMatchObject({ name: 'AbortError' });
});

describe('messages', () => {
  const count = (settledMs?: number) => services.run(messages(settledMs), recordingTask());

  test('compares what F stored with the calls of the load and the single one before it', async () => {
    services.facts['load.calls'] = 10;
    services.documents.set('service-f.messages', 11);
    expect((await count()).facts).toEqual({ calls: 11, documents: 11, 'stored by f': 'Service A' });
  });

  test('counts stored documents when messages do not arrive in time', async () => {
    services.facts['load.calls'] = 10;
    services.documents.set('service-f.messages', 4);
    expect((await count(0)).facts).toMatchObject({ calls: 11, documents: 4 });
  });
});
