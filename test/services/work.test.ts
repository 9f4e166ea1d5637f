import type { DeployedResource } from '../../lib/contract/resources';
import type { LiveCluster, ServiceVerbs } from '../../lib/contract/service-verbs';
import { type ServiceContext, services } from '../../lib/services';
import { recordingTask } from '../support/task';
import { LOCATION } from './deployed';

const TAGS = { 'stagecraft:scenario': 'emr-pyspark', 'stagecraft:stage': 'dev' };

const cluster = (id: string, more: Partial<LiveCluster> = {}): LiveCluster => ({
  id,
  name: `n-${id}`,
  state: 'WAITING',
  isProtected: false,
  tags: TAGS,
  ...more,
});

/** An account whose verbs write down what is asked of them. */
function account(clusters: readonly LiveCluster[] = []) {
  const calls: string[] = [];
  const call =
    (verb: string, answer: unknown = []) =>
    async (...args: unknown[]) => {
      calls.push([verb, ...args.slice(0, 1).map((arg) => JSON.stringify(arg))].join(' '));
      return answer;
    };
  const verbs = {
    athena: { stopAll: call('stop queries', ['q-1']) },
    emr: {
      cluster: async (id: string) => clusters.find((each) => each.id === id),
      clustersInSubnets: call('clusters in', clusters),
      cancelOpenSteps: call('cancel steps', ['s-1']),
      terminate: call('terminate'),
      waitUntilGone: call('wait until gone'),
    },
    emrServerless: { cancelAll: call('cancel runs', ['r-1']) },
    glue: { stopAll: call('stop Glue', ['run of rates']), waitUntilStopped: call('wait for crawlers') },
    redshiftData: { dropCopyJobs: call('drop COPY jobs', ['loader']) },
    stepfunctions: { stopAll: call('stop executions', ['e-1']) },
  } as unknown as ServiceVerbs;
  const context = (resources: readonly DeployedResource[]): ServiceContext => ({ verbs, location: LOCATION, resources, tags: TAGS });
  return { calls, context };
}

async function stopAll(resources: readonly DeployedResource[], { context }: ReturnType<typeof account>) {
  const lines: string[] = [];
  for (const step of services.workOf(resources)) lines.push(...(await step.stop(context(resources), recordingTask())));
  return lines;
}

test('what starts work is stopped before work, and work before the machines that it runs on', () => {
  const types = [
    'AWS::EMR::Cluster',
    'AWS::EC2::Subnet',
    'AWS::Glue::Crawler',
    'AWS::Glue::Job',
    'AWS::Athena::WorkGroup',
    'AWS::StepFunctions::StateMachine',
    'AWS::S3::Bucket',
  ];
  const steps = services.workOf(types.map((type) => ({ type, physicalId: 'x' }))).map(({ type }) => type);

  expect(steps[0]).toBe('AWS::StepFunctions::StateMachine');
  expect(steps.slice(1, 4).sort()).toEqual(['AWS::Athena::WorkGroup', 'AWS::Glue::Crawler', 'AWS::Glue::Job']);
  expect(steps.slice(4).sort()).toEqual(['AWS::EC2::Subnet', 'AWS::EMR::Cluster']);
});

test.each<[string, DeployedResource, string[], string[]]>([
  ['executions', { type: 'AWS::StepFunctions::StateMachine', physicalId: 'arn' }, ['execution e-1'], ['stop executions "arn"']],
  ['queries', { type: 'AWS::Athena::WorkGroup', physicalId: 'hub' }, ['query q-1'], ['stop queries "hub"']],
  ['runs without a cluster', { type: 'AWS::EMRServerless::Application', physicalId: '00f1' }, ['job run r-1'], ['cancel runs "00f1"']],
  ['Glue jobs', { type: 'AWS::Glue::Job', physicalId: 'rates' }, ['run of rates'], ['stop Glue {"jobs":["rates"],"crawlers":[]}']],
  [
    'crawlers, which are waited for',
    { type: 'AWS::Glue::Crawler', physicalId: 'raw' },
    ['run of rates'],
    ['stop Glue {"jobs":[],"crawlers":["raw"]}', 'wait for crawlers ["raw"]'],
  ],
])('%s are stopped', async (_, resource, lines, calls) => {
  const aws = account();

  await expect(stopAll([resource], aws)).resolves.toEqual(lines);
  expect(aws.calls).toEqual(calls);
});

test('a cluster of a stack is terminated after its steps are cancelled, and waited for', async () => {
  const aws = account([cluster('j-1', { isProtected: true })]);

  await expect(stopAll([{ type: 'AWS::EMR::Cluster', physicalId: 'j-1' }], aws)).resolves.toEqual([
    'step s-1 of cluster j-1',
    'protected cluster n-j-1 (j-1)',
  ]);
  expect(aws.calls).toEqual(['cancel steps "j-1"', 'terminate ["j-1"]', 'wait until gone ["j-1"]']);
});

test('a cluster that has terminated is left alone, and one that terminates gets no cancellation', async () => {
  const gone = account([cluster('j-1', { state: 'TERMINATED' })]);
  await expect(stopAll([{ type: 'AWS::EMR::Cluster', physicalId: 'j-1' }], gone)).resolves.toEqual([]);
  expect(gone.calls).toEqual([]);

  const going = account([cluster('j-1', { state: 'TERMINATING' })]);
  await stopAll([{ type: 'AWS::EMR::Cluster', physicalId: 'j-1' }], going);
  expect(going.calls).toEqual(['terminate ["j-1"]', 'wait until gone ["j-1"]']);
});

test('clusters in the subnets of a stack are terminated, whichever scenario started them', async () => {
  const aws = account([cluster('j-dag', { tags: { 'stagecraft:airflow': 'emr-mwaa' } })]);
  const subnets = ['subnet-1', 'subnet-2'].map((physicalId) => ({ type: 'AWS::EC2::Subnet', physicalId }));

  await expect(stopAll(subnets, aws)).resolves.toEqual(['step s-1 of cluster j-dag', 'cluster n-j-dag (j-dag)']);
  expect(aws.calls[0]).toBe('clusters in ["subnet-1","subnet-2"]');
});

describe('COPY jobs go before the integration that they read', () => {
  const integration = { type: 'AWS::Redshift::Integration', physicalId: 'arn' };
  const secret = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:admin-AbCdEf';

  test.each<[string, DeployedResource[], string]>([
    [
      'of a workgroup',
      [
        { type: 'AWS::RedshiftServerless::Namespace', physicalId: 'n', properties: { DbName: 'dev' } },
        { type: 'AWS::RedshiftServerless::Workgroup', physicalId: 'w', properties: { NamespaceName: 'n' } },
      ],
      '{"workgroup":"w","database":"dev"}',
    ],
    [
      'of a cluster',
      [
        {
          type: 'AWS::Redshift::Cluster',
          physicalId: 'c',
          properties: { DBName: 'dev', MasterUserPassword: `{{resolve:secretsmanager:${secret}:SecretString:password::}}` },
        },
      ],
      `{"cluster":"c","database":"dev","secret":"${secret}"}`,
    ],
  ])('%s', async (_, warehouse, asked) => {
    const aws = account();

    await expect(stopAll([integration, ...warehouse], aws)).resolves.toEqual(['COPY job loader']);
    expect(aws.calls).toEqual([`drop COPY jobs ${asked}`]);
  });

  test('and nothing is asked of a warehouse whose database is not known', async () => {
    const aws = account();

    await expect(stopAll([integration, { type: 'AWS::RedshiftServerless::Workgroup', physicalId: 'w' }], aws)).resolves.toEqual([]);
    expect(aws.calls).toEqual([]);
  });
});

test("a protected cluster of a stack, and clusters of others in its subnets, need the user's consent", async () => {
  const clusters = [
    cluster('j-stack', { isProtected: true }),
    cluster('j-own'),
    cluster('j-kept', { isProtected: true }),
    cluster('j-dag', { tags: {} }),
  ];
  const resources = [
    { type: 'AWS::EMR::Cluster', physicalId: 'j-stack' },
    { type: 'AWS::EC2::Subnet', physicalId: 'subnet-1' },
  ];

  const context = account(clusters).context(resources);
  const find = async (type: string) =>
    services.typeOf(type)?.protection?.find(
      resources.filter((each) => each.type === type),
      context,
    );

  await expect(find('AWS::EMR::Cluster')).resolves.toEqual(['cluster n-j-stack (j-stack), WAITING']);
  await expect(find('AWS::EC2::Subnet')).resolves.toEqual([
    'cluster n-j-kept (j-kept), WAITING, in a subnet of this scenario',
    'cluster n-j-dag (j-dag), WAITING, in a subnet of this scenario',
  ]);
});
