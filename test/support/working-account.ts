import type { Contract } from '../../lib/scenarios/contract-entry';
import { type Call, intercept } from './account/intercept';

type Input = Readonly<Record<string, unknown>>;
type Answer = (input: Input) => object;

/** Requests that stop work. */
const STOPS =
  /Stop|CancelSteps|CancelJobRun|CancelStatement|CancelCommand|CancelResourceRequest|TerminateJobFlows|SetTerminationProtection|UpdateClassificationJob|MWAA.PATCH \/dags/;

/**
 * An account in which every job of every scenario can be started and ends well at the second look. It knows what runs, and what was asked.
 *
 * Contracts are published with made-up values.
 */
export class WorkingAccount {
  /** Ids of work that was started and has not ended. */
  public readonly running = new Set<string>();
  /** Ids of all work that was started. */
  public readonly started: string[] = [];
  /** Requests in order, `Service.Operation`: whether each asked for work that was running, for the first time, and whether any was. */
  public readonly calls: { readonly name: string; readonly isLook: boolean; readonly isFirst: boolean; readonly isAmidWork: boolean }[] = [];
  /** Requests that this account does not know; a test expects none. */
  public readonly unknown: string[] = [];

  private readonly looked = new Set<string>();

  /**
   * @param fault throws where a request, by its name and its place among those of this name, is to fail
   * @param values published in place of made-up ones, by the name of the entry
   */
  constructor(
    private readonly contracts: Readonly<Record<string, Contract>>,
    private readonly fault: (name: string, occurrence: number) => void,
    private readonly values: Readonly<Record<string, string>> = {},
  ) {}

  public get stops(): readonly string[] {
    return this.calls.map(({ name }) => name).filter((name) => STOPS.test(name));
  }

  /** Puts the account below every SDK client. @returns takes it away again */
  public install(): () => void {
    const { fetch } = globalThis;
    // A server on this machine answers for itself.
    const isHere = (url: Parameters<typeof fetch>[0]) => new URL(String(url)).hostname === '127.0.0.1';
    return intercept({
      meet: ({ service, operation, input }) => this.meet(`${service}.${operation}`, input as Input),
      answer: (call) => this.answer(call),
      fetch: async (url, init) => (isHere(url) ? fetch(url, init) : this.airflow(JSON.parse(String(init?.body)) as Input)),
      pass: () => {},
    });
  }

  private meet(name: string, input: Input): void {
    if (name === 'STS.GetCallerIdentity') return;
    const text = JSON.stringify(input);
    const asked = [...this.running].filter((id) => text.includes(id));
    const isFirst = !asked.some((id) => this.looked.has(id));
    this.calls.push({ name, isLook: asked.length > 0, isFirst, isAmidWork: this.running.size > 0 });
    this.fault(name, this.calls.filter((call) => call.name === name).length);
  }

  private begin(id: string): string {
    this.running.add(id);
    this.started.push(id);
    return id;
  }

  /** Whether work has ended: at the second look. */
  private isOver(id: string): boolean {
    if (!this.running.has(id)) return true;
    if (this.looked.delete(id)) this.running.delete(id);
    else this.looked.add(id);
    return !this.running.has(id);
  }

  private next(kind: string): string {
    return this.begin(`${kind}-${this.started.length + 1}`);
  }

  private answer({ service, operation, input }: Call): object {
    const answer = this.answers[`${service}.${operation}`];
    if (answer) return answer(input as Input);
    this.unknown.push(`${service}.${operation}`);
    throw new Error(`the account of this test has no ${service}.${operation}`);
  }

  private readonly answers: Readonly<Record<string, Answer>> = {
    'STS.GetCallerIdentity': () => ({ Account: '111122223333', Arn: 'arn:aws:iam::111122223333:user/tester' }),
    'SSM.GetParametersByPath': ({ Path }) => ({ Parameters: this.published(String(Path)) }),
    'SSM.SendCommand': () => ({ Command: { CommandId: this.next('command') } }),
    'SSM.GetCommandInvocation': ({ CommandId }) =>
      this.isOver(String(CommandId)) ? { Status: 'Success', StandardOutputContent: 'done\n' } : { Status: 'InProgress' },
    'S3.ListObjectsV2': ({ Prefix = '' }) => ({
      Contents: [
        { Key: `${Prefix}a.csv`, Size: 1 },
        { Key: String(Prefix), Size: 1 },
      ],
    }),
    'S3.HeadObject': () => ({ ContentLength: -1, VersionId: 'v' }),
    'S3.PutObject': () => ({}),
    'Glue.GetTables': () => ({ TableList: this.tables.map((Name) => ({ Name })) }),
    'Glue.GetTable': ({ Name }) => ({ Table: { Name } }),
    'Glue.UpdateTable': () => ({}),
    'Glue.StartCrawler': ({ Name }) => this.begin(String(Name)) && {},
    'Glue.GetCrawler': ({ Name }) => this.crawler(String(Name)),
    'Glue.GetCrawlerMetrics': () => ({ CrawlerMetricsList: [] }),
    'Glue.StartJobRun': () => ({ JobRunId: this.next('run') }),
    'Glue.GetJobRun': ({ RunId }) => ({ JobRun: { JobRunState: this.isOver(String(RunId)) ? 'SUCCEEDED' : 'RUNNING' } }),
    'Athena.BatchGetQueryExecution': ({ QueryExecutionIds }) => ({
      QueryExecutions: (QueryExecutionIds as string[]).map((QueryExecutionId) => ({
        QueryExecutionId,
        Status: { State: this.isOver(QueryExecutionId) ? 'SUCCEEDED' : 'RUNNING' },
      })),
    }),
    'Lambda.Invoke': ({ Payload }) => ({ Payload: Buffer.from(JSON.stringify(this.invoked(JSON.parse(String(Payload)) as Input))) }),
    'SFN.StartExecution': () => ({ executionArn: this.next('execution') }),
    'SFN.DescribeExecution': ({ executionArn }) =>
      this.isOver(String(executionArn)) ? { status: 'SUCCEEDED', output: '{"ClusterId":"j-x"}' } : { status: 'RUNNING' },
    'SFN.GetExecutionHistory': () => ({ events: [] }),
    'EMR.DescribeCluster': ({ ClusterId }) => ({ Cluster: { Id: ClusterId, Name: 'c', Status: { State: this.clusterState(String(ClusterId)) } } }),
    'EMR.ListInstances': () => ({ Instances: [{ Ec2InstanceId: 'i-1' }] }),
    'EMR.ListSteps': ({ ClusterId }) => ({ Steps: String(ClusterId).startsWith('cluster-') ? [{ Id: 'step-0', Name: 's' }] : [] }),
    'EMR.AddJobFlowSteps': ({ Steps }) => ({ StepIds: (Steps as object[]).map(() => this.next('step')) }),
    'EMR.DescribeStep': ({ StepId }) => ({ Step: { Id: StepId, Status: { State: this.isOver(String(StepId)) ? 'COMPLETED' : 'RUNNING' } } }),
    'EMR.RunJobFlow': () => ({ JobFlowId: this.next('cluster') }),
    'EMR.ListClusters': () => ({ Clusters: [] }),
    'EMRServerless.StartJobRun': () => ({ jobRunId: this.next('run') }),
    'EMRServerless.GetJobRun': ({ jobRunId }) => ({ jobRun: { state: this.isOver(String(jobRunId)) ? 'SUCCESS' : 'RUNNING' } }),
    'Macie2.CreateClassificationJob': ({ jobType }) => ({ jobId: jobType === 'ONE_TIME' ? this.next('scan') : 'daily' }),
    'Macie2.DescribeClassificationJob': ({ jobId }) => ({ jobStatus: this.isOver(String(jobId)) ? 'COMPLETE' : 'RUNNING' }),
    'Macie2.ListClassificationJobs': () => ({ items: [] }),
    'Macie2.ListFindings': () => ({ findingIds: ['f-1'] }),
    'Macie2.GetFindings': () => ({ findings: [{ id: 'f-1' }] }),
    'RedshiftData.ExecuteStatement': () => ({ Id: this.next('statement') }),
    'RedshiftData.BatchExecuteStatement': () => ({ Id: this.next('statement') }),
    'RedshiftData.DescribeStatement': ({ Id }) => ({ Status: this.isOver(String(Id)) ? 'FINISHED' : 'STARTED', HasResultSet: true }),
    'RedshiftData.GetStatementResult': () => ({ ColumnMetadata: [{ name: 'count' }], Records: [[{ longValue: 1 }]] }),
    'RedshiftServerless.GetWorkgroup': () => ({ workgroup: { namespaceName: 'n' } }),
    'RedshiftServerless.GetNamespace': () => ({ namespace: { adminPasswordSecretArn: 'arn:secret' } }),
    'SecretsManager.GetSecretValue': () => ({ SecretString: '{"password":"made-up"}' }),
    'Firehose.PutRecordBatch': ({ Records }) => ({ RequestResponses: (Records as object[]).map(() => ({})) }),
    'Kinesis.PutRecords': ({ Records }) => ({ Records: (Records as object[]).map(() => ({})) }),
  };

  /** Tables that jobs look for before they start. */
  private readonly tables: readonly string[] = [
    ...['links', 'movies_metadata', 'ratings', 'ratings_small', 'keywords', 'credits', 'stocks'].map((name) => `processed_${name}`),
    ...['movies', 'ratings', 'tags'].map((name) => `${name}_parquet_100k`),
  ];

  private published(path: string): object[] {
    const [, , scenario = ''] = path.split('/');
    return Object.entries(this.contracts[scenario] ?? {}).map(([name, { decode }]) => ({
      Name: `${path}/${name}`,
      Value: this.values[name] ?? (name === 'clusterTag' ? 'key=value' : Array.isArray(decode('x')) ? `${name}-one,${name}-two` : name),
    }));
  }

  private crawler(name: string): object {
    const isOver = this.isOver(name);
    const hasCrawled = isOver && this.started.includes(name);
    return { Crawler: { State: isOver ? 'READY' : 'RUNNING', ...(hasCrawled && { LastCrawl: { Status: 'SUCCEEDED', LogStream: 'new' } }) } };
  }

  private clusterState(id: string): string {
    if (!id.startsWith('cluster-')) return 'WAITING';
    return this.isOver(id) ? 'TERMINATED' : 'RUNNING';
  }

  private invoked(payload: Input): object {
    if ('keys' in payload) return { state: 'loaded', rows: 1, relations: 1 };
    if ('verify' in payload) return { verified: [] };
    return { statusCode: 200, executions: [{ id: this.next('query'), table: 'etl_output_parquet', state: 'RUNNING' }] };
  }

  /** Airflow's API, which no SDK client calls. */
  private airflow({ Method, Path, Body }: Input): Response {
    const path = String(Path);
    try {
      this.meet(`MWAA.${Method} ${path.replace(/cli-\w+/, 'RUN').replace(/dags\/\w+/, 'dags/DAG')}`, { path, ...(Body as Input | undefined) });
    } catch (error) {
      if (!(error instanceof Error) || !('$metadata' in error)) throw error;
      const { httpStatusCode: status } = error.$metadata as { readonly httpStatusCode: number };
      const isAirflows = status === 404;
      const headers = { 'x-amzn-errortype': isAirflows ? 'RestApiClientException' : error.name };
      return Response.json({ message: error.message, ...(isAirflows && { RestApiStatusCode: 404, RestApiResponse: {} }) }, { status: 400, headers });
    }
    return Response.json({ RestApiStatusCode: 200, RestApiResponse: this.ofAirflow(String(Method), path, (Body ?? {}) as Input) });
  }

  private ofAirflow(method: string, path: string, body: Input): object {
    if (path.endsWith('/list')) return { task_instances: [{ task_id: 'watch_step', map_index: 0, state: 'success' }] };
    if (method === 'PATCH') return {};
    const id = /cli-\w+/.exec(path)?.[0] ?? String(body['dag_run_id']);
    if (method === 'POST') this.begin(id);
    else if (!path.includes('dagRuns')) return { is_paused: false };
    const state = method === 'GET' && this.isOver(id) ? 'success' : 'running';
    return { dag_id: 'd', dag_run_id: id, state };
  }
}
