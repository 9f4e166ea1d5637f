import { readdir, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Task } from '../../contract/task';
import type { Answers } from '../answers';
import { serviceError } from '../answers';
import type { LakeEngine, TableStatement } from '../engine';

/** The lake behind the double: one bucket, whose folders are those of the tables, and one database. */
export interface RehearsedLake {
  readonly duckdb: LakeEngine;
  /** Folder that stands for the bucket. */
  readonly workspace: string;
  readonly bucket: string;
  readonly database: string;
  readonly task: Task;
}

/** Answers of Athena, Glue and S3 over one lake. */
export interface LakeAnswers {
  readonly athena: Answers;
  readonly glue: Answers;
  readonly s3: Answers;
}

interface Query {
  readonly state: 'SUCCEEDED' | 'FAILED';
  readonly reason?: string;
}

/**
 * Athena over DuckDB, with the parts of Glue and S3 that a function needs to replace a table: real clients send what the deployed function sends.
 *
 * It does less than Athena: a query has ended when its start is answered.
 */
export function lakeAnswers({ duckdb, workspace, bucket, database, task }: RehearsedLake): LakeAnswers {
  const queries = new Map<string, Query>();
  const folder = (prefix: string) => join(workspace, ...prefix.split('/').filter(Boolean));
  const inBucket = (name: string | undefined) => {
    if (name !== bucket) throw serviceError('NoSuchBucket', `The specified bucket does not exist: ${name}`);
  };
  const inDatabase = (name: string | undefined) => {
    if (name !== database) throw serviceError('EntityNotFoundException', `Database ${name} not found.`);
  };
  const keysBelow = async (prefix: string) => {
    const found = await readdir(folder(prefix), { recursive: true, withFileTypes: true }).catch(() => []);
    return found.filter((entry) => entry.isFile()).map((entry) => relative(workspace, join(entry.parentPath, entry.name)).split(sep).join('/'));
  };
  const mustExist = (table: string) =>
    duckdb.execute(`SELECT 1 FROM "${table}" LIMIT 0`).catch(() => {
      throw serviceError('EntityNotFoundException', `Table ${table} not found.`);
    });

  return {
    athena: {
      async StartQueryExecution({ QueryString: sql, ExecutionParameters: parameters = [], QueryExecutionContext: session }: StartInput) {
        task.signal.throwIfAborted();
        inDatabase(session?.Database);
        const id = `00000000-0000-0000-0000-${String(queries.size + 1).padStart(12, '0')}`;
        try {
          const { statement, location, select } = statementIn(sql);
          if (statement.kind === 'create') {
            if (location !== `s3://${bucket}/${statement.table}/`)
              throw new Error(`the table would lie in ${location}, which is not its folder here`);
            if ((await keysBelow(statement.table)).length > 0) throw new Error(`HIVE_PATH_ALREADY_EXISTS: ${location}`);
          }
          const { text, values } = positional(select, parameters);
          await duckdb.write(statement, text, values);
          queries.set(id, { state: 'SUCCEEDED' });
        } catch (error) {
          task.signal.throwIfAborted();
          queries.set(id, { state: 'FAILED', reason: reasonOf(error) });
        }
        return { QueryExecutionId: id };
      },
      async GetQueryExecution({ QueryExecutionId: id }: { readonly QueryExecutionId: string }) {
        const query = queries.get(id);
        if (!query) throw serviceError('InvalidRequestException', `QueryExecution ${id} was not found`);
        return { QueryExecution: { QueryExecutionId: id, Status: { State: query.state, StateChangeReason: query.reason } } };
      },
      async StopQueryExecution() {
        return {};
      },
    },
    glue: {
      async DeleteTable({ DatabaseName, Name }: TableInput) {
        inDatabase(DatabaseName);
        await mustExist(Name);
        await duckdb.execute(`DROP VIEW IF EXISTS "${Name}"`);
        return {};
      },
      async CreatePartition({ DatabaseName, TableName, PartitionInput: { StorageDescriptor } }: PartitionInput) {
        inDatabase(DatabaseName);
        await mustExist(TableName);
        // A partition of this lake is its folder.
        const prefix = StorageDescriptor.Location.replace(`s3://${bucket}/`, '');
        if ((await keysBelow(prefix)).length > 0) throw serviceError('AlreadyExistsException', 'Partition already exists.');
        return {};
      },
      async GetTable({ DatabaseName, Name }: TableInput) {
        inDatabase(DatabaseName);
        await mustExist(Name);
        return { Table: { Name, DatabaseName, Parameters: { EXTERNAL: 'TRUE' }, StorageDescriptor: { Location: `s3://${bucket}/${Name}` } } };
      },
      async UpdateTable({ DatabaseName, TableInput: { Name } }: { readonly DatabaseName: string; readonly TableInput: { readonly Name: string } }) {
        inDatabase(DatabaseName);
        await mustExist(Name);
        return {};
      },
    },
    s3: {
      async ListObjectsV2({ Bucket, Prefix = '' }: { readonly Bucket: string; readonly Prefix?: string }) {
        inBucket(Bucket);
        return { Contents: (await keysBelow(Prefix)).slice(0, 1_000).map((Key) => ({ Key })) };
      },
      async DeleteObjects({
        Bucket,
        Delete,
      }: {
        readonly Bucket: string;
        readonly Delete: { readonly Objects: readonly { readonly Key: string }[] };
      }) {
        inBucket(Bucket);
        await Promise.all(Delete.Objects.map(({ Key }) => rm(folder(Key), { force: true })));
        return {};
      },
    },
  };
}

interface StartInput {
  readonly QueryString: string;
  readonly ExecutionParameters?: readonly string[];
  readonly QueryExecutionContext?: { readonly Database?: string };
}

interface PartitionInput {
  readonly DatabaseName: string;
  readonly TableName: string;
  readonly PartitionInput: { readonly StorageDescriptor: { readonly Location: string } };
}

interface TableInput {
  readonly DatabaseName: string;
  readonly Name: string;
}

/** The statement around a SELECT, as functions render it for Athena. @throws Error for any other */
function statementIn(sql: string): { readonly statement: TableStatement; readonly location?: string; readonly select: string } {
  const [, insert, selected = ''] = /^INSERT INTO (\w+)\n([\s\S]+)$/.exec(sql) ?? [];
  if (insert !== undefined) return { statement: { kind: 'insert', table: insert, partitionedBy: [] }, select: selected };
  const [, table, location = '', partitions = '', select = ''] =
    /^CREATE TABLE (\w+)\nWITH \([\s\S]*?external_location = '((?:[^']|'')*)',\s+partitioned_by = ARRAY\[([^\]]*)\]\n\) AS\n([\s\S]+)$/.exec(sql) ??
    [];
  if (table === undefined) throw new Error(`a statement of another form than functions send: ${sql.slice(0, 60)}`);
  const partitionedBy = [...partitions.matchAll(/'([^']+)'/g)].map(([, name = '']) => name);
  return { statement: { kind: 'create', table, partitionedBy }, location: location.replaceAll("''", "'"), select };
}

/** Athena's positional parameters, which are SQL literals, as named values. */
function positional(
  select: string,
  parameters: readonly string[],
): { readonly text: string; readonly values: Record<string, string | number | boolean> } {
  const values: Record<string, string | number | boolean> = {};
  // A question mark in a text or a comment is none.
  const text = select.replace(/'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\/|\?/g, (token) => {
    if (token !== '?') return token;
    const literal = parameters[Object.keys(values).length];
    if (literal === undefined) throw new Error('INVALID_PARAMETER_USAGE: Incorrect number of parameters');
    const name = `parameter${Object.keys(values).length + 1}`;
    values[name] = literalValue(literal);
    return `$${name}`;
  });
  if (Object.keys(values).length !== parameters.length) throw new Error('INVALID_PARAMETER_USAGE: Incorrect number of parameters');
  return { text, values };
}

function literalValue(literal: string): string | number | boolean {
  if (/^'.*'$/s.test(literal)) return literal.slice(1, -1).replaceAll("''", "'");
  if (literal === 'true' || literal === 'false') return literal === 'true';
  return Number(literal);
}

function reasonOf(error: unknown): string {
  const { refusal, message } = error as { readonly refusal?: { readonly got?: string }; readonly message?: string };
  return refusal?.got ?? message ?? String(error);
}
