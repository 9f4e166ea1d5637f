import { callsOfResource, callsOfStateMachine } from '../../lib/services/state-machine-calls';

const names = (resource: string, input = {}) => callsOfResource(resource, input).map(({ service, operation }) => `${service} ${operation}`);

test.each<[string, readonly string[]]>([
  ['arn:aws:states:::lambda:invoke', ['lambda Invoke']],
  ['arn:aws:states:::sqs:sendMessage.waitForTaskToken', ['sqs SendMessage']],
  ['arn:aws:states:::aws-sdk:glue:getCrawler', ['glue GetCrawler']],
  ['arn:aws:states:::glue:startJobRun.sync', ['glue StartJobRun', 'glue GetJobRun', 'glue GetJobRuns', 'glue BatchStopJobRun']],
  ['arn:aws:states:::athena:startQueryExecution.sync', ['athena StartQueryExecution', 'athena GetQueryExecution', 'athena StopQueryExecution']],
  ['arn:aws:states:::elasticmapreduce:addStep', ['emr AddJobFlowSteps']],
  [
    'arn:aws:states:::elasticmapreduce:addStep.sync',
    ['emr AddJobFlowSteps', 'emr DescribeStep', 'emr CancelSteps', 'eventbridge PutTargets', 'eventbridge PutRule', 'eventbridge DescribeRule'],
  ],
  [
    'arn:aws:states:::emr-serverless:startJobRun.sync',
    [
      'emrserverless StartJobRun',
      'emrserverless GetJobRun',
      'emrserverless CancelJobRun',
      'eventbridge PutTargets',
      'eventbridge PutRule',
      'eventbridge DescribeRule',
    ],
  ],
  ['arn:aws:lambda:us-east-1:111122223333:function:f', ['lambda Invoke']],
  ['arn:aws:states:us-east-1:111122223333:activity:a', []],
])('%s', (resource, expected) => {
  expect(names(resource)).toEqual(expected);
});

test.each([
  ['arn:aws:states:::nothing', /the integration .* is not known/],
  ['arn:aws:states:::batch:submitJob.sync', /what .*batch:submitJob.sync calls while it waits is not known/],
])('refuses %s', (resource, message) => {
  expect(() => names(resource)).toThrow(message);
});

test('finds the calls of every state, with their inputs in the form of the service', () => {
  const task = (Resource: string, rest: object) => ({ Type: 'Task', Resource, ...rest });
  const definition = {
    States: {
      Both: {
        Type: 'Parallel',
        Branches: [
          { States: { Crawl: task('arn:aws:states:::aws-sdk:glue:startCrawler', { Arguments: { Name: 'c' } }) } },
          { States: { Wait: { Type: 'Wait', Seconds: 1 } } },
        ],
      },
      Each: {
        Type: 'Map',
        ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: 'b', 'Key.$': '$.key' } },
        ItemProcessor: { States: { Run: task('arn:aws:states:::emr-serverless:startJobRun', { Parameters: { ApplicationId: 'a' } }) } },
      },
      Stop: task('arn:aws:states:::elasticmapreduce:terminateCluster', { Parameters: { 'ClusterId.$': '$.id' } }),
    },
  };
  expect(callsOfStateMachine(definition)).toEqual([
    { state: 'Crawl', service: 'glue', operation: 'StartCrawler', input: { Name: 'c' } },
    { state: 'Each', service: 's3', operation: 'GetObject', input: { Bucket: 'b', Key: '\u27ea$.key\u27eb' } },
    { state: 'Run', service: 'emrserverless', operation: 'StartJobRun', input: { applicationId: 'a' } },
    { state: 'Stop', service: 'emr', operation: 'TerminateJobFlows', input: { ClusterId: '\u27ea$.id\u27eb', JobFlowIds: ['\u27ea$.id\u27eb'] } },
  ]);
});
