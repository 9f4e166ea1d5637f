import { AthenaClient } from '@aws-sdk/client-athena';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { GlueClient } from '@aws-sdk/client-glue';
import { Macie2Client } from '@aws-sdk/client-macie2';
import { QuickSightClient } from '@aws-sdk/client-quicksight';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import { athenaVerbs, tableOfResults } from '../../lib/aws/athena';
import { cloudFormationVerbs } from '../../lib/aws/cloudformation';
import { glueVerbs } from '../../lib/aws/glue';
import { logsVerbs } from '../../lib/aws/logs';
import { macieVerbs } from '../../lib/aws/macie';
import { quickSightVerbs } from '../../lib/aws/quicksight';
import { s3Verbs } from '../../lib/aws/s3';
import { ssmVerbs } from '../../lib/aws/ssm';
import { stepFunctionsVerbs } from '../../lib/aws/stepfunctions';
import { recordingTask } from '../support/task';

/** The SDK's types allow every member of a response to be absent, and emulators do omit members. */
function answering<Client extends { send: unknown }>(client: Client, answer: object): Client {
  return Object.assign(client, { send: async () => answer });
}

const region = 'eu-central-1';
const quick = { pollMs: 0 };
const epoch = new Date(0);

describe('a response without members is empty', () => {
  test('Athena', async () => {
    const athena = athenaVerbs(answering(new AthenaClient({ region }), {}), quick);

    await expect(athena.history('w', 5)).resolves.toEqual([]);
    await expect(athena.stopAll('w')).resolves.toEqual([]);
    await expect(athena.wait([], recordingTask())).resolves.toEqual([]);
    expect(tableOfResults([])).toEqual({ columns: [], rows: [] });
    expect(tableOfResults([{}])).toEqual({ columns: [], rows: [] });
  });

  test('CloudFormation', async () => {
    const cloudformation = cloudFormationVerbs(answering(new CloudFormationClient({ region }), {}));

    await expect(cloudformation.stack('s')).resolves.toBeUndefined();
    await expect(cloudformation.stacksOf('lake', 'dev')).resolves.toEqual([]);
    await expect(cloudformation.resources('s')).resolves.toEqual([]);
  });

  test('Glue', async () => {
    const glue = glueVerbs(answering(new GlueClient({ region }), {}), quick);

    await expect(glue.tables('d')).resolves.toEqual([]);
    await expect(glue.partitions('d', 't')).resolves.toEqual([]);
    await expect(glue.classify('d', ['t'], 'parquet')).resolves.toEqual([]);
    await expect(glue.startJob('j', {})).resolves.toBe('');
    await expect(glue.stopAll({ jobs: ['j'], crawlers: [] })).resolves.toEqual([]);
    await expect(glue.waitUntilStopped(['c'], recordingTask())).resolves.toBeUndefined();
  });

  test('Macie', async () => {
    const empty = macieVerbs(answering(new Macie2Client({ region }), {}), quick);
    const bare = macieVerbs(answering(new Macie2Client({ region }), { items: [{}], findingIds: ['f'], findings: [{}] }), quick);

    await expect(empty.startScan({ name: 's', jobType: 'ONE_TIME', s3JobDefinition: {} })).resolves.toBe('');
    await expect(empty.scans('s')).resolves.toEqual([]);
    await expect(empty.findings('b', { most: 5 })).resolves.toEqual([]);
    await expect(empty.waitForScan('j', recordingTask())).rejects.toThrow(/the scan did not finish/);
    await expect(bare.scans('s')).resolves.toEqual([{ id: '', name: '', kind: '', status: '' }]);
    await expect(bare.findings('b', { most: 5 })).resolves.toEqual([{ id: '', type: '', severity: '', bucket: '', key: '', at: epoch }]);
  });

  test('QuickSight', async () => {
    const quicksight = quickSightVerbs(answering(new QuickSightClient({ region }), { UserList: [{}] }), '111122223333');

    await expect(quicksight.subscription()).resolves.toEqual({ name: '', edition: '', authentication: '', status: '' });
    await expect(quicksight.users('default')).resolves.toEqual([{ name: '', email: '', role: '', active: false }]);
    await expect(quickSightVerbs(answering(new QuickSightClient({ region }), {}), '1').users('default')).resolves.toEqual([]);
  });

  test('S3, logs, parameters and Step Functions', async () => {
    await expect(s3Verbs(answering(new S3Client({ region }), {})).list('b')).resolves.toEqual([]);
    await expect(s3Verbs(answering(new S3Client({ region }), {})).empty('b', recordingTask())).resolves.toBe(0);
    const logs = logsVerbs(answering(new CloudWatchLogsClient({ region }), {}));
    await expect(logs.read({ group: 'g', since: epoch })).resolves.toEqual([]);
    await expect(logs.groups('g')).resolves.toEqual([]);
    await expect(ssmVerbs(answering(new SSMClient({ region }), {})).parametersBelow('/')).resolves.toEqual({});
    const steps = stepFunctionsVerbs(answering(new SFNClient({ region }), {}), quick);
    await expect(steps.start('arn', {})).resolves.toBe('');
    await expect(steps.stopAll('arn')).resolves.toEqual([]);
  });
});

describe('an item without members has no values', () => {
  test('Athena', async () => {
    const athena = athenaVerbs(answering(new AthenaClient({ region }), { QueryExecutionIds: ['q'], QueryExecutions: [{}, {}] }), quick);

    const none = { id: '', bytesScanned: 0, milliseconds: 0, state: 'QUEUED', submitted: undefined, reason: undefined, sql: '' };
    await expect(athena.history('w', 5)).resolves.toEqual([none, none]);
    expect(tableOfResults([{ ResultSetMetadata: { ColumnInfo: [{}] as never }, Rows: [{}] }])).toEqual({ columns: [''], rows: [[null]] });
  });

  test.each([
    [{ Status: { State: 'FAILED', AthenaError: { ErrorMessage: 'out of resources' } } }, /failed; got out of resources/],
    [{ Status: { State: 'CANCELLED' } }, /was cancelled; got no reason from Athena/],
  ])('an Athena failure without a reason: %j', async (execution, message) => {
    const client = answering(new AthenaClient({ region }), { QueryExecutions: [{ QueryExecutionId: 'q', ...execution }] });

    await expect(athenaVerbs(client, quick).wait(['q'], recordingTask())).rejects.toThrow(message);
  });

  test('CloudFormation', async () => {
    const answer = { Stacks: [{}], StackResourceSummaries: [{}] };
    const cloudformation = cloudFormationVerbs(answering(new CloudFormationClient({ region }), answer));

    await expect(cloudformation.stack('s')).resolves.toEqual({
      name: '',
      status: '',
      reason: undefined,
      created: undefined,
      updated: undefined,
      tags: {},
      outputs: {},
    });
    await expect(cloudformation.stacksOf('lake', 'dev')).resolves.toEqual([]);
    await expect(cloudformation.resources('s')).resolves.toEqual([{ logicalId: '', physicalId: '', type: '', status: '' }]);
  });

  test('Glue', async () => {
    const glue = glueVerbs(answering(new GlueClient({ region }), { TableList: [{ PartitionKeys: [{}] }], Partitions: [{}] }), quick);

    await expect(glue.tables('d')).resolves.toEqual([{ name: '', classification: '', location: '', partitionKeys: [''] }]);
    await expect(glue.partitions('d', 't')).resolves.toEqual([{ values: [], location: '' }]);
  });

  test.each([
    [
      { Crawler: { State: 'READY', LastCrawl: { Status: 'CANCELLED' } } },
      /crawler c was stopped; got no reason from Glue; read the log group \/aws-glue\/crawlers, stream c,/,
    ],
    [{ Errors: [{}] }, /Glue did not delete .* of d; got no reason from Glue/],
  ])('a Glue failure without a reason: %j', async (answer, message) => {
    const glue = glueVerbs(answering(new GlueClient({ region }), answer), quick);
    const failing = 'Crawler' in answer ? glue.waitForCrawlers(['c'], recordingTask()) : glue.deleteTables('d', ['t']);

    await expect(failing).rejects.toThrow(message);
  });

  test('a Glue run without a reason', async () => {
    const glue = glueVerbs(answering(new GlueClient({ region }), { JobRun: { JobRunState: 'FAILED' } }), quick);

    await expect(glue.waitForJob('j', 'r', recordingTask())).rejects.toThrow(/got no reason from Glue; read the log groups \/aws-glue\/jobs\/output/);
  });

  test('a Step Functions execution without a reason or a state', async () => {
    const steps = stepFunctionsVerbs(answering(new SFNClient({ region }), { status: 'FAILED' }), quick);

    await expect(steps.wait('arn', recordingTask())).rejects.toThrow(/failed in state unknown; got no reason from Step Functions/);
  });

  test('S3, logs and parameters', async () => {
    await expect(s3Verbs(answering(new S3Client({ region }), { Contents: [{}] })).list('b')).resolves.toEqual([{ key: '', bytes: 0 }]);
    const logs = logsVerbs(answering(new CloudWatchLogsClient({ region }), { events: [{}], logGroups: [{}], logStreams: [{}] }));
    await expect(logs.read({ group: 'g', since: epoch })).resolves.toEqual([{ time: epoch, source: 'g', message: '' }]);
    await expect(logs.groups('g')).resolves.toEqual(['']);
    await expect(logs.hasStream('g', 's')).resolves.toBe(false);
    await expect(ssmVerbs(answering(new SSMClient({ region }), { Parameters: [{}] })).parametersBelow('/')).resolves.toEqual({ '': '' });
  });
});
