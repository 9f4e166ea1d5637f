import type { Aws } from './aws';

/** How to reach the account. */
export interface ConnectOptions {
  /** Named profile. @default - the SDK's default credential chain */
  readonly profile?: string;
  /** @default - region of the profile or the environment */
  readonly region?: string;
}

export type Connect = (options: ConnectOptions) => Promise<Aws>;
