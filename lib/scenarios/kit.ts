import type { z } from 'zod';
import type { Aws, Target } from '../aws/aws';
import type { ForwardedInstancePort } from '../aws/session-tunnel';
import type { Facts, LogLine, Opening, Table } from '../contract/values';
import { JobError } from '../errors';
import type { EngineId } from '../rehearsal/engine';
import type { DataGenerator, Step } from '../rehearsal/rehearsal';
import type { Contract } from './contract-entry';
import type { ContextOf, Place } from './places';
import type { Data, Job, JobOptions, LogOptions, LogSource, Query, QueryOptions, Tool } from './scenario';

/** Part of a log group. */
export interface LogGroupPart {
  readonly group: string;
  /** The only stream to read. @default - every stream */
  readonly stream?: string;
  /** Source of the lines. @default - their stream */
  readonly source?: string;
}

type Without<P, Key extends string> = Omit<P, Key | 'needs' | 'params'>;

/** Binds the helpers below to the configuration and contract of one scenario, so that its parts are type-checked, and each part sees only what it needs. */
export function scenarioKit<Config extends z.ZodObject, C extends Contract>(_: { config: Config; contract: C }) {
  type Context<Needs extends Place> = ContextOf<z.infer<Config>, C, Needs>;
  type Needed<Needs extends Place> = { readonly needs: readonly Needs[] };
  type Taking<P extends z.ZodObject> = { readonly params?: P };
  return {
    job: <const Needs extends Place = never, P extends z.ZodObject = z.ZodObject>(
      job: Without<Job, 'run'> & Needed<Needs> & Taking<P> & { run(context: Context<Needs> & JobOptions<z.infer<P>>): Promise<Facts> },
    ): Job<Context<Needs> & JobOptions> => job,
    query: <const Needs extends Place = never, P extends z.ZodObject = z.ZodObject>(
      query: Without<Query, 'run'> & Needed<Needs> & Taking<P> & { run(context: Context<Needs> & QueryOptions<z.infer<P>>): Promise<Table> },
    ): Query<Context<Needs> & QueryOptions> => query,
    tool: <const Needs extends Place = never>(
      tool: Without<Tool, 'open'> & Needed<Needs> & { open(context: Context<Needs>): Promise<Opening> },
    ): Tool<Context<Needs>> => tool,
    logSource: <const Needs extends Place = never>(
      source: Without<LogSource, 'read'> & Needed<Needs> & { read(context: Context<Needs> & LogOptions): Promise<readonly LogLine[]> },
    ): LogSource<Context<Needs> & LogOptions> => source,
    /** A page of the AWS console; the fragment follows `#`. */
    consolePage: (
      summary: string,
      page: string | ((deployed: Context<'account'>) => string),
      fragment?: string | ((deployed: Context<'account'>) => string),
    ): Tool<Context<'account'>> => ({
      summary,
      needs: ['account'],
      open: async (deployed) => ({ url: consoleUrl(deployed.aws.target, given(page, deployed), given(fragment, deployed)) }),
    }),
    /** Any other page of the deployment. */
    page: (summary: string, url: (deployed: Context<'account'>) => string): Tool<Context<'account'>> => ({
      summary,
      needs: ['account'],
      open: async (deployed) => ({ url: url(deployed) }),
    }),
    /** The page of a secret in the Secrets Manager console. */
    secretPage: (summary: string, secret: (deployed: Context<'account'>) => string | undefined): Tool<Context<'account'>> => ({
      summary,
      needs: ['account'],
      open: async (deployed) => ({ url: secretUrl(deployed.aws.target, secret(deployed)) }),
    }),
    /** A port of an instance, forwarded by Session Manager until Ctrl-C. */
    tunnel: (summary: string, port: (deployed: Context<'account'>) => Promise<ForwardedInstancePort>): Tool<Context<'account'>> => ({
      summary,
      needs: ['account'],
      open: async (deployed) => deployed.aws.ssm.forward(await port(deployed), deployed.task),
    }),
    /** CloudWatch log groups, or parts of them. */
    logGroups: (
      summary: string,
      groups: (deployed: Context<'account'>) => readonly (string | LogGroupPart)[] | Promise<readonly (string | LogGroupPart)[]>,
    ): LogSource<Context<'account'> & LogOptions> => ({
      summary,
      needs: ['account'],
      async read({ since, ...deployed }) {
        const context = deployed as unknown as Context<'account'>;
        const parts = await groups(context);
        const read = parts.map((part) => readGroup(context.aws, typeof part === 'string' ? { group: part } : part, since));
        return (await Promise.all(read)).flat();
      },
    }),
    data: <P extends z.ZodObject>(
      data: DataGenerator<P> & { upload(context: Context<'account'> & { readonly folder: string }): Promise<Facts> },
    ): Data<Context<'account'> & { readonly folder: string }> => data as Data<Context<'account'> & { readonly folder: string }>,
    step: <Id extends EngineId, Optional extends EngineId = never>(step: Step<z.infer<Config>, Id, Optional>): Step<z.infer<Config>> =>
      step as Step<z.infer<Config>>,
  };
}

function given<Context>(value: string | ((context: Context) => string) | undefined, context: Context): string {
  return typeof value === 'function' ? value(context) : (value ?? '');
}

async function readGroup({ logs }: Aws, { group, stream, source }: LogGroupPart, since: Date): Promise<readonly LogLine[]> {
  const lines = await logs.read({ group, since, ...(stream !== undefined && { streamPrefix: stream }) });
  // The names of other streams may begin with this one's.
  const own = stream === undefined ? lines : lines.filter((line) => line.source === stream);
  return source === undefined ? own : own.map((line) => ({ ...line, source }));
}

/** Console domains by partition; the first part of a region identifies its partition. */
const CONSOLES: readonly (readonly [prefix: string, host: string])[] = [
  ['cn-', 'console.amazonaws.cn'],
  ['us-gov-', 'console.amazonaws-us-gov.com'],
  ['', 'console.aws.amazon.com'],
];

/** URL of a page of the AWS console, in the region of the target. @throws JobError with a custom endpoint, which has no console */
function consoleUrl({ region, endpoint }: Pick<Target, 'region' | 'endpoint'>, page: string, fragment = ''): string {
  requireConsole(endpoint);
  const [, host] = CONSOLES.find(([prefix]) => region.startsWith(prefix)) ?? ['', ''];
  return `https://${region}.${host}/${page}?region=${region}${fragment === '' ? '' : `#${fragment}`}`;
}

/** URL of a secret in the console. @throws JobError when there is no such secret, or with a custom endpoint */
function secretUrl(target: Pick<Target, 'region' | 'endpoint'>, secret: string | undefined): string {
  if (secret === undefined)
    throw new JobError({ problem: 'this deployment has no such secret', fix: 'stagecraft outputs <scenario> lists the existing ones' });
  return consoleUrl(target, 'secretsmanager/secret').replace('?', `?name=${encodeURIComponent(secret)}&`);
}

/** URL of a QuickSight dashboard. @throws JobError with a custom endpoint */
export function dashboardUrl({ region, endpoint }: Pick<Target, 'region' | 'endpoint'>, dashboard: string): string {
  requireConsole(endpoint);
  const host = region.startsWith('cn-') ? 'quicksight.amazonaws.cn' : 'quicksight.aws.amazon.com';
  return `https://${region}.${host}/sn/dashboards/${dashboard}`;
}

function requireConsole(endpoint: string | undefined): void {
  if (endpoint === undefined) return;
  throw new JobError({
    problem: 'no console behind a custom endpoint',
    got: endpoint,
    fix: 'unset AWS_ENDPOINT_URL to open the AWS console',
  });
}
