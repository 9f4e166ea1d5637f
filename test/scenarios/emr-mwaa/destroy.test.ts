import type { Aws } from '../../../lib/aws/aws';
import { takeInventory } from '../../../lib/deployment/inventory';
import { tearDown } from '../../../lib/deployment/teardown';
import { loadScenario } from '../../../lib/scenarios/load';
import { FakeCloud, made } from '../../support/fake-cloud';
import { recordingTask } from '../../support/task';
import { account as airflowAccount, CONTRACT, cluster } from './account';

const GROUPS = ['DAGProcessing', 'Scheduler', 'Task', 'WebServer', 'Worker'].map((part) => `airflow-emr-mwaa-${part}`);

/** The scenario after it was deployed and used, beside another stage. */
function deployed(): FakeCloud {
  const cloud = new FakeCloud();
  cloud.addStack('emr-mwaa-network', {
    resources: [made('AWS::EC2::NatGateway', 'nat-1'), made('AWS::EC2::NatGateway', 'nat-2'), made('AWS::EC2::EIP', '192.0.2.1')],
  });
  cloud.addStack('emr-mwaa-airflow', {
    resources: [
      made('AWS::MWAA::Environment', 'emr-mwaa'),
      made('AWS::S3::Bucket', CONTRACT.dagBucket),
      ...GROUPS.map((name) => made('AWS::Logs::LogGroup', name)),
      ...Object.keys(CONTRACT).map((name) => made('AWS::SSM::Parameter', `/stagecraft/emr-mwaa/dev/${name}`)),
    ],
    outputs: { ...CONTRACT },
  });
  for (const [name, value] of Object.entries(CONTRACT)) cloud.parameters.set(`/stagecraft/emr-mwaa/dev/${name}`, value);
  cloud.buckets.set(CONTRACT.dagBucket, 12);
  for (const name of [...GROUPS, 'airflow-emr-mwaa-test-Task']) cloud.groups.set(name, ['stream']);
  return cloud;
}

async function destroy(cloud: FakeCloud, clusters: Parameters<typeof airflowAccount>[0] = {}) {
  const { context, ended } = airflowAccount(clusters);
  const { mwaa, emr } = context.aws;
  const aws = cloud.aws({ mwaa, emr } as Partial<Aws>);
  const ofStack = (stack: string) => async () => cloud.stacks.has(stack);
  const probes = {
    ...cloud.account().probes,
    'AWS::EC2::NatGateway': ofStack('emr-mwaa-network'),
    'AWS::EC2::EIP': ofStack('emr-mwaa-network'),
    'AWS::MWAA::Environment': ofStack('emr-mwaa-airflow'),
  };
  const account = cloud.account({ probes });
  const loaded = await loadScenario({ scenario: 'emr-mwaa' });
  const inventory = await takeInventory(loaded, undefined, aws, account);
  return { ended, result: await tearDown(loaded, inventory, aws, account, recordingTask(), { pollMs: 1, looks: 3, attempts: 2 }) };
}

test('acceptance 14: leaves no environment, NAT gateway, address, bucket version or log group, and nothing of another stage is touched', async () => {
  const cloud = deployed();

  const { result } = await destroy(cloud);

  expect(result.left).toEqual([]);
  expect(result.deleted).toEqual(expect.arrayContaining(['emr-mwaa-airflow', 'emr-mwaa-network']));
  expect(result.gone).toBeGreaterThanOrEqual(3 + 1 + 1 + 5 + Object.keys(CONTRACT).length);
  expect(result.notes).toEqual([]);
  expect(cloud.buckets.size).toBe(0);
  expect([...cloud.groups.keys()]).toEqual(['airflow-emr-mwaa-test-Task']);
});

test('acceptance 14: a log group that a late container makes anew is deleted too', async () => {
  const cloud = deployed();
  cloud.beforeRemoval = (stack) => {
    if (stack === 'emr-mwaa-network') cloud.groups.set('airflow-emr-mwaa-Worker', ['late']);
  };

  await expect(destroy(cloud)).resolves.toMatchObject({ result: { left: [] } });
  expect(cloud.groups.has('airflow-emr-mwaa-Worker')).toBe(false);
});

test('acceptance 14: clusters that it may take down go before the environment does', async () => {
  const { ended, result } = await destroy(deployed(), { clusters: [cluster({ 'stagecraft:airflow': 'emr-mwaa' })] });

  expect(ended).toEqual(['terminate j-1', 'wait j-1']);
  expect(result.stopped).toEqual(['cluster demo-cluster-airflow (j-1)']);
});
