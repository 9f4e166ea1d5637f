import type { PropagatedHeaders } from './propagation';

/** A message: JSON text and headers. */
export interface QueueMessage {
  readonly id: string;
  readonly body: Buffer;
  readonly headers: PropagatedHeaders;
}

/** Thrown by a handler for a message that can never be handled; it is dropped, not redelivered. */
export class UnusableMessage extends Error {}

export interface Publisher {
  /** True after the first connection. */
  readonly isReady: boolean;
  /** Resolves when the queue has confirmed the message. @throws Error within the given milliseconds, at once without a connection */
  publish(message: QueueMessage, timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}

export interface Consumer {
  /** True while messages can arrive. */
  readonly isReady: boolean;
  /** Stops consuming, waits the given milliseconds for messages in progress, and requeues the rest. */
  close(timeoutMs: number): Promise<void>;
}

/** Handles a message. It is acknowledged when the promise resolves, and redelivered when it rejects. */
export type MessageHandler = (message: Pick<QueueMessage, 'body' | 'headers'>) => Promise<void>;

/** In-process queue for rehearsals and tests. */
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
