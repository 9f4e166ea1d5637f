import { setTimeout as sleep } from 'node:timers/promises';
import { answerOrder, type ServiceLetter } from '../../../../workloads/greeting-service/graph';
import type { Protocol } from '../../../../workloads/greeting-service/service/configuration';
import type { Task } from '../../../contract/task';
import type { RunningServices, ServiceLine } from '../../../rehearsal/engine';
import { servicesIn } from '../../greeting-platform/response';
import { kit } from '../../greeting-platform/settings';
import { type DocumentCounts, documentCounts, storing } from './collections';
import { comesTrue } from './comes-true';
import { UNSAMPLED } from './load';
import { statusOf } from './platform';
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

export function outages(protocol: Protocol, pace = PACE) {
  return kit.step({
    title: 'Take away a service, the queue and the database in turn, while calls go on',
    needs: ['services'],
    async run({ engines: { services }, publish, task }) {
      const { load } = await import('../../../../workloads/load-generator/load');
      const { running } = services;
      const timeline = new Timeline();
      const before = await documentCounts(running.database);
      const logged = new Map<string, number>();
      const stopListening = running.onLine((line) => {
        if (line.level !== 'error') return;
        logged.set(`${line.service}: ${line.msg}`, (logged.get(`${line.service}: ${line.msg}`) ?? 0) + 1);
        timeline.count('error', kindOf(line));
      });
      const enough = new AbortController();
      const signal = AbortSignal.any([task.signal, enough.signal]);
      let lastMissing: readonly string[] = [];
      const calls = load({
        ...pace.load,
        target: running.processes.url,
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
      const takeAway = async (outage: Outage) => {
        await quiet();
        return carryOut(outage, pace.recoveryMs, timeline, task);
      };
      const { service, queue, database } = outagesOf(running, pace, () => lastMissing);
      let seconds: Record<keyof Pace['awayMs'], number>;
      try {
        seconds = { service: await takeAway(service), queue: await takeAway(queue), database: await takeAway(database) };
        await quiet();
      } finally {
        enough.abort();
        await calls.catch(() => {});
        stopListening();
      }
      const { requests, succeeded } = await calls;
      task.signal.throwIfAborted();
      const after = await settled(running, before, succeeded, logged, pace, task);

      publish('Answers while things were away', timeline.table('answer'));
      publish('Errors while things were away', timeline.table('error'));
      const count = (suffix: string) => [...logged].filter(([key]) => key.endsWith(suffix)).reduce((sum, [, number]) => sum + number, 0);
      return {
        calls: requests,
        unanswered: requests - succeeded,
        incompleteAnswers: timeline.total('answer', 'with greetings missing'),
        callsWithoutTheService: count('service-h did not answer'),
        notPublished: count('a greeting was not published'),
        notStored: count('a greeting was not stored') + count('a message was not stored'),
        secondsUntilTheServiceWasBack: seconds.service,
        secondsUntilTheQueueWasBack: seconds.queue,
        secondsUntilTheDatabaseWasBack: seconds.database,
        everythingCameBack: Object.values(seconds).every((needed) => needed >= 0),
        ...after,
      };
    },
  });
}

function outagesOf(
  { processes, queue, database }: RunningServices,
  { awayMs }: Pace,
  lastMissing: () => readonly string[],
): Record<keyof Pace['awayMs'], Outage> {
  let atReturn: DocumentCounts | undefined;
  /** True once each collection has got a document since the return. */
  const hasGrown = async (letters: readonly ServiceLetter[]) => {
    const now = await documentCounts(database);
    return letters.every((letter) => atReturn !== undefined && now[letter] > atReturn[letter]);
  };
  return {
    service: {
      what: 'service H',
      lastsMs: awayMs.service,
      stop: () => processes.kill('h'),
      resume: () => processes.startService('h'),
      isBack: async () => lastMissing().length === 0 && (await statusOf(processes, 'h', 'ready')) === 200,
    },
    queue: {
      what: 'the queue',
      lastsMs: awayMs.queue,
      stop: () => queue.stop(),
      async resume() {
        await queue.resume();
        atReturn = await documentCounts(database);
      },
      isBack: async () => (await statusOf(processes, 'f', 'ready')) === 200 && (await hasGrown(['f'])),
    },
    database: {
      what: 'the database',
      lastsMs: awayMs.database,
      stop: () => database.stop(),
      async resume() {
        await database.resume();
        atReturn = await documentCounts(database);
      },
      isBack: () => hasGrown(storing),
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

/** What C, G and F have not stored of the answered calls although no line says so: nothing may get lost without a word. */
async function settled(
  { database }: RunningServices,
  before: DocumentCounts,
  answered: number,
  logged: ReadonlyMap<string, number>,
  { recoveryMs }: Pace,
  { signal }: Task,
): Promise<Record<'lostByC' | 'lostByG' | 'lostByF', number>> {
  const said = (key: string) => logged.get(key) ?? 0;
  const lost = async () => {
    const now = await documentCounts(database);
    const missing = (letter: ServiceLetter, told: number) => Math.max(0, answered - (now[letter] - before[letter]) - told);
    return {
      lostByC: missing('c', said('Service C: a greeting was not stored')),
      lostByG: missing('g', said('Service G: a greeting was not stored')),
      lostByF: missing('f', said('Service D: a greeting was not published')),
    };
  };
  await comesTrue(async () => Object.values(await lost()).every((number) => number === 0), recoveryMs / 6, signal);
  return lost();
}

/** Error lines that say the same, whoever says it. */
function kindOf({ msg }: ServiceLine): string {
  return msg.replace(/^service-[a-h] /, 'a service ');
}

function missingIn(protocol: Protocol, body: string): readonly string[] {
  const found = new Set(servicesIn(protocol, body));
  return answerOrder(protocol).filter((name) => !found.has(name));
}
