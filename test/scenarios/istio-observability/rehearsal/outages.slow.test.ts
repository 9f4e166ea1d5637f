import type { Table } from '../../../../lib/contract/table';
import { outages, type Pace } from '../../../../lib/scenarios/istio-observability/rehearsal/outages';
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

test('stops and restarts service, queue and database in turn, and counts responses', async () => {
  const task = recordingTask();
  const { facts, tables } = await run(FAST, task);

  expect(services.done).toEqual(['h stops', 'h resumes', 'queue stops', 'queue resumes', 'database stops', 'database resumes']);
  expect(task.lines).toEqual(['service H', 'the queue', 'the database'].flatMap((what) => [`${what} is taken away`, `${what} is back`]));
  expect(facts).toMatchObject({ unanswered: 0, everythingCameBack: true, lostByC: 0, lostByG: 0, lostByF: 0 });
  expect(facts['incompleteAnswers']).toBeGreaterThan(0);
  expect(facts['incompleteAnswers']).toBeLessThan(Number(facts['calls']));
  const answers = tables.get('Answers while things were away')?.rows ?? [];
  expect(new Set(answers.map(([, , what]) => what))).toEqual(
    new Set(['complete', 'with greetings missing', 'service H away', 'the queue away', 'the database away']),
  );
});

test('reports -1 for what does not recover in time, and continues', async () => {
  services.neverReady.add('h');
  const { facts } = await run(IMPATIENT);

  expect(facts).toMatchObject({ secondsUntilTheServiceWasBack: -1, everythingCameBack: false });
  expect(services.done).toEqual(['h stops', 'h resumes', 'queue stops', 'queue resumes', 'database stops', 'database resumes']);
});

test('counts missing documents as lost, unless a service has logged them', async () => {
  services.full.add('service-c').add('service-f');
  services.body = () => {
    services.say({ service: 'Service D', msg: 'a greeting was not published' });
    services.say({ service: 'Service D', msg: 'a greeting was published', level: 'info' });
    return undefined;
  };
  const { facts, tables } = await run(IMPATIENT);

  expect(facts).toMatchObject({ lostByC: Number(facts['calls']) - Number(facts['unanswered']), lostByG: 0, lostByF: 0 });
  expect(facts['notPublished']).toBeGreaterThanOrEqual(Number(facts['calls']));
  expect(facts).toMatchObject({ notStored: 0, callsWithoutTheService: 0 });
  expect(errorsIn(tables)).toEqual(new Set(['a greeting was not published']));
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
  const running = services.run(outages('rest', FAST), { ...task, progress: (line) => line === 'the queue is taken away' && task.abort() });

  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  expect(services.done).toEqual(['h stops', 'h resumes', 'queue stops', 'queue resumes']);
  expect(services.listeners.size).toBe(0);
});

/** Kinds of errors in the table that the chart shows. */
function errorsIn(tables: ReadonlyMap<string, Table>): Set<unknown> {
  const rows = tables.get('Errors while things were away')?.rows ?? [];
  return new Set(rows.map(([, , what]) => what).filter((what) => !String(what).endsWith(' away')));
}
