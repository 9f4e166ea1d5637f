import { readdirSync } from 'node:fs';
import {
  AddJobFlowStepsCommand,
  CancelStepsCommand,
  DescribeClusterCommand,
  DescribeStepCommand,
  EMRClient,
  ListInstancesCommand,
  ListStepsCommand,
  SetTerminationProtectionCommand,
  TerminateJobFlowsCommand,
} from '@aws-sdk/client-emr';
import { GetCommandInvocationCommand, SendCommandCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import type { Aws } from '../../lib/aws/aws';
import { emrVerbs } from '../../lib/aws/emr';
import type { ForwardedInstancePort } from '../../lib/aws/session-tunnel';
import { ssmVerbs } from '../../lib/aws/ssm';

const LOG = 'elasticmapreduce/j-1/steps/s-1/stdout.gz';

/** An account with one EMR cluster, mocked at the SDK, in which every step and command succeeds. */
export class NodeAccount {
  public readonly emr = mockClient(EMRClient);
  public readonly ssm = mockClient(SSMClient);
  public clusterState = 'WAITING';
  public isProtected = false;
  public stepState = 'COMPLETED';
  /** Output of a command on the primary node. */
  public output = '';
  public readonly forwarded: ForwardedInstancePort[] = [];
  public readonly uploads: string[] = [];
  public readonly crawled: string[] = [];
  public tables: readonly string[] = [];
  public readonly asked: { workgroup: string; database: string; sql: string }[] = [];

  constructor() {
    for (const mock of [this.emr, this.ssm] as unknown as { reset(): void }[]) mock.reset();
    this.emr.on(DescribeClusterCommand).callsFake(({ ClusterId }) => ({
      Cluster: {
        Id: ClusterId,
        Name: 'demo',
        ClusterArn: `arn:${ClusterId}`,
        InstanceCollectionType: 'INSTANCE_GROUP',
        Status: { State: this.clusterState, StateChangeReason: { Message: 'idle for too long' } },
        TerminationProtected: this.isProtected,
        LogUri: 's3://logs/elasticmapreduce/',
      },
    }));
    this.emr.on(AddJobFlowStepsCommand).resolves({ StepIds: ['s-1'] });
    this.emr.on(DescribeStepCommand).callsFake(({ StepId }) => ({
      Step: {
        Id: StepId,
        Name: 'The step',
        Status: { State: this.stepState, Timeline: { StartDateTime: new Date(0), EndDateTime: new Date(95_000) } },
      },
    }));
    this.emr.on(ListStepsCommand).resolves({ Steps: [{ Id: 's-1', Name: 'The step', Status: { State: 'RUNNING' } }] });
    this.emr.on(ListInstancesCommand).resolves({ Instances: [{ Ec2InstanceId: 'i-primary' }] });
    this.emr.on(CancelStepsCommand).resolves({});
    this.emr.on(SetTerminationProtectionCommand).resolves({});
    this.emr.on(TerminateJobFlowsCommand).callsFake(() => {
      this.clusterState = 'TERMINATED';
      return {};
    });
    this.ssm.on(SendCommandCommand).resolves({ Command: { CommandId: 'c-1' } });
    this.ssm.on(GetCommandInvocationCommand).callsFake(async () => ({ Status: 'Success', StandardOutputContent: this.output }));
  }

  /** Input of the steps that were added. */
  public get added(): readonly {
    readonly Name: string;
    readonly ActionOnFailure: string;
    readonly HadoopJarStep: { Jar: string; Args: string[] };
  }[] {
    return this.emr.commandCalls(AddJobFlowStepsCommand).flatMap(({ args }) => (args[0].input.Steps ?? []) as never[]);
  }

  /** Lines of the scripts that were run on the primary node. */
  public get commands(): readonly string[] {
    return this.ssm.commandCalls(SendCommandCommand).flatMap(({ args }) => args[0].input.Parameters?.['commands'] ?? []);
  }

  public aws(): Aws {
    const s3 = {
      list: async () => [{ key: LOG, bytes: 1 }],
      read: async (_: string, key: string) => (key.endsWith('/stdout.gz') ? 'first line\nlast line\n' : ''),
      uploadFolder: async (folder: string, bucket: string) => {
        const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
        this.uploads.push(...files.map(({ parentPath, name }) => `${bucket}${parentPath.slice(folder.length)}/${name}`));
        return { uploaded: files.length, unchanged: 0, bytes: 1 };
      },
    };
    const fast = { pollMs: 0 };
    const ssm = ssmVerbs(new SSMClient({ region: 'us-east-1' }), fast);
    return {
      target: { account: '111122223333', region: 'us-east-1', principal: 'arn:aws:iam::111122223333:user/tester' },
      emr: emrVerbs(new EMRClient({ region: 'us-east-1' }), s3, { ...fast, logPolls: 1 }),
      ssm: {
        ...ssm,
        forward: async (port: ForwardedInstancePort) => {
          this.forwarded.push(port);
          return { url: `http://localhost:${port.port}`, closed: Promise.resolve() };
        },
      },
      s3,
      athena: {
        query: async (question: { workgroup: string; database: string; sql: string }) => {
          this.asked.push(question);
          return { columns: ['item', 'items_sold'], rows: [['Coffee', 5471]] };
        },
        stopAll: async () => ['q-1'],
      },
      glue: {
        tables: async () => this.tables.map((name) => ({ name, classification: 'parquet', location: `s3://data/${name}`, partitionKeys: [] })),
        startCrawlers: async (names: readonly string[]) => void this.crawled.push(...names),
        waitForCrawlers: async () => [],
        stopAll: async () => ['crawler movie-ratings-crawler'],
        waitUntilStopped: async () => {},
      },
      logs: { read: async ({ group }: { group: string }) => [{ time: new Date(1_000), source: group, message: 'a line' }] },
    } as unknown as Aws;
  }
}
