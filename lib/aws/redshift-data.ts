import {
  BatchExecuteStatementCommand,
  CancelStatementCommand,
  type ColumnMetadata,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  type Field,
  GetStatementResultCommand,
  type RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import { GetNamespaceCommand, GetWorkgroupCommand, type RedshiftServerlessClient } from '@aws-sdk/client-redshift-serverless';
import type { Warehouse } from '../contract/service-verbs';
import type { Task } from '../contract/task';
import type { Table, Value } from '../contract/values';
import { JobError, WorkError } from '../errors';
import { cliFlags } from './cli-flags';
import { isNamed } from './errors';
import { everyPage } from './pages';
import { type PollOptions, persistently, poll } from './poll';

export type { Warehouse } from '../contract/service-verbs';

/** A statement with `:name` parameters, and their values. */
export interface WarehouseStatement {
  readonly sql: string;
  readonly parameters?: readonly { readonly name: string; readonly value: string }[];
}

/** Redshift Data API verbs: no connection, and no password on this machine. */
export interface RedshiftDataVerbs {
  /** Runs a statement. Ctrl-C cancels it. @throws JobError with Redshift's message */
  execute(warehouse: Warehouse, statement: WarehouseStatement, task: Task): Promise<void>;
  /** Runs statements without parameters in one transaction. Ctrl-C cancels them. @throws JobError with Redshift's message */
  transaction(warehouse: Warehouse, statements: readonly string[], task: Task): Promise<void>;
  /** Drops every COPY job of a database. @returns their names; none when there is no such warehouse. @throws JobError with what Redshift says */
  dropCopyJobs(warehouse: Warehouse, task: Task): Promise<readonly string[]>;
  /** Runs a query. Ctrl-C cancels it. @throws JobError with what Redshift says */
  select(warehouse: Warehouse, statement: WarehouseStatement, task: Task): Promise<Table>;
}

/** Most statements in one batch of the Data API. */
const MOST_STATEMENTS = 40;

export function redshiftDataVerbs(
  client: RedshiftDataClient,
  serverless: RedshiftServerlessClient,
  { pollMs }: PollOptions = { pollMs: 500 },
): RedshiftDataVerbs {
  const secrets = new Map<string, Promise<string>>();

  /** Redshift manages the secret of a namespace; CloudFormation does not return its ARN. */
  async function secretOf(workgroupName: string): Promise<string> {
    const { workgroup } = await serverless.send(new GetWorkgroupCommand({ workgroupName }));
    const namespaceName = workgroup?.namespaceName;
    const { namespace } = await serverless.send(new GetNamespaceCommand({ namespaceName }));
    if (namespace?.adminPasswordSecretArn !== undefined) return namespace.adminPasswordSecretArn;
    throw new JobError({
      problem: 'the warehouse has no administrator secret',
      got: `namespace ${namespaceName}`,
      fix: 'deploy the scenario again: it lets Redshift manage the password',
    });
  }

  async function place(warehouse: Warehouse): Promise<{ Database: string; WorkgroupName?: string; ClusterIdentifier?: string; SecretArn: string }> {
    const { database: Database } = warehouse;
    if ('cluster' in warehouse) return { Database, ClusterIdentifier: warehouse.cluster, SecretArn: warehouse.secret };
    const { workgroup } = warehouse;
    const secret = secrets.get(workgroup) ?? secretOf(workgroup);
    secrets.set(workgroup, secret);
    return { Database, WorkgroupName: workgroup, SecretArn: await secret };
  }

  async function finished(Id: string | undefined, task: Task): Promise<{ readonly hasRows: boolean }> {
    const pending = new Set([Id]);
    const work = {
      name: `statement ${Id} of Redshift`,
      watch: [`aws redshift-data describe-statement --id ${Id}`],
      stop: [`aws redshift-data cancel-statement --id ${Id}`],
    };
    const stop = () => client.send(new CancelStatementCommand({ Id }));
    return poll<{ readonly hasRows: boolean }>(
      { task, pollMs, stop, running: () => (pending.has(Id) ? work : undefined), flags: () => cliFlags(client) },
      async () => {
        const found = await client.send(new DescribeStatementCommand({ Id }), { abortSignal: task.signal });
        const { Status: status = 'SUBMITTED' } = found;
        if (!['FINISHED', 'FAILED', 'ABORTED'].includes(status)) {
          task.progress(`Redshift: ${status.toLowerCase()}`);
          return undefined;
        }
        pending.delete(Id);
        if (status === 'FINISHED') return { result: { hasRows: found.HasResultSet ?? false } };
        const failure = new WorkError({
          problem: status === 'ABORTED' ? 'the statement was cancelled' : 'Redshift refused a statement',
          got: found.Error ?? `statement ${Id}`,
          fix: 'correct the statement, then repeat the command; the job schema creates missing tables',
        });
        return { failure };
      },
    );
  }

  async function start(warehouse: Warehouse, { sql, parameters = [] }: WarehouseStatement): Promise<string | undefined> {
    const Parameters = parameters.length === 0 ? undefined : [...parameters];
    const { Id } = await client.send(new ExecuteStatementCommand({ ...(await place(warehouse)), Sql: sql, Parameters }));
    return Id;
  }

  async function select(warehouse: Warehouse, statement: WarehouseStatement, task: Task): Promise<Table> {
    const Id = await start(warehouse, statement);
    const { hasRows } = await finished(Id, task);
    if (!hasRows) return { columns: [], rows: [] };
    let columns: readonly ColumnMetadata[] = [];
    const records = await everyPage(async (token) => {
      const page = await persistently({ task, pollMs }, () =>
        client.send(new GetStatementResultCommand({ Id, NextToken: token }), { abortSignal: task.signal }),
      );
      columns = page.ColumnMetadata ?? columns;
      return { items: page.Records, next: page.NextToken };
    });
    return {
      columns: columns.map(({ name = '' }) => name),
      rows: records.map((record) => record.map((field, index) => plainOf(field, columns[index]?.typeName))),
    };
  }

  return {
    async execute(warehouse, statement, task) {
      await finished(await start(warehouse, statement), task);
    },

    async transaction(warehouse, statements, task) {
      if (statements.length > MOST_STATEMENTS) throw new Error(`a Data API transaction has at most ${MOST_STATEMENTS} statements`);
      const { Id } = await client.send(new BatchExecuteStatementCommand({ ...(await place(warehouse)), Sqls: [...statements] }));
      await finished(Id, task);
    },

    select,

    async dropCopyJobs(warehouse, task) {
      const { rows } = await select(warehouse, { sql: 'SELECT job_name FROM sys_copy_job' }, task).catch((error) => {
        if (isNamed(error, 'ResourceNotFoundException')) return { rows: [] };
        throw error;
      });
      const names = rows.map(([name]) => String(name).trim());
      for (const name of names) await finished(await start(warehouse, { sql: `COPY JOB DROP ${quoted(name)}` }), task);
      return names;
    },
  };
}

/** A name as SQL writes it, whatever it holds. */
function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The plain value of a field. Decimal numbers come as text, and are numbers in a table. */
function plainOf({ isNull, stringValue, longValue, doubleValue, booleanValue }: Field, type: string | undefined): Value {
  if (isNull) return null;
  if (stringValue !== undefined) return type === 'numeric' ? Number(stringValue) : stringValue;
  return longValue ?? doubleValue ?? booleanValue ?? null;
}
