import { ListClustersCommand, ListStepsCommand, SetTerminationProtectionCommand, TerminateJobFlowsCommand } from '@aws-sdk/client-emr';
import { CancelJobRunCommand, ListJobRunsCommand } from '@aws-sdk/client-emr-serverless';
import { ListExecutionsCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { scenario } from '../../../lib/scenarios/emr-pyspark/scenario';
import { leftovers, protections, stop } from '../../../lib/scenarios/emr-pyspark/teardown';
import { recordingTask } from '../../support/task';
import { CONTRACT, FakeAccount } from './fake-account';

const TAGS = { 'stagecraft:scenario': 'emr-pyspark', 'stagecraft:stage': 'dev' };
const config = scenario.config.parse({});
const place = (account: FakeAccount, aws = account.aws()) => ({ config, stage: 'dev', contract: account.contract, aws, task: recordingTask() });
const cluster = (id: string, isProtected: boolean) => ({
  id,
  name: `name of ${id}`,
  arn: `arn:${id}`,
  state: 'WAITING',
  reason: '',
  isProtected,
  logUri: '',
  tags: TAGS,
});

describe('acceptance 19: destroy leaves nothing', () => {
  test('acceptance 19: everything that runs is stopped, outermost first; clusters are unprotected, terminated and waited for', async () => {
    const account = new FakeAccount();
    account.steps.on(ListExecutionsCommand).resolves({ executions: [{ executionArn: 'arn:e' } as never] });
    account.serverless.on(ListJobRunsCommand).resolves({ jobRuns: [{ id: 'r-1' } as never] });
    account.emr.on(ListStepsCommand).resolves({ Steps: [{ Id: 's-1', Status: { State: 'RUNNING' } }] });
    const real = account.aws();
    const told: string[] = [];
    const emr = {
      ...real.emr,
      clusters: async (tags: Readonly<Record<string, string>>) => {
        expect(tags).toEqual(TAGS);
        return [cluster('j-LONG', true), cluster('j-NEW', false), { ...cluster('j-GOING', false), state: 'TERMINATING' }];
      },
      terminate: async (ids: readonly string[]) => void told.push(`terminate ${ids.join(', ')}`),
      waitUntilGone: async (ids: readonly string[]) => void told.push(`wait for ${ids.join(', ')}`),
      cancelOpenSteps: async (id: string) => {
        told.push(`cancel steps of ${id}`);
        return [];
      },
    };

    const lines = await stop(place(account, { ...real, emr }));

    expect(lines).toEqual([
      ...Array(4).fill('execution arn:e'),
      'job run r-1',
      'crawler emr-demo-raw',
      'protected cluster name of j-LONG (j-LONG)',
      'cluster name of j-NEW (j-NEW)',
      'cluster name of j-GOING (j-GOING)',
    ]);
    expect(told).toEqual(['cancel steps of j-LONG', 'cancel steps of j-NEW', 'terminate j-LONG, j-NEW, j-GOING', 'wait for j-LONG, j-NEW, j-GOING']);
    expect(account.steps.commandCalls(ListExecutionsCommand).map(({ args }) => args[0].input.stateMachineArn)).toEqual([
      CONTRACT.processMachine,
      CONTRACT.analyzeMachine,
      CONTRACT.serverlessProcessMachine,
      CONTRACT.serverlessAnalyzeMachine,
    ]);
    expect(account.steps.commandCalls(StopExecutionCommand)).toHaveLength(4);
    expect(account.serverless.commandCalls(CancelJobRunCommand)).toHaveLength(1);
  });

  test('acceptance 19: what services made is named: contents of seven buckets, tables, groups and interfaces in the network, logs', () => {
    const found = leftovers({ config, contract: CONTRACT, stage: 'dev' });

    expect(found).toEqual([
      ...['raw', 'processed', 'analyzed', 'emr-work', 'logs', 'glue-db', 'bootstrap'].map((bucket) => ({ kind: 'bucket-contents', bucket })),
      { kind: 'catalog-tables', database: 'emr_demo' },
      { kind: 'emr-security-groups', vpc: 'vpc-1' },
      { kind: 'unused-interfaces', vpc: 'vpc-1' },
      { kind: 'log-group', name: '/aws/vendedlogs/states/EmrDemoStateMachineLogGroup' },
      { kind: 'log-stream', group: '/aws-glue/crawlers', stream: 'emr-demo-raw' },
      { kind: 'log-stream', group: '/aws-glue/crawlers', stream: 'emr-demo-processed' },
    ]);
  });
});

test('stop skips what is not deployed, and sends EMR no request for it', async () => {
  const account = new FakeAccount();
  for (const name of ['serverlessApplication', 'serverlessProcessMachine', 'serverlessAnalyzeMachine'] as const) account.contract[name] = undefined;
  account.steps.on(ListExecutionsCommand).resolves({ executions: [] });
  account.emr.on(ListClustersCommand).resolves({ Clusters: [] });

  await expect(stop(place(account))).resolves.toEqual(['crawler emr-demo-raw']);
  expect(account.serverless.calls()).toEqual([]);
  expect(account.emr.commandCalls(SetTerminationProtectionCommand)).toEqual([]);
  expect(account.emr.commandCalls(TerminateJobFlowsCommand)).toEqual([]);
});

test('protections name the clusters that refuse to be terminated', async () => {
  const account = new FakeAccount();
  const emr = { ...account.aws().emr, clusters: async () => [cluster('j-1', true), cluster('j-2', false)] };

  await expect(protections({ stage: 'dev', aws: account.aws({ emr }) })).resolves.toEqual(['cluster name of j-1 (j-1), WAITING']);
});
