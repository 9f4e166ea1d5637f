import {
  AddJobFlowStepsCommand,
  DescribeClusterCommand,
  DescribeStepCommand,
  EMRClient,
  ListStepsCommand,
  RunJobFlowCommand,
} from '@aws-sdk/client-emr';
import { EMRServerlessClient, GetJobRunCommand, StartJobRunCommand } from '@aws-sdk/client-emr-serverless';
import { DescribeExecutionCommand, GetExecutionHistoryCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { GetCommandInvocationCommand, SendCommandCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import type { Aws } from '../../../lib/aws/aws';
import { emrVerbs } from '../../../lib/aws/emr';
import { emrServerlessVerbs } from '../../../lib/aws/emr-serverless';
import { ssmVerbs } from '../../../lib/aws/ssm';
import { stepFunctionsVerbs } from '../../../lib/aws/stepfunctions';
import type { ContractValues } from '../../../lib/scenarios/contract-entry';
import { scenario } from '../../../lib/scenarios/emr-pyspark/scenario';
import type { Config, Contract } from '../../../lib/scenarios/emr-pyspark/settings';
import type { Deployed } from '../../../lib/scenarios/places';
import type { Job, JobOptions } from '../../../lib/scenarios/scenario';
import { parsedParams } from '../../support/parsed-params';
import { recordingTask } from '../../support/task';

/** What the stacks publish, in this account in memory. */
export const CONTRACT: ContractValues<Contract> = {
  vpc: 'vpc-1',
  clusterSubnet: 'subnet-1',
  primarySecurityGroup: 'sg-primary',
  coreSecurityGroup: 'sg-core',
  serviceAccessSecurityGroup: 'sg-service',
  bronzeBucket: 'raw',
  silverBucket: 'processed',
  goldBucket: 'analyzed',
  workBucket: 'emr-work',
  logsBucket: 'logs',
  glueDbBucket: 'glue-db',
  bootstrapBucket: 'bootstrap',
  database: 'emr_demo',
  rawCrawler: 'emr-demo-raw',
  processedCrawler: 'emr-demo-processed',
  serviceRole: 'service-role',
  instanceRole: 'instance-role',
  instanceProfile: 'instance-profile',
  parametersPath: '/emr_demo',
  releaseLabel: 'emr-7.14.0',
  keyPair: undefined,
  securityConfiguration: 'imdsv2',
  bootstrapScript: 's3://assets/bootstrap.sh',
  clusterId: 'j-LONG',
  clusterGeneration: '1',
  processMachine: 'arn:machine:EMR-Demo-Process',
  analyzeMachine: 'arn:machine:EMR-Demo-Analysis',
  machineLogGroup: '/aws/vendedlogs/states/EmrDemoStateMachineLogGroup',
  serverlessApplication: 'app-1',
  serverlessRole: 'arn:role/jobs',
  serverlessProcessMachine: 'arn:machine:EMR-Demo-Process-Serverless',
  serverlessAnalyzeMachine: 'arn:machine:EMR-Demo-Analysis-Serverless',
};

const TABLES = ['links', 'movies_metadata', 'ratings', 'ratings_small', 'keywords', 'credits', 'stocks', 'bakery', 'links_small'];

/** An account whose services are mocked at the SDK: requests can be compared, and all work succeeds. */
export class FakeAccount {
  public readonly emr = mockClient(EMRClient);
  public readonly serverless = mockClient(EMRServerlessClient);
  public readonly steps = mockClient(SFNClient);
  public readonly ssm = mockClient(SSMClient);
  /** Objects by bucket. */
  public readonly objects = new Map<string, Map<string, string>>([
    ['raw', new Map(['bakery/bakery.csv', 'movie_ratings/ratings.csv', 'stocks/AAPL.csv'].map((key) => [key, '']))],
    ['processed', new Map([['bakery/part-0.parquet', '']])],
  ]);
  public tables: readonly string[] = TABLES.map((name) => `processed_${name}`);
  /** Uploads, as folder, bucket and prefix. */
  public readonly uploads: string[] = [];
  public readonly crawled: string[] = [];
  public readonly contract: { -readonly [K in keyof ContractValues<Contract>]: ContractValues<Contract>[K] } = { ...CONTRACT };
  public clusterState = 'WAITING';

  constructor() {
    for (const mock of [this.emr, this.serverless, this.steps, this.ssm] as unknown as { reset(): void }[]) mock.reset();
    this.emr.on(DescribeClusterCommand).callsFake(({ ClusterId }) => ({
      Cluster: {
        Id: ClusterId,
        Name: 'demo',
        ClusterArn: `arn:${ClusterId}`,
        InstanceCollectionType: 'INSTANCE_GROUP',
        Status: { State: ClusterId === 'j-NEW' ? 'TERMINATED' : this.clusterState, StateChangeReason: { Message: 'idle' } },
        LogUri: 's3://logs/elasticmapreduce/',
      },
    }));
    this.emr.on(AddJobFlowStepsCommand).callsFake(({ Steps }) => ({ StepIds: Steps.map((_: unknown, index: number) => `s-${index + 1}`) }));
    this.emr.on(DescribeStepCommand).callsFake(({ StepId }) => ({ Step: { Id: StepId, Name: StepId, Status: { State: 'COMPLETED' } } }));
    this.emr.on(RunJobFlowCommand).resolves({ JobFlowId: 'j-NEW' });
    this.emr.on(ListStepsCommand).resolves({ Steps: [{ Id: 's-2' }, { Id: 's-1' }] });
    this.steps.on(StartExecutionCommand).resolves({ executionArn: 'arn:execution' });
    this.steps.on(DescribeExecutionCommand).resolves({ status: 'SUCCEEDED', output: '{"ClusterId":"j-MADE"}' });
    this.steps.on(GetExecutionHistoryCommand).resolves({ events: [] });
    this.serverless.on(StartJobRunCommand).resolves({ jobRunId: 'r-1' });
    this.serverless.on(GetJobRunCommand).resolves({ jobRun: { name: 'job', state: 'SUCCESS', totalExecutionDurationSeconds: 42 } as never });
    this.ssm.on(SendCommandCommand).resolves({ Command: { CommandId: 'c-1' } });
    this.ssm.on(GetCommandInvocationCommand).resolves({ Status: 'Success', StandardOutputContent: 'first\n93 rows written\n' });
  }

  /** Runs a job of the scenario with its parameters as typed. */
  public async run(
    job: Job<Deployed<Config, Contract> & JobOptions>,
    { method, params = {}, wait = true, set = {}, task = recordingTask() }: RunOptions = {},
  ) {
    const config = scenario.config.parse(set);
    const parsed = parsedParams(job, params);
    return job.run({ config, stage: 'dev', contract: this.contract, aws: this.aws(), task, params: parsed, method, wait, env: {} });
  }

  public aws(overrides: Partial<Aws> = {}): Aws {
    const s3 = {
      list: async (bucket: string, prefix = '') =>
        [...(this.objects.get(bucket)?.keys() ?? [])].filter((key) => key.startsWith(prefix)).map((key) => ({ key, bytes: 1 })),
      read: async (bucket: string, key: string) => this.objects.get(bucket)?.get(key),
      uploadFolder: async (folder: string, bucket: string, _: unknown, prefix = '') => {
        this.uploads.push(`${folder.replace(/^.*\/workloads\//, '')} to ${bucket}/${prefix}`);
        return { uploaded: 1, unchanged: 0, bytes: 1 };
      },
    };
    const glue = {
      tables: async () => this.tables.map((name) => ({ name, classification: 'parquet', location: `s3://processed/${name}`, partitionKeys: [] })),
      startCrawlers: async (names: readonly string[]) => void this.crawled.push(...names),
      waitForCrawlers: async (names: readonly string[]) => names.map((crawler) => ({ crawler, seconds: 60, tablesCreated: 9, tablesUpdated: 0 })),
      stopAll: async () => ['crawler emr-demo-raw'],
      waitUntilStopped: async () => {},
    };
    const fast = { pollMs: 0 };
    return {
      target: { account: '111122223333', region: 'us-east-1', principal: 'arn:aws:iam::111122223333:user/tester' },
      emr: emrVerbs(new EMRClient({ region: 'us-east-1' }), s3, { ...fast, logPolls: 1 }),
      emrServerless: emrServerlessVerbs(new EMRServerlessClient({ region: 'us-east-1' }), s3, fast),
      stepfunctions: stepFunctionsVerbs(new SFNClient({ region: 'us-east-1' }), fast),
      ssm: ssmVerbs(new SSMClient({ region: 'us-east-1' }), fast),
      s3,
      glue,
      ...overrides,
    } as unknown as Aws;
  }
}

export interface RunOptions {
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly wait?: boolean;
  readonly set?: Readonly<Record<string, unknown>>;
  readonly task?: ReturnType<typeof recordingTask>;
}
