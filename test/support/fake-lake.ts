import {
  AthenaClient,
  BatchGetQueryExecutionCommand,
  type QueryExecution,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import {
  AlreadyExistsException,
  BatchStopJobRunCommand,
  CreatePartitionCommand,
  DeleteTableCommand,
  GetCrawlerCommand,
  GetCrawlerMetricsCommand,
  GetJobRunCommand,
  GetTableCommand,
  GetTablesCommand,
  GlueClient,
  StartCrawlerCommand,
  StartJobRunCommand,
  StopCrawlerCommand,
  type Table,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import { DeleteObjectsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { athenaVerbs } from '../../lib/aws/athena';
import type { Aws } from '../../lib/aws/aws';
import { glueVerbs } from '../../lib/aws/glue';
import { s3Verbs } from '../../lib/aws/s3';
import type { ContractValues } from '../../lib/scenarios/contract-entry';
import { type Config, type Contract, contract } from '../../lib/scenarios/glue-athena-data-lake/settings';
import type { Deployed } from '../../lib/scenarios/places';
import type { Job, JobOptions } from '../../lib/scenarios/scenario';
import { athenaHandler } from '../../workloads/athena/handler';
import { statements } from '../../workloads/glue-athena-data-lake/statements';
import { textOf } from './files';
import { parsedParams } from './parsed-params';
import { partialAws } from './partial-aws';
import { publishedValues } from './published-values';

type Context = Deployed<Config, Contract> & JobOptions;

/** What the stacks of the lake publish, in this account in memory. */
export const CONTRACT: ContractValues<Contract> = {
  dataBucket: 'smart-hub-data',
  scriptBucket: 'smart-hub-scripts',
  logBucket: 'smart-hub-logs',
  database: 'smart_hub_data_catalog',
  workgroup: 'smart-hub',
  functionWorkgroup: 'smart-hub-transforms',
  resultsLocation: 's3://smart-hub-data/tmp/',
  rawCrawlers: ['smart-hub-data-json', 'smart-hub-sensor-mappings-json', 'smart-hub-locations-csv', 'smart-hub-rates-xml'],
  ratesCrawler: 'smart-hub-rates-parquet',
  enrichedCrawler: 'smart-hub-etl-tmp-output-parquet',
  compactedCrawler: 'smart-hub-etl-output-parquet',
  ratesJob: 'rates-xml-to-parquet',
  dataFunction: 'athena-json-to-parquet-data',
  locationsFunction: 'athena-csv-to-parquet-locations',
  mappingsFunction: 'athena-json-to-parquet-mappings',
  enrichFunction: 'athena-complex-etl-query',
  compactFunction: 'athena-parquet-to-parquet-elt-data',
  pipeline: 'arn:aws:states:eu-central-1:111122223333:stateMachine:smart-hub-pipeline',
  analystRole: 'arn:aws:iam::111122223333:role/analyst',
  dashboard: undefined,
};

/** The same as texts, as the parameters of the deployment hold them. */
export const PUBLISHED = publishedValues(contract, CONTRACT);

const FUNCTIONS = {
  [CONTRACT.dataFunction]: statements.data,
  [CONTRACT.locationsFunction]: statements.locations,
  [CONTRACT.mappingsFunction]: statements.mappings,
  [CONTRACT.enrichFunction]: statements.enrich,
  [CONTRACT.compactFunction]: statements.compact,
};

interface FakeQuery {
  readonly sql: string;
  readonly parameters: readonly string[];
  state: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  reason?: string;
  looks: number;
}

/**
 * The account of a deployed lake, in memory: the functions are the real handlers, a query fails when a table that it reads does not exist, a
 * CTAS makes a table without a classification, a crawler finds a table only where a job has written one, and everything takes a few polls.
 */
export class FakeLake {
  public readonly tables = new Map<string, Table>();
  public readonly queries = new Map<string, FakeQuery>();
  /** Requested starts and stops, in order. */
  public readonly events: string[] = [];
  /** Called on each poll of running work. */
  public onLook: () => void = () => {};
  /** Error of queries on this table. */
  public readonly broken = new Map<string, string>();
  /** Polls during which queries, crawlers and runs keep running. */
  public slowness = 1;
  private ratesWritten = false;
  private readonly crawlers = new Map<string, number>();
  private runLooks = 0;
  private readonly athena = new AthenaClient({ region: 'eu-central-1' });
  private readonly partitions = new Set<string>();
  private readonly glue = new GlueClient({ region: 'eu-central-1' });
  private readonly s3 = new S3Client({ region: 'eu-central-1' });

  constructor() {
    const given = { smart_hub_data_json: 'json', sensor_mappings_json: 'json', smart_hub_locations_csv: 'csv', electricity_rates_xml: 'xml' };
    for (const [name, classification] of Object.entries({ ...given, etl_tmp_output_parquet: 'parquet' })) this.makeTable(name, { classification });
    this.behaveAsAthena();
    this.behaveAsGlue();
    const s3 = mockClient(this.s3);
    s3.on(ListObjectsV2Command).resolves({});
    s3.on(DeleteObjectsCommand).resolves({});
  }

  /** The verbs of jobs, over the real ones. */
  public get aws(): Aws {
    return partialAws({
      target: { account: '111122223333', region: 'eu-central-1', principal: 'arn:aws:iam::111122223333:user/ada' },
      athena: athenaVerbs(this.athena, { pollMs: 0 }),
      glue: glueVerbs(this.glue, { pollMs: 0 }),
      s3: s3Verbs(this.s3),
      lambda: { invoke: (name, payload) => this.invoke(name, payload) },
      stepfunctions: {
        start: async (_, input) => `arn:execution ${JSON.stringify(input)}`,
        wait: async (arn, task) => {
          this.events.push(`wait ${arn}`);
          task.signal.throwIfAborted();
          return undefined;
        },
        stopAll: async () => ['arn:execution'],
      },
      cloudformation: { stack: async () => undefined, stacksOf: async () => [], resources: async () => [] },
      logs: {
        read: async () => [],
        groups: async () => [],
        deleteGroup: async () => {},
        hasStream: async () => false,
        deleteStream: async () => {},
      },
      ssm: { parametersBelow: async () => PUBLISHED, run: async () => '' },
    });
  }

  /** Runs a job as `stagecraft run` does, once its parameters have been checked. */
  public run(job: Job<Context>, options: { task: Context['task']; params?: object; wait?: boolean }) {
    const params = parsedParams(job, options.params ?? {});
    const config = {} as Config;
    return job.run({
      config,
      stage: 'dev',
      contract: CONTRACT,
      aws: this.aws,
      task: options.task,
      params,
      method: undefined,
      env: {},
      wait: options.wait ?? true,
    });
  }

  public classifications(): Readonly<Record<string, string | undefined>> {
    return Object.fromEntries([...this.tables].map(([name, { Parameters: parameters }]) => [name, parameters?.['classification']]));
  }

  private async invoke(name: string, payload: Readonly<Record<string, unknown>>): Promise<unknown> {
    const statement = FUNCTIONS[name];
    if (!statement) throw new Error(`no function ${name}`);
    this.events.push(`invoke ${name}`);
    const handler = athenaHandler({
      statement: statement as typeof statements.enrich,
      sql: textOf(`workloads/glue-athena-data-lake/sql/${statement.file}`),
      clients: { athena: this.athena, glue: this.glue, s3: this.s3 },
      environment: { WORKGROUP: CONTRACT.functionWorkgroup, DATA_CATALOG: CONTRACT.database, DATA_BUCKET: CONTRACT.dataBucket },
      sleep: async () => {},
      log: () => {},
    });
    return handler(payload);
  }

  private makeTable(Name: string, Parameters: Record<string, string>): void {
    this.tables.set(Name, { Name, DatabaseName: CONTRACT.database, CreatedBy: 'fake', Parameters });
  }

  private behaveAsAthena(): void {
    const mock = mockClient(this.athena);
    mock.on(StartQueryExecutionCommand).callsFake(async ({ QueryString, ExecutionParameters = [] }) => {
      const id = `q-${this.queries.size + 1}`;
      this.queries.set(id, { sql: QueryString, parameters: ExecutionParameters, state: 'RUNNING', looks: 0 });
      return { QueryExecutionId: id };
    });
    mock.on(BatchGetQueryExecutionCommand).callsFake(async ({ QueryExecutionIds }) => {
      this.onLook();
      return { QueryExecutions: QueryExecutionIds.map((id: string) => this.look(id)) };
    });
    mock.on(StopQueryExecutionCommand).callsFake(async ({ QueryExecutionId }) => {
      const query = this.queries.get(QueryExecutionId);
      if (query?.state === 'RUNNING') query.state = 'CANCELLED';
      this.events.push(`stop ${QueryExecutionId}`);
      return {};
    });
  }

  private look(id: string): QueryExecution {
    const query = this.queries.get(id) as FakeQuery;
    query.looks += 1;
    if (query.state === 'RUNNING' && query.looks > this.slowness) this.finish(query);
    return {
      QueryExecutionId: id,
      Status: { State: query.state, StateChangeReason: query.reason },
      Statistics: { DataScannedInBytes: 1_000, TotalExecutionTimeInMillis: 2_000 },
    };
  }

  private finish(query: FakeQuery): void {
    const sources = [...query.sql.matchAll(/\b(?:FROM|JOIN)\s+(\w+_(?:json|csv|xml|parquet))\b/g)].map(([, table = '']) => table);
    const [, created] = /^CREATE TABLE (\w+)/.exec(query.sql) ?? [];
    const missing = sources.find((table) => !this.tables.has(table));
    const reason = sources.map((table) => this.broken.get(table)).find((found) => found !== undefined);
    const failure = reason ?? (missing === undefined ? undefined : `TABLE_NOT_FOUND: ${missing}`);
    query.state = failure === undefined ? 'SUCCEEDED' : 'FAILED';
    query.reason = failure;
    if (failure === undefined && created !== undefined) this.makeTable(created, { EXTERNAL: 'TRUE' });
  }

  private behaveAsGlue(): void {
    const mock = mockClient(this.glue);
    const missing = () => Object.assign(new Error('Entity Not Found'), { name: 'EntityNotFoundException' });
    mock.on(GetTablesCommand).callsFake(async () => ({ TableList: [...this.tables.values()] }));
    mock.on(GetTableCommand).callsFake(async ({ Name }) => {
      if (!this.tables.has(Name)) throw missing();
      return { Table: this.tables.get(Name) };
    });
    mock.on(UpdateTableCommand).callsFake(async ({ TableInput }) => {
      this.tables.set(TableInput.Name, { DatabaseName: CONTRACT.database, ...TableInput });
      return {};
    });
    mock.on(DeleteTableCommand).callsFake(async ({ Name }) => {
      if (!this.tables.delete(Name)) throw missing();
      return {};
    });
    mock.on(CreatePartitionCommand).callsFake(async ({ TableName, PartitionInput }) => {
      const partition = `${TableName}/${PartitionInput.Values.join('/')}`;
      if (this.partitions.has(partition)) throw new AlreadyExistsException({ message: 'Partition already exists.', $metadata: {} });
      this.partitions.add(partition);
      return {};
    });
    mock.on(StartCrawlerCommand).callsFake(async ({ Name }) => {
      this.crawlers.set(Name, 0);
      this.events.push(`crawl ${Name}`);
      return {};
    });
    mock.on(StopCrawlerCommand).callsFake(async ({ Name }) => {
      this.events.push(`stop ${Name}`);
      return {};
    });
    mock.on(GetCrawlerCommand).callsFake(async ({ Name }) => ({ Crawler: this.lookAtCrawler(Name) }));
    mock.on(GetCrawlerMetricsCommand).callsFake(async ({ CrawlerNameList }) => ({
      CrawlerMetricsList: CrawlerNameList.map((CrawlerName: string) => ({ CrawlerName, LastRuntimeSeconds: 60, TablesCreated: 0, TablesUpdated: 1 })),
    }));
    mock.on(StartJobRunCommand).callsFake(async ({ JobName }) => {
      this.events.push(`start ${JobName}`);
      this.runLooks = 0;
      return { JobRunId: 'jr_1' };
    });
    mock.on(GetJobRunCommand).callsFake(async () => {
      this.onLook();
      this.runLooks += 1;
      if (this.runLooks <= this.slowness) return { JobRun: { JobRunState: 'RUNNING', ExecutionTime: 5 } };
      this.ratesWritten = true;
      return { JobRun: { JobRunState: 'SUCCEEDED', ExecutionTime: 41 } };
    });
    mock.on(BatchStopJobRunCommand).callsFake(async ({ JobRunIds }) => {
      this.events.push(`stop ${JobRunIds}`);
      return {};
    });
  }

  private lookAtCrawler(Name: string) {
    this.onLook();
    const looks = this.crawlers.get(Name);
    if (looks === undefined) return { Name, State: 'READY' };
    this.crawlers.set(Name, looks + 1);
    if (looks < this.slowness) return { Name, State: 'RUNNING' };
    if (Name === CONTRACT.ratesCrawler && this.ratesWritten) this.makeTable('electricity_rates_parquet', { classification: 'parquet' });
    const failed = Name === CONTRACT.compactedCrawler && !this.tables.has('etl_output_parquet');
    return {
      Name,
      State: 'READY',
      LastCrawl: {
        Status: failed ? 'FAILED' : 'SUCCEEDED',
        ErrorMessage: failed ? 'table etl_output_parquet not found' : undefined,
        StartTime: new Date(looks),
      },
    };
  }
}
