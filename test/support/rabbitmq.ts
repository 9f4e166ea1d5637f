import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'amqplib';
import type { LocalServer } from '../../lib/rehearsal/engine';
import { rabbitmq } from '../../lib/rehearsal/engines/rabbitmq';

const isThere = existsSync('/usr/lib/rabbitmq/bin/rabbitmq-server');
const runs = isThere || process.env['CI'] !== undefined;
if (!runs) console.warn('RabbitMQ is missing, so tests with a queue are skipped: apt-get install rabbitmq-server');

/** `describe` where RabbitMQ is installed; in CI it has to be. */
export const describeWithRabbitmq = runs ? describe : describe.skip;

export interface Broker extends LocalServer {
  /** Messages of a queue that no consumer has. */
  ready(queue: string): Promise<number>;
  /** Publishes a message, confirmed by the broker. */
  put(queue: string, content: string): Promise<void>;
  close(): Promise<void>;
}

/** A RabbitMQ node of this test. */
export async function startBroker(): Promise<Broker> {
  const folder = mkdtempSync(join(tmpdir(), 'rabbitmq-'));
  const node = await rabbitmq.open(folder, { progress: () => {}, signal: new AbortController().signal });
  const withChannel = async <Result>(
    work: (channel: Awaited<ReturnType<Awaited<ReturnType<typeof connect>>['createConfirmChannel']>>) => Promise<Result>,
  ) => {
    const connection = await connect(node.url);
    try {
      return await work(await connection.createConfirmChannel());
    } finally {
      await connection.close();
    }
  };
  return {
    url: node.url,
    stop: node.stop,
    resume: node.resume,
    ready: (queue) => withChannel(async (channel) => (await channel.checkQueue(queue)).messageCount),
    put: (queue, content) =>
      withChannel(async (channel) => {
        channel.sendToQueue(queue, Buffer.from(content), { persistent: true });
        await channel.waitForConfirms();
      }),
    async close() {
      await node.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
