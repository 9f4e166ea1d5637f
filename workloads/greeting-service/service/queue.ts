import type { PropagatedHeaders } from './propagation';

/** A message as it travels: JSON text and headers. */
export interface QueueMessage {
  readonly id: string;
  readonly body: Buffer;
  readonly headers: PropagatedHeaders;
}

/** Thrown by a handler: the message can never be handled, and is dropped instead of coming again. */
export class UnusableMessage extends Error {}

export interface Publisher {
  /** True from the first connection on. */
  readonly isReady: boolean;
  /** Resolves when the queue has taken the message over. @throws Error within so many milliseconds, at once if there is no connection */
  publish(message: QueueMessage, timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}

export interface Consumer {
  /** True while messages can arrive. */
  readonly isReady: boolean;
  /** Takes no more messages, waits so many milliseconds for those at hand, and gives the rest back to the queue. */
  close(timeoutMs: number): Promise<void>;
}

/** Called for each message, which is gone from the queue when the promise resolves. It comes again if the promise is rejected. */
export type MessageHandler = (message: Pick<QueueMessage, 'body' | 'headers'>) => Promise<void>;

/** A queue in this process, for rehearsals and tests. */
export function memoryQueue(): { publisher(): Publisher; consumer(handle: MessageHandler): Consumer; readonly waiting: number } {
  const waiting: QueueMessage[] = [];
  let handler: MessageHandler | undefined;
  let busy: Promise<void> = Promise.resolve();

  const deliver = () => {
    busy = busy.then(async () => {
      const message = handler && waiting.shift();
      if (!handler || !message) return;
      await handler(message).catch((error: unknown) => {
        if (!(error instanceof UnusableMessage)) waiting.push(message);
      });
    });
  };
  return {
    get waiting() {
      return waiting.length;
    },
    publisher: () => ({
      isReady: true,
      async publish(message) {
        waiting.push(message);
        deliver();
      },
      async close() {},
    }),
    consumer(handle) {
      handler = handle;
      for (const _ of waiting) deliver();
      return {
        isReady: true,
        async close() {
          handler = undefined;
          await busy;
        },
      };
    },
  };
}
