import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'amqplib';
import { rabbitmq } from '../../lib/rehearsal/engines/rabbitmq';

const isThere = existsSync('/usr/lib/rabbitmq/bin/rabbitmq-server');
/** RabbitMQ 3.10 does not find a quorum queue again when its only node is killed within moments of the declaration; a classic one it does. */
const QUEUE = { durable: true, arguments: { 'x-queue-type': 'classic' } };

// A real node of the real server; without one there is nothing to test.
(isThere ? test : test.skip)(
  'RabbitMQ starts in the workspace, keeps confirmed messages when it is killed, and ends when it is closed',
  async () => {
    const workspace = mkdtempSync(join(tmpdir(), 'stagecraft-rabbitmq-'));
    expect(await rabbitmq.find()).toMatch(/^\d+\.\d+/);
    const node = await rabbitmq.open(workspace, { progress: () => {}, signal: AbortSignal.timeout(150_000) });
    try {
      expect(node.url).toMatch(/^amqp:\/\/guest:guest@127\.0\.0\.1:\d+$/);
      expect(statSync(join(workspace, '.rabbitmq')).mode & 0o077).toBe(0);
      const before = await connect(node.url);
      before.on('error', () => {});
      const channel = await before.createConfirmChannel();
      channel.on('error', () => {});
      await channel.assertQueue('kept', QUEUE);
      channel.sendToQueue('kept', Buffer.from('one'), { persistent: true });
      await channel.waitForConfirms();

      await node.stop();
      await expect(connect(node.url)).rejects.toThrow('ECONNREFUSED');
      await node.resume();

      // The port is open before the queue is there; until then the server closes connections that ask for it.
      let received: string | undefined;
      while (received === undefined) received = await firstOf(node.url, 'kept').catch(() => undefined);
      expect(received).toBe('one');
    } finally {
      await node.close();
    }
    await expect(connect(node.url)).rejects.toThrow('ECONNREFUSED');
    rmSync(workspace, { recursive: true, force: true });
  },
  180_000,
);

async function firstOf(url: string, queue: string): Promise<string | undefined> {
  const connection = await connect(url);
  connection.on('error', () => {});
  try {
    const channel = await connection.createChannel();
    channel.on('error', () => {});
    const message = await channel.get(queue, { noAck: true });
    return message === false ? undefined : message.content.toString();
  } finally {
    await connection.close().catch(() => {});
  }
}
