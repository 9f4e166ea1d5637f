import type { z } from 'zod';
import type { Aws } from '../aws/aws';
import type { ForwardedInstancePort } from '../aws/session-tunnel';
import type { Facts } from '../contract/facts';
import type { LogLine } from '../contract/log-line';
import type { Opening } from '../contract/opening';
import type { Table } from '../contract/table';
import type { EngineId } from '../rehearsal/engine';
import type { DataGenerator, Step } from '../rehearsal/rehearsal';
import { consoleUrl, secretUrl } from './console';
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
