import { stripVTControlCharacters } from 'node:util';
import type { ICloudAssemblySource, IIoHost, IoMessage, IoRequest, StackActivity, Toolkit } from '@aws-cdk/toolkit-lib';
import type { Target } from '../aws/aws';
import type { Task } from '../contract/task';
import type { Synthesized } from '../scenarios/synthesize';
import { folderUntilExit } from '../temporary';

/** What the CDK toolkit works with. */
export interface ToolkitOptions {
  readonly target: Target;
  /** @default - the SDK's default credential chain */
  readonly profile?: string;
  readonly synthesized: Synthesized;
}

/** The CDK toolkit in this process, and the stacks that it is to look at. It sends nothing anywhere but to the account. */
export async function openToolkit(
  { target, profile, synthesized }: ToolkitOptions,
  ioHost: IIoHost,
): Promise<{ toolkit: Toolkit; source: ICloudAssemblySource }> {
  // The toolkit remembers accounts by access key in its home folder, and made-up keys are the same for every endpoint.
  if (target.endpoint !== undefined) process.env['CDK_HOME'] = folderUntilExit();
  const { BaseCredentials, Toolkit } = await import('@aws-cdk/toolkit-lib');
  const baseCredentials = BaseCredentials.awsCliCompatible({ profile, defaultRegion: target.region });
  const toolkit = new Toolkit({ ioHost, color: false, emojis: false, sdkConfig: { baseCredentials } });
  return { toolkit, source: await toolkit.fromAssemblyDirectory(synthesized.assembly.directory) };
}

/** What the toolkit said when it gave up, without its colours and signs. */
export function wordsOf(error: unknown): string {
  return stripVTControlCharacters(error instanceof Error ? error.message : String(error))
    .replace(/^[^\w]+/, '')
    .trim();
}

/** A resource that CloudFormation could not make, change or delete. */
export interface FailedResource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  /** CloudFormation's own words. */
  readonly reason: string;
  /** Where it stands in the construct tree, when the stack is one of those that were just synthesized. */
  readonly path?: string;
}

const STACK_ACTIVITY = 'CDK_TOOLKIT_I5502';
/** Of all that is said of each file and template, the part during which one waits. */
const PUBLISHING = /: start: Publishing /;

/** Turns what the CDK toolkit says into progress lines, and remembers which resources failed. Nothing else reaches the terminal. */
export class TaskHost implements IIoHost {
  public readonly failures: FailedResource[] = [];
  /** The stack that CloudFormation spoke of last. */
  public current: string | undefined;

  constructor(private readonly task: Task) {}

  public async notify({ code, level, message, data }: IoMessage<unknown>): Promise<void> {
    if (code === STACK_ACTIVITY) return this.activity(data as StackActivity);
    if (level === 'warn' || (code?.startsWith('CDK_ASSETS') && PUBLISHING.test(message))) this.say(message);
  }

  /** Answers with what the toolkit suggests: the person has agreed to the plan before the toolkit was called. */
  public async requestResponse<T>({ defaultResponse }: IoRequest<unknown, T>): Promise<T> {
    return defaultResponse;
  }

  private activity({ event, metadata, progress }: StackActivity): void {
    const { StackName: stack = '', LogicalResourceId: logicalId = '', ResourceType: type = '', ResourceStatus: status = '' } = event;
    this.current = stack;
    const path = metadata?.constructPath;
    const reason = event.ResourceStatusReason || undefined;
    this.say(`${stack} ${progress.formatted.trim()} ${status} ${type} ${path ?? logicalId}${reason === undefined ? '' : `: ${reason}`}`);
    if (status.endsWith('_FAILED') && type !== 'AWS::CloudFormation::Stack') {
      this.failures.push({ stack, logicalId, type, status, reason: reason ?? 'no reason from CloudFormation', path });
    }
  }

  private say(message: string): void {
    const [line] = message.trim().split('\n');
    if (line) this.task.progress(line);
  }
}

/** The failures that caused the others: what CloudFormation merely cancelled is a consequence. */
export function causes(failures: readonly FailedResource[]): readonly FailedResource[] {
  const own = failures.filter(({ reason }) => !/^Resource (creation|update|deletion) cancelled/i.test(reason));
  return own.length > 0 ? own : failures;
}
