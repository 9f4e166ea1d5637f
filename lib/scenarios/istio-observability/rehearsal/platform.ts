import type { Protocol } from '../../../../workloads/greeting-service/service/configuration';
import type { Facts } from '../../../contract/facts';
import type { RunningServices } from '../../../rehearsal/engine';
import { kit } from '../../greeting-platform/settings';
import { comesTrue } from './comes-true';

/** Longest time that services take to find queue and database, on a busy machine. */
const READY_MS = 60_000;

const HERE = async (): Promise<Facts> => ({});

export const queue = kit.step({
  title: 'Start a RabbitMQ for the services',
  needs: ['rabbitmq', 'services'],
  async run({ engines: { rabbitmq, services } }) {
    services.useQueue(rabbitmq);
    return { url: withoutPassword(rabbitmq.url) };
  },
  standIn: { title: 'the services get a queue server in this process, which speaks AMQP for one queue', needs: ['services'], run: HERE },
});

export const database = kit.step({
  title: 'Start a MongoDB-compatible server for the services',
  needs: ['mongo', 'services'],
  async run({ engines: { mongo, services } }) {
    services.useDatabase(mongo);
    return { url: mongo.url };
  },
  standIn: { title: 'the services get a server in this process, which speaks the part of the protocol that inserts', needs: ['services'], run: HERE },
});

export function start(protocol: Protocol) {
  return kit.step({
    title: 'Start the eight services, each as a process, and what stands in front of them',
    needs: ['services'],
    async run({ engines: { services }, task }) {
      const begin = performance.now();
      const running = await services.start(protocol, task);
      const ready = await comesTrue(() => allReady(running), READY_MS, task.signal);
      return {
        processes: running.processes.services.size,
        url: running.processes.url,
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
    const codes = await services.running.processes.stop();
    return { processes: codes.length, withAnError: codes.filter((code) => code !== 0).length };
  },
});

/** Whether each process says that it is ready for requests. */
async function allReady({ processes }: RunningServices): Promise<boolean> {
  const answers = await Promise.all([...processes.services.keys()].map((name) => statusOf(processes, name, 'ready')));
  return answers.every((status) => status === 200);
}

/** Status that a process answers with on one of its paths; 0 if it does not answer. */
export async function statusOf(processes: RunningServices['processes'], name: ProcessName, path: 'health' | 'ready' | 'metrics'): Promise<number> {
  const { port = 0, metricsPort } = processes.services.get(name) ?? {};
  try {
    return (await fetch(`http://127.0.0.1:${metricsPort ?? port}/api/${path}`)).status;
  } catch {
    return 0;
  }
}

type ProcessName = Parameters<RunningServices['processes']['services']['get']>[0];

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@]*@/, '//');
}
