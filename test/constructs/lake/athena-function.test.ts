import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { AthenaFunction, type AthenaFunctionProps, InvokeAthenaFunction } from 'stagecraft-constructs/lake';
import { findingsOf, granteeIn, type ReadableStatement, readable, statementsOf, templateOf } from '../../support/synth';
import { arnsOf, DEFAULT_DATABASE, weatherIn } from './weather';

const FUNCTION = 'AWS::Lambda::Function';
const LOGS = 'AWS::Logs::LogGroup';
const code = mkdtempSync(join(tmpdir(), 'bundle-'));
writeFileSync(join(code, 'index.js'), 'exports.handler = async () => {};');

function functionWith(props: Partial<AthenaFunctionProps> = {}) {
  return templateOf((stack) => {
    const { workgroup, readings, daily } = weatherIn(stack);
    new AthenaFunction(stack, 'Summarize', { code, workgroup, inputs: [readings], output: daily, ...props });
  });
}

describe('with defaults', () => {
  const template = functionWith();

  test('runs the bundled handler on the pinned Node.js', () => {
    template.hasResourceProperties(FUNCTION, { Runtime: 'nodejs24.x', Handler: 'index.handler', Architectures: ['arm64'] });
  });

  test('has the database, the folders and the workgroup as environment variables', () => {
    const [found] = Object.values(template.findResources(FUNCTION));
    const variables = Object.entries(found?.Properties.Environment.Variables).map(([name, value]) => [name, readable(value)]);

    expect(Object.fromEntries(variables)).toEqual({ DATA_CATALOG: '<Catalog>', DATA_BUCKET: '<Data>', WORKGROUP: '<Workgroup>' });
  });

  test('has the maximum timeout of Lambda', () => {
    template.hasResourceProperties(FUNCTION, { Timeout: 900 });
  });

  test('has its own log group, with one month of retention and removal policy RETAIN', () => {
    template.hasResourceProperties(FUNCTION, { LoggingConfig: { LogGroup: { Ref: Match.stringLikeRegexp('^SummarizeLogs') } } });
    template.hasResource(LOGS, { DeletionPolicy: 'Retain', Properties: { RetentionInDays: 30, LogGroupName: Match.absent() } });
  });

  test('has its own role, without managed policies', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: { Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }] },
      ManagedPolicyArns: Match.absent(),
    });
  });

  test('may write its log, run queries, read its inputs and add rows to its output, and nothing else', () => {
    expect(statementsOf(template)).toEqual([
      { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: ['<SummarizeLogs.Arn>'] },
      {
        actions: [
          'athena:GetQueryExecution',
          'athena:GetQueryResults',
          'athena:GetWorkGroup',
          'athena:StartQueryExecution',
          'athena:StopQueryExecution',
        ],
        resources: ['arn:<partition>:athena:<region>:<account>:workgroup/<Workgroup>'],
      },
      { actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'], resources: ['<Data.Arn>/tmp/*'] },
      { actions: ['s3:GetBucketLocation'], resources: ['<Data.Arn>'] },
      listing('tmp'),
      {
        actions: ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables', 'glue:BatchGetPartition', 'glue:GetPartition', 'glue:GetPartitions'],
        resources: arnsOf('readings_json'),
      },
      { actions: ['s3:GetObject'], resources: ['<Data.Arn>/readings_json/*'] },
      listing('readings_json'),
      {
        actions: [
          'glue:GetDatabase',
          'glue:GetTable',
          'glue:UpdateTable',
          'glue:BatchGetPartition',
          'glue:GetPartition',
          'glue:GetPartitions',
          'glue:BatchCreatePartition',
          'glue:BatchUpdatePartition',
          'glue:CreatePartition',
          'glue:UpdatePartition',
        ],
        resources: arnsOf('daily_parquet'),
      },
      {
        actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
        resources: ['<Data.Arn>/made/daily/*'],
      },
      listing('made/daily'),
      DEFAULT_DATABASE,
    ]);
  });
});

test('replacesOutput allows deleting the output table and its files only', () => {
  const statements = statementsOf(functionWith({ replacesOutput: true }));
  const resourcesOf = (action: string) => statements.filter(({ actions }) => actions.includes(action)).flatMap(({ resources }) => resources);

  expect(resourcesOf('glue:DeleteTable')).toEqual(arnsOf('daily_parquet'));
  expect(resourcesOf('glue:CreateTable')).toEqual(arnsOf('daily_parquet'));
  expect(resourcesOf('s3:DeleteObject')).toEqual(['<Data.Arn>/made/daily/*']);
});

test('functionName names function and log group; takes description', () => {
  const template = functionWith({ functionName: 'summarize', description: 'A row a day' });

  template.hasResourceProperties(FUNCTION, { FunctionName: 'summarize', Description: 'A row a day' });
  template.hasResourceProperties(LOGS, { LogGroupName: '/aws/lambda/summarize' });
});

test('takes timeout, logRetention and removalPolicy', () => {
  const template = functionWith({ timeout: Duration.minutes(2), logRetention: RetentionDays.ONE_DAY, removalPolicy: RemovalPolicy.DESTROY });

  template.hasResourceProperties(FUNCTION, { Timeout: 120 });
  template.hasResource(LOGS, { DeletionPolicy: 'Delete', Properties: { RetentionInDays: 1 } });
});

test('grantInvoke allows this function without versions and aliases', () => {
  const template = templateOf((stack) => {
    const { workgroup, readings, daily } = weatherIn(stack);
    new AthenaFunction(stack, 'Summarize', { code, workgroup, inputs: [readings], output: daily }).grantInvoke(granteeIn(stack));
  });

  expect(statementsOf(template, 'Grantee')).toEqual([{ actions: ['lambda:InvokeFunction'], resources: ['<Summarize.Arn>'] }]);
});

test.each<[string, Partial<AthenaFunctionProps>, RegExp]>([
  ['to be without inputs', { inputs: [] }, /inputs is empty.*at least one table/],
  ['more time than Lambda gives', { timeout: Duration.minutes(16) }, /timeout is too long.*got 16 minutes.*at most 15 minutes/],
])('refuses %s', (_, props, message) => {
  expect(() => functionWith(props)).toThrow(message);
});

describe('a state that invokes it', () => {
  const machine = (stack: Parameters<Parameters<typeof templateOf>[0]>[0]) => {
    const { workgroup, readings, daily } = weatherIn(stack);
    const summarize = new AthenaFunction(stack, 'Summarize', { code, workgroup, inputs: [readings], output: daily });
    const state = new InvokeAthenaFunction(stack, 'Summarize a day', { function: summarize.function, event: { day: '{% $states.input.day %}' } });
    const next = new InvokeAthenaFunction(stack, 'And again', { function: summarize.function });
    new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(state.next(next)) });
  };
  const template = templateOf(machine);
  const [found] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
  const { States: states } = JSON.parse(readable(found?.Properties.DefinitionString));

  test('passes the event to the function, and its input to the next state', () => {
    expect(states['Summarize a day']).toMatchObject({
      QueryLanguage: 'JSONata',
      Arguments: { FunctionName: '<Summarize.Arn>', Payload: { day: '{% $states.input.day %}' } },
      Output: '{% $states.input %}',
    });
    expect(states['And again'].Arguments.Payload).toEqual({});
  });

  test('retries with backoff when Lambda throttles, and not when the handler fails', () => {
    expect(states['Summarize a day'].Retry).toEqual([
      {
        ErrorEquals: ['Lambda.TooManyRequestsException', 'Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.SdkClientException'],
        IntervalSeconds: 2,
        BackoffRate: 2,
        MaxAttempts: 6,
      },
    ]);
  });

  test('allows its state machine to invoke the function without versions', () => {
    expect(statementsOf(template, 'MachineRole')).toEqual([{ actions: ['lambda:InvokeFunction'], resources: ['<Summarize.Arn>'] }]);
  });
});

test('cdk-nag has no findings', () => {
  const findings = findingsOf((stack) => {
    const { workgroup, readings, daily } = weatherIn(stack);
    new AthenaFunction(stack, 'Add', { code, workgroup, inputs: [readings], output: daily });
    new AthenaFunction(stack, 'Replace', { code, workgroup, inputs: [readings], output: daily, replacesOutput: true });
  });

  expect(findings).toEqual([]);
});

function listing(prefix: string): ReadableStatement {
  return { actions: ['s3:ListBucket'], resources: ['<Data.Arn>'], conditions: { StringLike: { 's3:prefix': [prefix, `${prefix}/*`] } } };
}
