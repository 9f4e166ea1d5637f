import type { Log } from './log';
import type { Metrics } from './metrics';

/** A listening server. */
export interface Listening {
  readonly port: number;
  /** Stops accepting connections, and waits the given milliseconds for requests in flight before it closes them. */
  close(timeoutMs: number): Promise<void>;
}

/** State that every server reports. */
export interface ServerParts {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly isReady: () => boolean;
}
