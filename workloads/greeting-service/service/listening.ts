import type { Log } from './log';
import type { Metrics } from './metrics';

/** A server that listens. */
export interface Listening {
  readonly port: number;
  /** Accepts nothing new, and waits so many milliseconds for requests in flight before it cuts them off. */
  close(timeoutMs: number): Promise<void>;
}

/** What every server says about its service. */
export interface ServerParts {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly isReady: () => boolean;
}
