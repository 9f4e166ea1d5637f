import type { SdkCall, Workload } from '../contract/access';

/** A call with the workload that made it. */
export interface RecordedCall extends SdkCall {
  readonly workload: Workload;
}

/** What the recorder needs of a client of the AWS SDK for JavaScript v3, of any release. */
export interface ObservableClient {
  readonly middlewareStack: { add(middleware: never, options: { step: 'initialize'; name: string; priority: 'high'; override: true }): void };
  readonly config?: unknown;
}

type Handler = (args: { readonly input: object }) => Promise<{ readonly output: object }>;
type Middleware = (next: Handler, context: { readonly clientName?: string; readonly commandName?: string }) => Handler;

/**
 * Records the calls of AWS SDKs with the workload that makes them.
 *
 * It works with any client of the SDK for JavaScript v3, wherever that was made, and sees what a paginator, a waiter or `lib-storage` sends through it:
 *
 * ```ts
 * const calls = new CallRecorder();
 * const client = calls.observe({ type: 'AWS::Lambda::Function', id: 'Loader' }, new S3Client());
 * await client.send(new GetObjectCommand({ Bucket: 'films', Key: 'a.csv' }));
 * calls.recorded; // [{ workload, service: 's3', operation: 'GetObject', input: { Bucket: 'films', Key: 'a.csv' } }]
 * ```
 *
 * A call is recorded before it is signed and sent, also when it then fails. Nothing else about the client changes.
 */
export class CallRecorder {
  private readonly calls: RecordedCall[] = [];
  private spent = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Every call so far, in the order of their starts. */
  public get recorded(): readonly RecordedCall[] {
    return this.calls;
  }

  /** Milliseconds that were spent inside the recorder. */
  public get milliseconds(): number {
    return this.spent;
  }

  /** Records what a client sends from now on, under this workload: a client that is observed again changes its workload. @returns the client */
  public observe<Client extends ObservableClient>(workload: Workload, client: Client): Client {
    const middleware: Middleware = (next, context) => async (args) => {
      const began = this.now();
      const service = serviceOf(client, context.clientName);
      const operation = String(context.commandName).replace(/Command$/, '');
      const call: RecordedCall & { answer?: Readonly<Record<string, string>> } = { workload, service, operation, input: copyOf(args.input) };
      this.calls.push(call);
      this.spent += this.now() - began;
      const result = await next(args);
      const answered = this.now();
      const texts = textsIn(result.output);
      if (Object.keys(texts).length > 0) call.answer = texts;
      this.spent += this.now() - answered;
      return result;
    };
    client.middlewareStack.add(middleware as never, { step: 'initialize', name: 'callRecorder', priority: 'high', override: true });
    return client;
  }

  /** Records a call that another program or library made. */
  public record(workload: Workload, call: SdkCall): void {
    const began = this.now();
    this.calls.push({ workload, ...call, input: copyOf(call.input) });
    this.spent += this.now() - began;
  }
}

/** Id of a service, such as `secretsmanager`: what its client has as `serviceId`, or, without one, its name. */
function serviceOf({ config }: ObservableClient, clientName = ''): string {
  const { serviceId } = (config ?? {}) as { readonly serviceId?: unknown };
  const name = typeof serviceId === 'string' ? serviceId : clientName.replace(/Client$/, '');
  return name.toLowerCase().replaceAll(/[\s-]/g, '');
}

/** The input as it is now: a caller may change it afterwards. Bodies and streams are left where they are, and no more than named. */
function copyOf(value: unknown): Readonly<Record<string, unknown>> {
  return copied(value, new Set()) as Readonly<Record<string, unknown>>;
}

function copied(value: unknown, above: Set<unknown>): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Uint8Array) return value.length <= 1_024 ? value.slice() : `${value.length} bytes`;
  if (Array.isArray(value) || isPlain(value)) {
    if (above.has(value)) return 'a circle';
    above.add(value);
    const copy = Array.isArray(value)
      ? value.map((each) => copied(each, above))
      : Object.fromEntries(Object.entries(value).map(([name, each]) => [name, copied(each, above)]));
    above.delete(value);
    return copy;
  }
  return value instanceof Date ? value.toISOString() : value.constructor?.name;
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Members of an answer that are text, as ids are; none of those that may be secret. */
function textsIn(output: object): Readonly<Record<string, string>> {
  const texts = Object.entries(output ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(texts.filter(([name, value]) => /(Id|Arn|ARN|Name)$/.test(name) && value.length <= 2_048));
}
