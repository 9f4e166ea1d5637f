import { graph, placeOf, type ServiceLetter } from '../../../../workloads/greeting-service/graph';
import type { Protocol } from '../../../../workloads/greeting-service/service/configuration';
import type { DocumentServer } from '../../../rehearsal/engine';
import { greetingUrl } from '../../greeting-platform/local-services';
import { kit } from '../../greeting-platform/settings';
import { faultIn } from '../../greeting-platform/traffic';
import { comesTrue } from './platform';

/** Tells the services that nobody wants the spans of these calls. */
export const UNSAMPLED = { 'x-b3-sampled': '0' };

/** The services that store what they are called with. */
export const storing = (Object.keys(graph) as ServiceLetter[]).filter((letter) => graph[letter].stores && graph[letter].queue === undefined);

/** The service that stores what the queue brings. */
export const CONSUMER: ServiceLetter = 'f';

/** A number for each service; nothing but zero for those that do not store. */
export type DocumentCounts = Readonly<Record<ServiceLetter, number>>;

/** @param settledMs how long to wait for the last document to be stored */
export function callOften(protocol: Protocol, settledMs = 20_000) {
  return kit.step({
    title: 'Ask many times at once, and count answers and documents',
    needs: ['services', 'mongo'],
    async run({ engines: { services, mongo: database }, params, publish, task }) {
      const { load } = await import('../../../../workloads/load-generator/load');
      const [calls, concurrency] = [Number(params['calls']), Number(params['concurrency'])];
      const before = await documentCounts(database);
      const ids = new Set<string>();
      const result = await load({
        target: greetingUrl(protocol, services.running.portOf),
        requests: calls,
        concurrency,
        headers: UNSAMPLED,
        signal: task.signal,
        progress: (ended) => task.progress(`${ended} of ${calls} calls answered`),
        check({ body }) {
          const fault = faultIn(protocol, body);
          if (fault === undefined) for (const id of idsIn(protocol, body)) ids.add(id);
          return fault;
        },
      });
      task.signal.throwIfAborted();
      const grown = async () => {
        const now = await documentCounts(database);
        return storing.map((letter) => ({ letter, more: now[letter] - before[letter] }));
      };
      await comesTrue(async () => (await grown()).every(({ more }) => more >= calls), settledMs, task.signal);

      const { latency } = result;
      const steps = latency?.distribution ?? [];
      publish('Latency of the calls', {
        columns: ['from ms', 'to ms', 'calls'],
        rows: steps.map(({ upTo, count }, at) => [hundredths(steps[at - 1]?.upTo ?? 0), hundredths(upTo), count]),
      });
      const percentiles = Object.entries(latency?.percentiles ?? {}).map(([name, value]) => [`p${name}Ms`, hundredths(value)]);
      return {
        calls,
        concurrency,
        succeeded: result.succeeded,
        distinctGreetings: ids.size,
        expectedGreetings: calls * 7,
        ...Object.fromEntries((await grown()).map(({ letter, more }) => [`documents of ${letter}`, more])),
        ...Object.fromEntries(await Promise.all(storing.map(async (letter) => [`stored by ${letter}`, await storedServices(database, letter)]))),
        callsPerSecond: Math.round(result.throughput),
        meanMs: hundredths(latency?.mean ?? 0),
        ...Object.fromEntries(percentiles),
        seconds: hundredths(result.seconds),
      };
    },
  });
}

/**
 * Compares the messages that F has stored with the calls that were made.
 *
 * @param settledMs how long to wait for the queue to be emptied
 */
export function messages(settledMs = 20_000) {
  return kit.step({
    title: 'Count the messages that went from D through the queue to F',
    needs: ['services', 'mongo', 'rabbitmq'],
    async run({ engines: { mongo }, fact, task }) {
      // One is of the single call.
      const calls = Number(fact('load.calls')) + 1;
      const stored = async () => (await documentCounts(mongo))[CONSUMER];
      await comesTrue(async () => (await stored()) >= calls, settledMs, task.signal);
      return { calls, documents: await stored(), 'stored by f': await storedServices(mongo, CONSUMER) };
    },
  });
}

function idsIn(protocol: Protocol, body: string): string[] {
  const parsed = JSON.parse(body);
  const greetings: readonly { readonly id: string }[] = protocol === 'grpc' ? parsed.greeting : parsed;
  return greetings.map(({ id }) => id);
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Number of documents of each service. */
export async function documentCounts(database: DocumentServer): Promise<DocumentCounts> {
  const counts = { a: 0, b: 0, c: 0, d: 0, e: 0, f: 0, g: 0, h: 0 };
  await Promise.all(
    [...storing, CONSUMER].map(async (letter) => {
      const { database: name, collection } = placeOf(letter);
      counts[letter] = await database.count(name, collection);
    }),
  );
  return counts;
}

/** Names of the services whose greetings a service has stored; the two protocols name the field differently. */
async function storedServices(database: DocumentServer, letter: ServiceLetter): Promise<string> {
  const { database: name, collection } = placeOf(letter);
  const documents = await database.documents(name, collection);
  return [...new Set(documents.map((document) => String(document['servicename'] ?? document['service'])))].sort().join(', ');
}
