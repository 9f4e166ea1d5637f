import type { Greeting } from './greeting';
import type { PropagatedHeaders } from './propagation';

export interface ChildCall {
  /** The only headers that the call carries. */
  readonly headers: PropagatedHeaders;
  /** Milliseconds after which the call is given up; the child is told, so that it can answer with less in time. */
  readonly timeoutMs: number;
  /** Greeting of the caller; REST has no place for it. */
  readonly caller?: Greeting;
}

/** A service that this one calls. */
export interface Child {
  /** As in 'service-b'. */
  readonly name: string;
  /** @throws Error with the reason, within the call's time */
  greet(call: ChildCall): Promise<Greeting[]>;
  close(): Promise<void>;
}
