import type { ConfirmChannel, ConsumeMessage, Channel as ConsumingChannel } from 'amqplib';
import { AmqpLink } from './amqp-link';
import { within } from './deadline';
import { type Log, reasonOf } from './log';
import { propagated } from './propagation';
import { type Consumer, type MessageHandler, type Publisher, UnusableMessage } from './queue';

/** Prefetch: messages that a consumer handles in parallel. */
const PREFETCH = 50;

/** A quorum queue survives a restart of the broker and the loss of one node. */
const QUEUE = { durable: true, arguments: { 'x-queue-type': 'quorum' } };

export interface AmqpOptions {
  /** `amqp://` or `amqps://`, with credentials. */
  readonly connection: string;
  readonly queue: string;
  readonly log: Log;
}

/** Publishes to a queue via the default exchange, with publisher confirms. */
export function amqpPublisher({ connection, queue, log }: AmqpOptions): Publisher {
  let isReady = false;
  let channel: ConfirmChannel | undefined;
  const link = new AmqpLink({
    connection,
    log,
    async open(model, lost) {
      const opened = await model.createConfirmChannel();
      opened.on('error', lost);
      await opened.assertQueue(queue, QUEUE);
      channel = opened;
      isReady = true;
    },
    closed() {
      channel = undefined;
    },
  });
  return {
    get isReady() {
      return isReady;
    },
    async publish({ id, body, headers }, timeoutMs) {
      const open = channel;
      if (!open) throw new Error('there is no connection to the queue');
      const options = { persistent: true, contentType: 'application/json', messageId: id, headers: { ...headers } };
      const confirmed = new Promise<void>((resolve, reject) => {
        open.sendToQueue(queue, body, options, (error: Error | null) => (error ? reject(error) : resolve()));
      });
      await within(timeoutMs, 'publishing', confirmed);
    },
    close: () => link.close(),
  };
}

/** Consumes a queue. Acknowledges a message after it is handled. */
export function amqpConsumer({ connection, queue, log }: AmqpOptions, tag: string, handle: MessageHandler): Consumer {
  const atHand = new Set<Promise<void>>();
  let channel: ConsumingChannel | undefined;
  const link = new AmqpLink({
    connection,
    log,
    async open(model, lost) {
      const opened = await model.createChannel();
      opened.on('error', lost);
      await opened.assertQueue(queue, QUEUE);
      await opened.prefetch(PREFETCH);
      await opened.consume(
        queue,
        (message) => {
          if (message === null) return lost('the broker cancelled the consumer');
          const handled = settle(opened, message, handle, log).finally(() => atHand.delete(handled));
          atHand.add(handled);
        },
        { consumerTag: tag },
      );
      channel = opened;
    },
    closed() {
      channel = undefined;
    },
  });
  return {
    get isReady() {
      return channel !== undefined;
    },
    async close(timeoutMs) {
      await channel?.cancel(tag).catch(() => {});
      // Closing the connection requeues unhandled messages.
      await within(timeoutMs, 'handling messages', Promise.all(atHand)).catch((error) => log.warning(reasonOf(error)));
      await link.close();
    },
  };
}

async function settle(channel: ConsumingChannel, message: ConsumeMessage, handle: MessageHandler, log: Log): Promise<void> {
  const headers = propagated((name) => message.properties.headers?.[name]);
  try {
    try {
      await handle({ body: message.content, headers });
      channel.ack(message);
    } catch (error) {
      const isUnusable = error instanceof UnusableMessage;
      log.error(isUnusable ? 'a message was dropped' : 'a message goes back to the queue', { error: reasonOf(error) });
      channel.nack(message, false, !isUnusable);
    }
  } catch (error) {
    // The channel is closed, so the broker redelivers the message.
    log.warning('a message could not be acknowledged', { error: reasonOf(error) });
  }
}
