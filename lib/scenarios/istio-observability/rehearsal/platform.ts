import { setTimeout as sleep } from 'node:timers/promises';
import type { Protocol } from '../../../../workloads/greeting-service/service/configuration';
import type { PortOf, RunningServices, ServicesEngine } from '../../../rehearsal/engine';
import { localServices } from '../../greeting-platform/local-services';
import { kit } from '../../greeting-platform/settings';
import { type SpanCollector, spanCollector } from './span-collector';

/** Milliseconds that the services have to find queue and database, on a busy machine. */
const READY_MS = 60_000;

/** The collector of each rehearsal, by the engine that runs its services. */
const collectors = new WeakMap<ServicesEngine, SpanCollector>();

/** A line that a service logged. */
export interface ServiceLine {
  readonly level: string;
  readonly msg: string;
  readonly service: string;
}

/** @param bundle folder of the bundled services. @default - the one that `npm run build` makes */
export function start(protocol: Protocol, bundle?: string) {
  return kit.step({
    title: 'Start the eight services, each as a process, and what stands in front of them',
    needs: ['services', 'mongo'],
    optional: ['rabbitmq'],
    async run({ engines: { services, mongo, rabbitmq }, task }) {
      const begin = performance.now();
      const collector = await spanCollector();
      collectors.set(services, collector);
      services.onClose(() => collector.stop());
      const list = localServices({ protocol, bundle, mongo: mongo.url, rabbitmq: rabbitmq?.url, otlp: collector.url });
      const running = await services.start(list, task);
      const ready = await comesTrue(() => allReady(running), READY_MS, task.signal);
      return {
        processes: running.names.length,
        queue: rabbitmq === undefined ? 'none: D publishes nothing, F consumes nothing' : 'RabbitMQ',
        ready: ready !== undefined,
        secondsToReady: Math.round((performance.now() - begin) / 10) / 100,
      };
    },
  });
}

export const stop = kit.step({
  title: 'Ask every process to stop',
  needs: ['services'],
  async run({ engines: { services } }) {
    const codes = await services.running.stop();
    return { processes: codes.length, withAnError: codes.filter((code) => code !== 0).length };
  },
});

/** Takes the spans of the services that this engine runs. @throws Error before they are started */
export function collectorOf(services: ServicesEngine): SpanCollector {
  const collector = collectors.get(services);
  if (!collector) throw new Error('the services have not been started');
  return collector;
}

/** Status that a process answers with on one of its paths; 0 if it does not answer. */
export async function statusOf(portOf: PortOf, name: string, path: 'health' | 'ready' | 'metrics'): Promise<number> {
  try {
    return (await fetch(`http://127.0.0.1:${portOf(name, 'http')}/api/${path}`)).status;
  } catch {
    return 0;
  }
}

/** Calls back for each line that a service logs from now on. @returns what ends it */
export function onServiceLine(services: RunningServices, listener: (line: ServiceLine) => void): () => void {
  return services.onLine((line) => listener(JSON.parse(line) as ServiceLine));
}

/** Whether each process is ready for requests. */
async function allReady({ names, portOf }: RunningServices): Promise<boolean> {
  const answers = await Promise.all(names.map((name) => statusOf(portOf, name, 'ready')));
  return answers.every((status) => status === 200);
}

const POLL_MS = 25;

/** Asks again and again whether something is true, for so many milliseconds at most. @returns the seconds that it took, or undefined */
export async function comesTrue(isTrue: () => boolean | Promise<boolean>, withinMs: number, signal: AbortSignal): Promise<number | undefined> {
  const begin = performance.now();
  for (;;) {
    if (await isTrue()) return (performance.now() - begin) / 1_000;
    if (performance.now() - begin > withinMs) return undefined;
    await sleep(POLL_MS, undefined, { signal });
  }
}
