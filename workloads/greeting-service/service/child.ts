import type { Greeting } from './greeting';
import type { PropagatedHeaders } from './propagation';

export interface ChildCall {
  /** All headers of the call. */
  readonly headers: PropagatedHeaders;
  /** Timeout in milliseconds. The child receives it, so that it can return a partial answer in time. */
  readonly timeoutMs: number;
  /** Greeting of the caller; gRPC only. */
  readonly caller?: Greeting;
}

/** Client of a downstream service. */
export interface Child {
  /** As in 'service-b'. */
  readonly name: string;
  /** @throws Error with the reason, before the timeout */
  greet(call: ChildCall): Promise<Greeting[]>;
  close(): Promise<void>;
}
