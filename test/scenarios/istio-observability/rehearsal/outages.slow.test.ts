import type { Table } from '../../../../lib/contract/values';
import { outages, type Pace, queueOutages } from '../../../../lib/scenarios/istio-observability/rehearsal/outages';
import { recordingTask } from '../../../support/task';
import { FakeServices } from './fake-services';

/** Half a second instead of six, with 100 calls a second. */
const FAST: Pace = {
  load: { concurrency: 2, ratePerWorker: 50 },
  awayMs: { service: 250, queue: 50, database: 50 },
  pauseMs: 50,
  recoveryMs: 10_000,
};

const IMPATIENT: Pace = { ...FAST, recoveryMs: 60 };

let services: FakeServices;
beforeEach(async () => {
  services = new FakeServices();
  await services.start();
});
afterEach(() => services.stop());

const run = (pace = FAST, task = recordingTask()) => services.run(outages('rest', pace), task);
const runQueue = (pace = FAST, task = recordingTask()) => services.run(queueOutages('rest', pace), task);

test('stops and restarts service and database in turn, while it counts responses', async () => {
  const task = recordingTask();
  const { facts, tables } = await run(FAST, task);

  expect(services.done).toEqual(['Service H stops', 'Service H resumes', 'database stops', 'database resumes']);
  expect(task.lines).toEqual(['service H', 'the database'].flatMap((what) => [`${what} is taken away`, `${what} is back`]));
  expect(facts).toMatchObject({ unanswered: 0, everythingCameBack: true, lostByC: 0, lostByG: 0 });
  expect(facts['incompleteAnswers']).toBeGreaterThan(0);
  expect(facts['incompleteAnswers']).toBeLessThan(Number(facts['calls']));
  const answers = tables.get('Answers while things were away')?.rows ?? [];
  expect(new Set(answers.map(([, , what]) => what))).toEqual(new Set(['complete', 'with greetings missing', 'service H away', 'the database away']));
});

test('stops and restarts queue and database in turn', async () => {
  const { facts, tables } = await runQueue();

  expect(services.done).toEqual(['queue stops', 'queue resumes', 'database stops', 'database resumes']);
  expect(facts).toMatchObject({ unanswered: 0, everythingCameBack: true, lostByF: 0, notPublished: 0 });
  expect(tables.get('Errors while the queue was away')?.rows.map(([, , what]) => what)).toEqual(['the queue away', 'the database away']);
});

test('reports -1 for a part that does not recover in time, and continues', async () => {
  services.neverReady.add('Service H');
  const { facts } = await run(IMPATIENT);

  expect(facts).toMatchObject({ secondsUntilTheServiceWasBack: -1, everythingCameBack: false });
  expect(services.done).toEqual(['Service H stops', 'Service H resumes', 'database stops', 'database resumes']);
});

test('counts missing documents as lost', async () => {
  services.full.add('service-c');
  const { facts } = await run(IMPATIENT);

  expect(facts).toMatchObject({ lostByC: Number(facts['calls']) - Number(facts['unanswered']), lostByG: 0 });
  expect(facts).toMatchObject({ notStored: 0, callsWithoutTheService: 0 });
});

test('counts missing messages as lost, unless D has logged an error', async () => {
  services.full.add('service-f');
  const { facts: silent } = await runQueue(IMPATIENT);
  expect(silent['lostByF']).toBe(Number(silent['calls']) - Number(silent['unanswered']));

  services.body = () => {
    services.say({ service: 'Service D', msg: 'a greeting was not published' });
    services.say({ service: 'Service D', msg: 'a greeting was published', level: 'info' });
    return undefined;
  };
  const { facts, tables } = await runQueue(IMPATIENT);
  expect(facts).toMatchObject({ lostByF: 0 });
  expect(facts['notPublished']).toBeGreaterThanOrEqual(Number(facts['calls']));
  expect(errorsIn(tables, 'Errors while the queue was away')).toEqual(new Set(['a greeting was not published']));
});

test('groups the same error of several services in one line of the chart', async () => {
  services.body = () => {
    services.say({ service: 'Service A', msg: 'service-b did not answer' });
    services.say({ service: 'Service E', msg: 'service-h did not answer' });
    return undefined;
  };
  const { facts, tables } = await run(IMPATIENT);

  expect(errorsIn(tables)).toEqual(new Set(['a service did not answer']));
  expect(facts['callsWithoutTheService']).toBeGreaterThanOrEqual(Number(facts['calls']));
});

test('on Ctrl-C restarts what it stopped and removes its listeners', async () => {
  const task = recordingTask();
  const running = services.run(outages('rest', FAST), { ...task, progress: (line) => line === 'the database is taken away' && task.abort() });

  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  expect(services.done).toEqual(['Service H stops', 'Service H resumes', 'database stops', 'database resumes']);
  expect(services.listeners.size).toBe(0);
});

/** Kinds of errors in the table that the chart shows. */
function errorsIn(tables: ReadonlyMap<string, Table>, name = 'Errors while things were away'): Set<unknown> {
  const rows = tables.get(name)?.rows ?? [];
  return new Set(rows.map(([, , what]) => what).filter((what) => !String(what).endsWith(' away')));
}
