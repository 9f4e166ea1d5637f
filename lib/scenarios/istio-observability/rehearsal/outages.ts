import { setTimeout as sleep } from 'node:timers/promises';
import { answerOrder, type ServiceLetter, titleOf } from '../../../../workloads/greeting-service/graph';
import type { Protocol } from '../../../../workloads/greeting-service/service/configuration';
import type { Task } from '../../../contract/task';
import type { DocumentServer, RunningServices } from '../../../rehearsal/engine';
import { greetingUrl } from '../../greeting-platform/local-services';
import { kit } from '../../greeting-platform/settings';
import { servicesIn } from '../../greeting-platform/traffic';
import { CONSUMER, type DocumentCounts, documentCounts, storing, UNSAMPLED } from './load';
import { comesTrue, onServiceLine, type ServiceLine, statusOf } from './platform';
import { Timeline } from './timeline';

/** How often is asked while things break, how long they are away, and how patient the step is. */
export interface Pace {
  /** Workers, and calls a second of each. */
  readonly load: { readonly concurrency: number; readonly ratePerWorker: number };
  /** Milliseconds without each. */
  readonly awayMs: Readonly<Record<'service' | 'queue' | 'database', number>>;
  /** Milliseconds of quiet between one outage and the next. */
  readonly pauseMs: number;
  /** Longest time after which something that is back must work again, in milliseconds. */
  readonly recoveryMs: number;
}

/** The database is away for longer than the two seconds for which the driver waits for a server. */
const PACE: Pace = {
  load: { concurrency: 20, ratePerWorker: 2 },
  awayMs: { service: 800, queue: 1_000, database: 2_400 },
  pauseMs: 400,
  recoveryMs: 60_000,
};

/** Something that is taken away for so many milliseconds. */
interface Outage {
  readonly what: string;
  readonly lastsMs: number;
  stop(): Promise<void>;
  resume(): Promise<void>;
  /** Asked after it has been brought back. */
  isBack(): Promise<boolean>;
}

/** Takes away a service and the database. */
export function outages(protocol: Protocol, pace = PACE) {
  return kit.step({
    title: 'Take away a service and the database in turn, while calls go on',
    needs: ['services', 'mongo'],
    async run({ engines: { services, mongo }, publish, task }) {
      const { running } = services;
      const before = await documentCounts(mongo);
      const observed = await whileCalling(protocol, running, pace, task, async ({ takeAway, lastMissing }) => ({
        service: await takeAway({
          what: 'service H',
          lastsMs: pace.awayMs.service,
          stop: () => running.kill(titleOf('h')),
          resume: () => running.restart(titleOf('h')),
          isBack: async () => lastMissing().length === 0 && (await statusOf(running.portOf, titleOf('h'), 'ready')) === 200,
        }),
        database: await takeAway(databaseOutage(mongo, storing, pace)),
      }));
      const { timeline, seconds, logged } = observed;
      publish('Answers while things were away', timeline.table('answer'));
      publish('Errors while things were away', timeline.table('error'));
      const notStored = (letter: ServiceLetter) => logged(`${titleOf(letter)}: a greeting was not stored`);
      const lost = async () => {
        const now = await documentCounts(mongo);
        const lostBy = (letter: ServiceLetter) => Math.max(0, observed.answered - (now[letter] - before[letter]) - notStored(letter));
        return { lostByC: lostBy('c'), lostByG: lostBy('g') };
      };
      return {
        calls: observed.calls,
        unanswered: observed.calls - observed.answered,
        incompleteAnswers: timeline.total('answer', 'with greetings missing'),
        callsWithoutTheService: logged('service-h did not answer'),
        notStored: logged('a greeting was not stored'),
        secondsUntilTheServiceWasBack: seconds.service,
        secondsUntilTheDatabaseWasBack: seconds.database,
        everythingCameBack: Object.values(seconds).every((needed) => needed >= 0),
        ...(await settled(lost, pace, task)),
      };
    },
  });
}

/** Takes away the queue, and the database from which F keeps messages back. */
export function queueOutages(protocol: Protocol, pace = PACE) {
  return kit.step({
    title: 'Take away the queue, and the database below its consumer, while calls go on',
    needs: ['services', 'mongo', 'rabbitmq'],
    async run({ engines: { services, mongo, rabbitmq }, publish, task }) {
      const { running } = services;
      const before = await documentCounts(mongo);
      const observed = await whileCalling(protocol, running, pace, task, async ({ takeAway }) => {
        const hasGrown = growthOf(mongo, [CONSUMER]);
        return {
          queue: await takeAway({
            what: 'the queue',
            lastsMs: pace.awayMs.queue,
            stop: () => rabbitmq.stop(),
            async resume() {
              await rabbitmq.resume();
              await hasGrown.begin();
            },
            isBack: async () => (await statusOf(running.portOf, titleOf(CONSUMER), 'ready')) === 200 && (await hasGrown.isTrue()),
          }),
          database: await takeAway(databaseOutage(mongo, [...storing, CONSUMER], pace)),
        };
      });
      const { timeline, seconds, logged } = observed;
      publish('Errors while the queue was away', timeline.table('error'));
      const lost = async () => {
        const stored = (await documentCounts(mongo))[CONSUMER] - before[CONSUMER];
        return { lostByF: Math.max(0, observed.answered - stored - logged('Service D: a greeting was not published')) };
      };
      return {
        calls: observed.calls,
        unanswered: observed.calls - observed.answered,
        notPublished: logged('a greeting was not published'),
        notStored: logged('a message was not stored'),
        secondsUntilTheQueueWasBack: seconds.queue,
        secondsUntilTheDatabaseWasBack: seconds.database,
        everythingCameBack: Object.values(seconds).every((needed) => needed >= 0),
        ...(await settled(lost, pace, task)),
      };
    },
  });
}

interface Calling {
  /** Carries out an outage after a pause. @returns seconds from its return until it worked again; -1 if it did not */
  takeAway(outage: Outage): Promise<number>;
  /** Services that the last answer lacked. */
  lastMissing(): readonly string[];
}

/** Carries out outages while calls go on. */
async function whileCalling<Seconds>(
  protocol: Protocol,
  running: RunningServices,
  pace: Pace,
  task: Task,
  carryOutAll: (calling: Calling) => Promise<Seconds>,
) {
  const { load } = await import('../../../../workloads/load-generator/load');
  const timeline = new Timeline();
  const counts = new Map<string, number>();
  const stopListening = onServiceLine(running, (line) => {
    if (line.level !== 'error') return;
    counts.set(`${line.service}: ${line.msg}`, (counts.get(`${line.service}: ${line.msg}`) ?? 0) + 1);
    timeline.count('error', kindOf(line));
  });
  const enough = new AbortController();
  const signal = AbortSignal.any([task.signal, enough.signal]);
  let lastMissing: readonly string[] = [];
  const calls = load({
    ...pace.load,
    target: greetingUrl(protocol, running.portOf),
    requests: 1_000_000,
    headers: UNSAMPLED,
    signal,
    check({ body }) {
      lastMissing = missingIn(protocol, body);
      timeline.count('answer', lastMissing.length === 0 ? 'complete' : 'with greetings missing');
      return undefined;
    },
  });
  const quiet = () => sleep(pace.pauseMs, undefined, { signal });
  let seconds: Seconds;
  try {
    seconds = await carryOutAll({
      async takeAway(outage) {
        await quiet();
        return carryOut(outage, pace.recoveryMs, timeline, task);
      },
      lastMissing: () => lastMissing,
    });
    await quiet();
  } finally {
    enough.abort();
    await calls.catch(() => {});
    stopListening();
  }
  const { requests, succeeded } = await calls;
  task.signal.throwIfAborted();
  /** Error lines that end like this. */
  const logged = (suffix: string) => [...counts].filter(([key]) => key.endsWith(suffix)).reduce((sum, [, count]) => sum + count, 0);
  return { timeline, seconds, calls: requests, answered: succeeded, logged };
}

function databaseOutage(database: DocumentServer, letters: readonly ServiceLetter[], { awayMs }: Pace): Outage {
  const hasGrown = growthOf(database, letters);
  return {
    what: 'the database',
    lastsMs: awayMs.database,
    stop: () => database.stop(),
    async resume() {
      await database.resume();
      await hasGrown.begin();
    },
    isBack: hasGrown.isTrue,
  };
}

/** Whether each of these services has stored a document since `begin`. */
function growthOf(database: DocumentServer, letters: readonly ServiceLetter[]) {
  let before: DocumentCounts | undefined;
  return {
    async begin() {
      before = await documentCounts(database);
    },
    async isTrue() {
      const now = await documentCounts(database);
      return letters.every((letter) => before !== undefined && now[letter] > before[letter]);
    },
  };
}

/** @returns seconds from its return until it worked again; -1 if it did not */
async function carryOut(
  { what, lastsMs, stop, resume, isBack }: Outage,
  recoveryMs: number,
  timeline: Timeline,
  { progress, signal }: Task,
): Promise<number> {
  progress(`${what} is taken away`);
  const begin = timeline.now();
  await stop();
  try {
    await sleep(lastsMs, undefined, { signal });
  } finally {
    await resume();
  }
  timeline.outage(what, begin);
  progress(`${what} is back`);
  const needed = await comesTrue(isBack, recoveryMs, signal);
  return needed === undefined ? -1 : Math.round(needed * 100) / 100;
}

/** What is lost, once no more comes or nothing is lost. */
async function settled<Lost extends Readonly<Record<string, number>>>(
  lost: () => Promise<Lost>,
  { recoveryMs }: Pace,
  { signal }: Task,
): Promise<Lost> {
  await comesTrue(async () => Object.values(await lost()).every((number) => number === 0), recoveryMs / 6, signal);
  return lost();
}

/** Error lines of one kind, from whichever service. */
function kindOf({ msg }: ServiceLine): string {
  return msg.replace(/^service-[a-h] /, 'a service ');
}

function missingIn(protocol: Protocol, body: string): readonly string[] {
  const found = new Set(servicesIn(protocol, body));
  return answerOrder(protocol).filter((name) => !found.has(name));
}
