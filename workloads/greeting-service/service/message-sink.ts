import { setTimeout as sleep } from 'node:timers/promises';
import type { Protocol } from './configuration';
import { documentOf } from './greeter';
import { type Greeting, greetingOf } from './greeting';
import { type Log, reasonOf } from './log';
import type { Metrics } from './metrics';
import { contextOf } from './propagation';
import { type MessageHandler, UnusableMessage } from './queue';
import type { Store } from './store';

/** Timeout of one attempt to store, in milliseconds. */
const ATTEMPT_MS = 5_000;

export interface MessageSinkOptions {
  readonly protocol: Protocol;
  readonly store: Store;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Aborted when the service stops: messages that are not stored yet are requeued. */
  readonly signal: AbortSignal;
}

/**
 * Stores messages from the queue. While the database is unavailable, a message is retried in memory instead of being requeued:
 * a quorum queue drops messages at its delivery limit.
 */
export function messageSink({ protocol, store, log, metrics, signal }: MessageSinkOptions): MessageHandler {
  return async ({ body, headers }) => {
    const document = documentOf(parsed(body, metrics), protocol);
    const trace_id = contextOf(headers)?.traceId;
    for (let waitMs = 100; ; waitMs = Math.min(waitMs * 2, 2_000)) {
      try {
        await store.insert(document, ATTEMPT_MS);
        metrics.stored(true);
        metrics.consumed('stored');
        log.debug('a message was stored', { id: document.id, trace_id });
        return;
      } catch (error) {
        metrics.stored(false);
        log.error('a message was not stored', { id: document.id, error: reasonOf(error), trace_id });
        await sleep(waitMs, undefined, { signal }).catch(() => {});
        if (signal.aborted) {
          metrics.consumed('returned');
          throw error;
        }
      }
    }
  };
}

function parsed(body: Buffer, metrics: Metrics): Greeting {
  try {
    return greetingOf(JSON.parse(body.toString()));
  } catch (error) {
    metrics.consumed('dropped');
    throw new UnusableMessage(`it is not a greeting: ${reasonOf(error)}`);
  }
}
