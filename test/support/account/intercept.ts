import timers from 'node:timers/promises';
import { __Client as Client } from '@aws-sdk/client-sts';

/** A request as an SDK client sends it, with everything that its own middleware has done to it. */
export interface Call {
  /** `S3`, `CloudFormation`, `ResourceGroupsTaggingAPI`. */
  readonly service: string;
  /** `DescribeStacks`. */
  readonly operation: string;
  readonly input: object;
}

export interface Interception {
  /** Response of a request, or the service's error. */
  answer(call: Call): object;
  /** What a request meets before the SDK sends it: an error here is one after all its retries. @default - nothing */
  meet?(call: Call): void;
  /** Response of a request that no SDK client sends. */
  fetch: typeof fetch;
  /** Lets time pass without waiting for it. */
  pass(ms: number): void;
}

interface Context {
  readonly clientName?: string;
  readonly commandName?: string;
}
type Next = (args: { input: object }) => Promise<unknown>;

/**
 * Puts an account below every SDK client of this process: retries and error handling of the clients are real, the network is not.
 *
 * Waits end at once and let the account's time pass.
 *
 * @returns restores everything
 */
export function intercept({ answer, meet, fetch, pass }: Interception): () => void {
  const meeting =
    (next: Next, { clientName = '', commandName = '' }: Context) =>
    async (args: { input: object }) => {
      meet?.({ service: clientName.replace(/Client$/, ''), operation: commandName.replace(/Command$/, ''), input: args.input });
      return next(args);
    };
  const middleware = (_: Next, { clientName = '', commandName = '' }: Context) => {
    const [service, operation] = [clientName.replace(/Client$/, ''), commandName.replace(/Command$/, '')];
    return async ({ input }: { input: object }) => {
      // Nothing answers in the same moment.
      await Promise.resolve();
      return { output: { $metadata: {}, ...answer({ service, operation, input }) }, response: {} };
    };
  };
  const before = { ...process.env };
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'made-up', AWS_SECRET_ACCESS_KEY: 'made-up' });
  const clients = new WeakSet<object>();
  const { send } = Client.prototype;
  const sending = jest.spyOn(Client.prototype, 'send').mockImplementation(function (this: InstanceType<typeof Client>, ...args: unknown[]) {
    if (!clients.has(this)) {
      clients.add(this);
      // Behind the retries, before anything is signed.
      const place = { relation: 'after', toMiddleware: 'retryMiddleware', name: 'accountOfTest' };
      const stack = this.middlewareStack as unknown as { add(...args: unknown[]): void; addRelativeTo(...args: unknown[]): void };
      stack.addRelativeTo(middleware, place);
      // Within the explanations of errors, which are the outermost.
      stack.add(meeting, { step: 'initialize', priority: 'low', name: 'metByTest' });
    }
    return Reflect.apply(send, this, args);
  } as never);
  const fetching = jest.spyOn(globalThis, 'fetch').mockImplementation(fetch);
  const waiting = jest.spyOn(timers, 'setTimeout').mockImplementation((async (ms: number, value: unknown, options: { signal?: AbortSignal } = {}) => {
    options.signal?.throwIfAborted();
    pass(ms);
    return value;
  }) as never);
  return () => {
    for (const spy of [sending, fetching, waiting]) spy.mockRestore();
    process.env = before;
  };
}
