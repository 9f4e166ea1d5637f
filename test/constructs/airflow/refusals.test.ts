import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { grantTransientClusters, MwaaEnvironment, type MwaaEnvironmentProps } from 'stagecraft-constructs/airflow';
import { Network } from 'stagecraft-constructs/network';
import { PrivateBucket } from 'stagecraft-constructs/storage';
import { granteeIn, statementsOf, templateOf } from '../../support/synth';

type Props = Omit<MwaaEnvironmentProps, 'vpc'>;
const refusing = (make: (stack: Stack, vpc: ec2.Vpc) => Props) => () =>
  templateOf((stack) => {
    const { vpc } = new Network(stack, 'Network');
    new MwaaEnvironment(stack, 'Airflow', { vpc, ...make(stack, vpc) });
  });

test.each<[string, Props, RegExp]>([
  ['a name that begins with a digit', { environmentName: '1st' }, /environmentName is not a name.*got '1st'/],
  ['an Airflow that has ended', { airflowVersion: '1.10.12' }, /airflowVersion is not one.*got '1\.10\.12'; allowed: 3\.3\.1, 3\.2\.1/],
  ['a class that is none', { environmentClass: 'mw1.1large' }, /environmentClass is not a class.*mw1\.1large.*mw1\.2xlarge/],
  ['a maintenance at another minute', { maintenanceWindow: 'TUE:03:15' }, /maintenanceWindow .*got 'TUE:03:15'/],
  ['an option without its section', { airflowOptions: { default_timezone: 'utc' } }, /airflowOptions names no option.*'default_timezone'/],
  ['no worker', { minWorkers: 0 }, /minWorkers is not a number.*got 0; allowed: a whole number from 1 to 25/],
  ['too many workers', { maxWorkers: 26 }, /maxWorkers is not a number.*got 26/],
  ['half a worker', { maxWorkers: 1.5 }, /maxWorkers is not a number.*got 1\.5/],
  ['more workers at least than at most', { minWorkers: 3, maxWorkers: 2 }, /minWorkers is larger than maxWorkers.*got 3 and 2/],
  ['one scheduler of a class that has two', { schedulers: 1 }, /schedulers is not a number.*from 2 to 5/],
  ['six web servers', { webServers: 6 }, /webServers is not a number.*from 2 to 5/],
  [
    'a second worker of the smallest class',
    { environmentClass: 'mw1.micro', maxWorkers: 2 },
    /maxWorkers cannot be raised: mw1\.micro does not scale.*got 2/,
  ],
  ['a second scheduler of the smallest class', { environmentClass: 'mw1.micro', schedulers: 2 }, /schedulers cannot be raised/],
  ['a folder of DAGs with a slash', { dagsPath: '/dags' }, /dagsPath is not the name of a folder/],
  ['no folder of DAGs', { dagsPath: '' }, /dagsPath is not the name of a folder/],
  [
    'requirements by their address',
    { requirements: { path: 's3://b/requirements.txt', version: '1' } },
    /requirements\.path .*relative to the bucket that ends in \.txt/,
  ],
  ['plugins that are no zip', { plugins: { path: 'plugins.tar', version: '1' } }, /plugins\.path .*ends in \.zip/],
  ['a startup script without a version', { startupScript: { path: 'up.sh', version: '' } }, /startupScript\.version is empty/],
  ['an access mode before its time', { airflowVersion: '3.0.6', webServerAccess: 'PUBLIC_AND_PRIVATE' }, /needs Airflow 3\.2 or later.*got 3\.0\.6/],
])('refuses %s', (_, props, message) => {
  expect(refusing(() => props)).toThrow(message);
});

test.each<[string, (stack: Stack, vpc: ec2.Vpc) => Props, RegExp]>([
  ['a bucket without versions', (stack) => ({ bucket: new PrivateBucket(stack, 'Dags') }), /bucket is not versioned.*Dags/],
  [
    'a bucket that is not closed',
    (stack) => ({ bucket: new s3.Bucket(stack, 'Dags', { versioned: true, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ACLS_ONLY }) }),
    /bucket does not block public access/,
  ],
  [
    'one subnet',
    (_, vpc) => ({ subnets: vpc.privateSubnets.slice(0, 1) }),
    /subnets are too few.*got 1; allowed: exactly 2 private subnets, in different/,
  ],
  ['public subnets', (_, vpc) => ({ subnets: vpc.publicSubnets }), /a subnet is public.*PublicSubnet1/],
  ['the same subnet twice', (_, { privateSubnets: [subnet] }) => ({ subnets: [subnet!, subnet!] }), /subnets are in too few availability zones/],
])('refuses %s', (_, make, message) => {
  expect(refusing(make)).toThrow(message);
});

test('refuses a VPC with private subnets in only one availability zone', () => {
  const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'Test', { env: { account: '1', region: 'eu-central-1' } });
  const vpc = new ec2.Vpc(stack, 'Network', { availabilityZones: ['eu-central-1a'] });

  const synthesized = () => {
    new MwaaEnvironment(stack, 'Airflow', { vpc });
    return (stack.node.root as App).synth();
  };

  expect(synthesized).toThrow(/subnets are too few.*got 1/);
});

describe('grantTransientClusters', () => {
  const roles = { serviceRoleArn: 'arn:service', jobFlowRoleArn: 'arn:instances' };

  test('allows clusters with the tag, finding them, passing each role to its service, and the roles of a first cluster', () => {
    const template = templateOf((stack) => grantTransientClusters(stack, granteeIn(stack), { tag: { key: 'made-by', value: 'airflow' }, ...roles }));

    const clusters = 'arn:<partition>:elasticmapreduce:<region>:<account>:cluster/*';
    const asking = { StringEquals: { 'elasticmapreduce:RequestTag/made-by': 'airflow' } };
    expect(statementsOf(template)).toEqual([
      { actions: ['elasticmapreduce:RunJobFlow'], resources: ['*'], conditions: asking },
      { actions: ['elasticmapreduce:ListClusters'], resources: ['*'] },
      { actions: ['elasticmapreduce:PutAutoTerminationPolicy'], resources: [clusters] },
      { actions: ['elasticmapreduce:AddTags'], resources: [clusters], conditions: asking },
      {
        actions: [
          'elasticmapreduce:AddJobFlowSteps',
          'elasticmapreduce:DescribeCluster',
          'elasticmapreduce:DescribeStep',
          'elasticmapreduce:ListSteps',
          'elasticmapreduce:TerminateJobFlows',
        ],
        resources: [clusters],
        conditions: { StringEquals: { 'elasticmapreduce:ResourceTag/made-by': 'airflow' } },
      },
      {
        actions: ['iam:PassRole'],
        resources: ['arn:service'],
        conditions: { StringEquals: { 'iam:PassedToService': 'elasticmapreduce.amazonaws.com' } },
      },
      { actions: ['iam:PassRole'], resources: ['arn:instances'], conditions: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } } },
      ...[
        ['elasticmapreduce.amazonaws.com', 'AWSServiceRoleForEMRCleanup'],
        ['spot.amazonaws.com', 'AWSServiceRoleForEC2Spot'],
      ].map(([service, name]) => ({
        actions: ['iam:CreateServiceLinkedRole'],
        resources: [`arn:<partition>:iam::<account>:role/aws-service-role/${service}/${name}`],
        conditions: { StringEquals: { 'iam:AWSServiceName': service } },
      })),
    ]);
  });

  test.each([
    ['', 'airflow'],
    ['made-by', ''],
  ])("refuses the tag '%s' = '%s'", (key, value) => {
    expect(() =>
      templateOf((stack) =>
        grantTransientClusters(stack, new iam.Role(stack, 'R', { assumedBy: new iam.AccountRootPrincipal() }), { tag: { key, value }, ...roles }),
      ),
    ).toThrow(/the tag of the clusters is empty/);
  });
});
