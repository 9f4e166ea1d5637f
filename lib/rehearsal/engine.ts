import type { z } from 'zod';
import type { Connection } from '../../workloads/postgres/connection';
import type { Session } from '../../workloads/postgres/session';
import type { AccessRequest, Authorizer, SdkCall } from '../contract/access';
import type { Task } from '../contract/task';
import type { SqlValues } from '../contract/values';
import type { ProgramAws } from './aws-endpoint';

/** An engine that runs SQL. */
export interface SqlEngine {
  /** Runs a statement; values are bound to its `$name` parameters, never pasted in. */
  execute(sql: string, values?: SqlValues): Promise<void>;
  /** Runs a query and checks each row against `row`. */
  select<Row extends z.ZodType>(row: Row, sql: string, values?: SqlValues): Promise<z.infer<Row>[]>;
  close(): Promise<void>;
}

/** A table of a catalog: files below a folder, and the Glue types of their columns. */
export interface CatalogTable {
  readonly name: string;
  readonly format: 'json' | 'csv' | 'parquet';
  readonly columns: Readonly<Record<string, string>>;
  /** Columns that the folders name (`dt=2019-12-21`), and their types. */
  readonly partitionKeys: Readonly<Record<string, string>>;
}

/** What stands around the SELECT of a statement that writes a table. */
export interface TableStatement {
  /** `create` replaces the table (CTAS into an empty place), `insert` adds files to it. */
  readonly kind: 'create' | 'insert';
  readonly table: string;
  readonly partitionedBy: readonly string[];
}

/** An engine that works on tables of files as Athena does: a catalog names their columns, CTAS and INSERT write Parquet. */
export interface LakeEngine extends SqlEngine {
  /** Makes the files below a folder a table, as an entry in the catalog would. Files outside of the partition folders are not part of it. */
  table(table: CatalogTable, folder: string): Promise<void>;
  /** Runs a statement that writes a table, as Parquet below the folder of that name in the workspace. All its files appear at its end, or none. */
  write(statement: TableStatement, select: string, values?: SqlValues): Promise<void>;
  /** Files of a table, relative to its folder. */
  files(table: string): Promise<readonly string[]>;
}

/** How a PySpark program is run. */
export interface SparkSubmission {
  /** Settings of Spark beside those of the engine. @default - none */
  readonly conf?: Readonly<Record<string, string>>;
  /** Whether programs with the same settings share Python and the JVM, which spares each the start of them. Contexts are never shared. @default false */
  readonly sharesJvm?: boolean;
  /** What pip installs for the driver beside Spark, with versions. @default - nothing */
  readonly packages?: readonly string[];
  /** Answers and records the AWS calls of the driver. @default - nothing answers any */
  readonly aws?: ProgramAws;
}

/** An engine that runs PySpark programs. */
export interface SparkEngine {
  /** Runs a program as `spark-submit` would. @returns what it printed */
  submit(program: string, args: readonly string[], task: Task, how?: SparkSubmission): Promise<string>;
  close(): Promise<void>;
}

/** An engine that has Airflow: its parser of DAGs, and its test runs. */
export interface AirflowEngine {
  /**
   * Runs a Python program that imports Airflow; `dags` is the folder of the DAGs, and `record` gets each call of AWS.
   *
   * @returns what it printed
   */
  run(program: string, args: readonly string[], dags: string, task: Task, record?: (call: SdkCall) => void): Promise<string>;
  close(): Promise<void>;
}

/** An engine that has Superset, with what its charts need to ask DuckDB. */
export interface SupersetEngine {
  /** Folder of this rehearsal's Superset: its database, its logs, and what a program puts there. */
  readonly home: string;
  /**
   * Runs a Python program where Superset is installed; `settings` are added to its environment, and `aws` answers and records its AWS calls.
   *
   * @returns what it printed
   */
  run(program: string, args: readonly string[], settings: Readonly<Record<string, string>>, task: Task, aws?: ProgramAws): Promise<string>;
  close(): Promise<void>;
}

/** A server on the loopback address that can be killed, and started again on the same port with the same data. */
export interface LocalServer {
  /** Connection string. */
  readonly url: string;
  stop(): Promise<void>;
  /** Resolves when it takes connections again. */
  resume(): Promise<void>;
}

/** A server that speaks MongoDB's protocol. */
export interface DocumentServer extends LocalServer {
  /** True for one of ours, which does less than the real one. */
  readonly isDouble?: true;
  /** Number of documents in a collection. */
  count(database: string, collection: string): Promise<number>;
  /** Documents of a collection. */
  documents(database: string, collection: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** Object storage that answers as Amazon S3 does, to each caller under its own policies. Clients reach it by path-style addresses. */
export interface ObjectStorage extends LocalServer {
  readonly isDouble: true;
  /** Region that clients sign for. */
  readonly region: string;
  /** Requests of callers that are known, in the order of their answers. */
  readonly requests: readonly StorageRequest[];
  /** Makes an empty bucket. @throws Error when there is one of that name */
  makeBucket(name: string, options?: StorageBucket): void;
  /** Lets a caller in: requests with these credentials are judged by `authorize`. `name` stands for the caller in errors. */
  admit(name: string, authorize: Authorizer): StorageCredentials;
}

export interface StorageBucket {
  /** Keep versions. @default false */
  readonly versioned?: boolean;
  /** ARN of the KMS key that encrypts every object, whose use a caller needs as well. @default - a key of S3 */
  readonly keyArn?: string;
}

export interface StorageCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface StorageRequest {
  /** Name under which the caller was let in. */
  readonly caller: string;
  /** Operation in the words of the API, such as `GetObject`. */
  readonly operation: string;
  readonly bucket: string;
  /** Empty for a bucket. */
  readonly key: string;
  /** HTTP status of the answer. */
  readonly status: number;
  /** Error code of S3. @default - it was answered */
  readonly code?: string;
  /** What the caller's policies do not allow. */
  readonly denied: readonly (AccessRequest & { readonly reason: string })[];
}

/** A Node program that runs as a process of the rehearsal. */
export interface ServiceProgram {
  /** Unique in its list; `needs`, errors and log lines refer to it. */
  readonly name: string;
  /** The compiled program. */
  readonly program: string;
  /** Flags of Node. @default - none */
  readonly nodeFlags?: readonly string[];
  /** Names of the ports on which it listens. Each gets a free port of the loopback address, and keeps it across restarts. */
  readonly ports: readonly string[];
  /** Its environment variables; of this process it inherits PATH alone. */
  environment(portOf: PortOf): Readonly<Record<string, string>>;
  /** Port and path that answer 200 once it is ready for requests. */
  readonly readiness: { readonly port: string; readonly path: string };
  /** Names of the programs that are ready before this one starts. @default - none */
  readonly needs?: readonly string[];
}

/** Port of a program by its name. @throws Error for a program or a port that the list lacks */
export type PortOf = (program: string, port: string) => number;

/** Node programs as services, told by a list. */
export interface ServicesEngine {
  /** Starts the programs, each once those that it needs are ready. @throws Error when one ends or does not become ready, with its last line of output */
  start(programs: readonly ServiceProgram[], task: Task): Promise<RunningServices>;
  /** The programs that were started. @throws Error before `start` */
  readonly running: RunningServices;
  /** Registers what else has to be closed at the end of the rehearsal, after the programs. */
  onClose(close: () => Promise<unknown>): void;
  close(): Promise<void>;
}

export interface RunningServices {
  /** Names in the order of the list. */
  readonly names: readonly string[];
  readonly portOf: PortOf;
  /** Process id of a program; undefined for one that has not been started. */
  pidOf(name: string): number | undefined;
  /** Ends a program with SIGKILL. */
  kill(name: string): Promise<void>;
  /** Starts a program again, on its ports. Resolves when it is ready. */
  restart(name: string): Promise<void>;
  /** Sends SIGTERM to every program. @returns their exit codes; null for one that had to be killed */
  stop(): Promise<(number | null)[]>;
  /** Calls back for each line that a program prints from now on. @returns what ends it */
  onLine(listener: (line: string, program: string) => void): () => void;
}

/** PostgreSQL, for statements of every kind and for workloads that want a connection. */
export interface PostgresEngine extends SqlEngine {
  /** The connection behind it, with COPY and transactions. */
  readonly session: Session;
}

/** A PostgreSQL server and another that follows it and only reads. */
export interface PostgresServers {
  readonly primary: PostgresEngine;
  readonly replica: PostgresEngine;
  /** How another program connects to the primary. */
  readonly connection: Connection;
  /** Waits until the replica has repeated all that the primary has done so far. @returns how many milliseconds that took */
  caughtUp(): Promise<number>;
  close(): Promise<void>;
}

/** The engines of a rehearsal by id. */
export interface Engines {
  readonly postgres: PostgresEngine;
  readonly postgresServer: PostgresServers;
  readonly services: ServicesEngine;
  readonly rabbitmq: LocalServer & { close(): Promise<void> };
  readonly mongo: DocumentServer & { close(): Promise<void> };
  readonly s3: ObjectStorage & { close(): Promise<void> };
  readonly duckdb: LakeEngine;
  readonly spark: SparkEngine;
  readonly airflow: AirflowEngine;
  readonly superset: SupersetEngine;
}
export type EngineId = keyof Engines;

/** How the rehearsal finds an engine, and the command that installs it. */
export interface EngineModule<Engine> {
  readonly title: string;
  /** The command that installs it, shown when it is missing. */
  readonly install: string;
  /** Version found, or undefined. Never throws, never downloads. */
  find(): Promise<string | undefined>;
  open(workspace: string, task: Task): Promise<Engine>;
}

/**
 * Thrown by `open`, or by an engine at work: it was found and cannot work here, for want of a network perhaps. Its steps are skipped, as if it were
 * missing; the message is the reason.
 */
export class EngineUnavailable extends Error {
  /** Which engine, where it was already at work. @default - the one that was opened */
  public readonly engine?: EngineId;

  constructor(message: string, { engine, ...options }: ErrorOptions & { readonly engine?: EngineId } = {}) {
    super(message, options);
    this.engine = engine;
  }
}
