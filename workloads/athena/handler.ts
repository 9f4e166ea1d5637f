import { AthenaClient } from '@aws-sdk/client-athena';
import { GetTableCommand, GlueClient, UpdateTableCommand } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import { bindParameters } from './bind';
import { classified } from './classification';
import { makePartitions } from './partitions';
import { finish, type QueryStart, start, stop } from './query';
import { removeTable } from './removal';
import { rendered, type Statement } from './statement';

/** Service clients of a handler. */
export interface Clients {
  readonly athena: AthenaClient;
  readonly glue: GlueClient;
  readonly s3: S3Client;
}

export interface HandlerOptions<Input extends z.ZodMiniType> {
  readonly statement: Statement<Input>;
  /** SQL text of the statement. */
  readonly sql: string;
  /** @default - clients with the function's own credentials, made on the first call */
  readonly clients?: Clients;
  /** Environment variables: `WORKGROUP`, `DATA_CATALOG` (the database) and `DATA_BUCKET`. @default process.env */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Polling interval for running queries. @default - one second */
  readonly sleep?: () => Promise<void>;
  /** Receives each log line. @default console.log */
  readonly log?: (line: string) => void;
}

/** Response of a function. */
export interface Answer {
  readonly statusCode: 200;
  readonly executions: readonly { readonly id: string; readonly table: string; readonly state: string }[];
}

/** Lambda context of an invocation. */
export interface CallContext {
  getRemainingTimeInMillis(): number;
}

/**
 * Creates a Lambda handler that runs one statement of a scenario in Athena.
 *
 * It waits until every query has succeeded, unless the event has `wait: false`. A `create` statement replaces its table and all its files, so
 * that repeated invocations give the same result. The table's classification, which CTAS omits, is set after the query has succeeded.
 * The event is validated before any request.
 */
export function athenaHandler<Input extends z.ZodMiniType>(
  options: HandlerOptions<Input>,
): (event: unknown, context?: CallContext) => Promise<Answer> {
  const { statement, sql, environment = process.env, sleep = aSecond, log = (line) => console.log(line) } = options;
  const { kind, table } = statement;
  let clients = options.clients;

  return async (event, context) => {
    const { wait } = parsed(settings, event ?? {});
    const runs = statement.executions(parsed(statement.input, event ?? {}));
    const { WORKGROUP: workgroup, DATA_CATALOG: database, DATA_BUCKET: bucket } = variables(environment);
    const queries = runs.map((values) => bindParameters(rendered(statement, sql, bucket), values));
    clients ??= { athena: new AthenaClient(), glue: new GlueClient(), s3: new S3Client() };

    if (kind === 'create') await removeTable(clients, { database, table, bucket });
    else await makePartitions(clients.glue, { database, ...statement }, runs);
    const started: QueryStart[] = [];
    try {
      for (const query of queries) started.push(await start(clients.athena, { workgroup, database, ...query }, log));
    } catch (error) {
      await stop(clients.athena, started);
      throw error;
    }
    if (wait === false) return answer(table, started, 'QUEUED');

    await finish(clients.athena, started, { sleep, remaining: () => context?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY });
    if (kind === 'create') await classify(clients.glue, database, table);
    return answer(table, started, 'SUCCEEDED');
  };
}

const settings = z.object({ wait: z.optional(z.boolean('true or false')) });

const variables = (environment: Readonly<Record<string, string | undefined>>) =>
  parsed(z.object({ WORKGROUP: z.string(), DATA_CATALOG: z.string(), DATA_BUCKET: z.string() }), environment, 'environment of the function');

function parsed<Schema extends z.ZodMiniType>(schema: Schema, given: unknown, source = 'event'): z.infer<Schema> {
  const { success, data, error } = schema.safeParse(given);
  if (success) return data;
  const [issue] = error.issues;
  const name = String(issue?.path[0] ?? '');
  const received = name === '' ? given : (given as Record<string, unknown>)[name];
  throw new Error(`${source}: ${name || 'it'} is not valid; got ${JSON.stringify(received) ?? 'nothing'}; allowed: ${issue?.message}`);
}

async function classify(glue: GlueClient, database: string, name: string): Promise<void> {
  const { Table: table } = await glue.send(new GetTableCommand({ DatabaseName: database, Name: name }));
  if (table) await glue.send(new UpdateTableCommand({ DatabaseName: database, TableInput: classified(table, 'parquet') }));
}

function answer(table: string, started: readonly QueryStart[], state: string): Answer {
  return { statusCode: 200, executions: started.map(({ id }) => ({ id, table, state })) };
}

function aSecond(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1_000));
}
