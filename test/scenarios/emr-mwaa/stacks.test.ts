import { Match } from 'aws-cdk-lib/assertions';
import { AIRFLOW_LOGS } from 'stagecraft-constructs/airflow';
import { AIRFLOW_VERSIONS } from 'stagecraft-constructs/versions';
import { BASE, config, LOG_GROUPS } from '../../../lib/scenarios/emr-mwaa/settings';
import { config as baseConfig, contract as baseContract } from '../../../lib/scenarios/emr-pyspark/settings';
import { stacksOf } from '../../support/scenario';
import { propertiesOf, readable } from '../../support/synth';

const templatesOf = stacksOf<'network' | 'airflow'>('emr-mwaa');
const { network, airflow } = templatesOf();
const ENVIRONMENT = 'AWS::MWAA::Environment';

type Statement = { Action: string | string[]; Resource?: unknown; Condition?: Record<string, Record<string, unknown>> };
const statements = propertiesOf(airflow, 'AWS::IAM::Policy').flatMap(({ PolicyDocument }) => PolicyDocument.Statement as Statement[]);
const allowing = (action: string) => statements.filter(({ Action }) => [Action].flat().includes(action));

describe('acceptance 1: one environment', () => {
  const [environment, ...others] = propertiesOf(airflow, ENVIRONMENT);

  test('acceptance 1: takes version and environment class, by default the newest supported version and the smallest class', () => {
    expect(others).toEqual([]);
    expect(environment).toMatchObject({ Name: 'emr-mwaa', AirflowVersion: AIRFLOW_VERSIONS[0], EnvironmentClass: 'mw1.micro', DagS3Path: 'dags' });
    const chosen = templatesOf({ airflowVersion: '3.2.1', environmentClass: 'mw1.small' }).airflow;
    chosen.hasResourceProperties(ENVIRONMENT, { AirflowVersion: '3.2.1', EnvironmentClass: 'mw1.small', Schedulers: 2 });
  });

  test('acceptance 1: accepts supported versions only', () => {
    expect(config.shape.airflowVersion.unwrap().options).toEqual([...AIRFLOW_VERSIONS]);
  });

  test('acceptance 1: enables five logs, in log groups of the stack', () => {
    expect(Object.values(environment.LoggingConfiguration)).toEqual(Array(5).fill({ Enabled: true, LogLevel: 'INFO' }));
    expect(
      propertiesOf(airflow, 'AWS::Logs::LogGroup')
        .map(({ LogGroupName }) => LogGroupName)
        .sort(),
    ).toEqual(
      Object.values(LOG_GROUPS)
        .map((ending) => `airflow-emr-mwaa-${ending}`)
        .sort(),
    );
    expect(Object.values(LOG_GROUPS).sort()).toEqual(Object.values(AIRFLOW_LOGS).sort());
  });

  test('acceptance 1: sets the access mode explicitly', () => {
    expect(environment.WebserverAccessMode).toBe('PUBLIC_AND_PRIVATE');
    templatesOf({ webAccess: 'PRIVATE_ONLY' }).airflow.hasResourceProperties(ENVIRONMENT, { WebserverAccessMode: 'PRIVATE_ONLY' });
  });
});

test('acceptance 2: the bucket is versioned and encrypted, with public access blocked', () => {
  expect(propertiesOf(airflow, 'AWS::S3::Bucket').map(({ BucketName }) => readable(BucketName))).toEqual(['airflow-<account>-<region>']);
  airflow.hasResourceProperties('AWS::S3::Bucket', {
    VersioningConfiguration: { Status: 'Enabled' },
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
    BucketEncryption: Match.anyValue(),
  });
});

describe('acceptance 3: the network', () => {
  test('acceptance 3: has two private subnets in different Availability Zones for the environment, and two public subnets', () => {
    network.resourceCountIs('AWS::EC2::VPC', 1);
    const subnets = propertiesOf(network, 'AWS::EC2::Subnet');
    const zones = (kind: RegExp) =>
      subnets
        .filter(({ Tags }) => Tags.some(({ Key, Value }: { Key: string; Value: string }) => Key === 'aws-cdk:subnet-type' && kind.test(Value)))
        .map(({ AvailabilityZone }) => JSON.stringify(AvailabilityZone));
    expect([new Set(zones(/Private/)).size, zones(/Private/).length, zones(/Public/).length]).toEqual([2, 2, 2]);
    const [environment] = propertiesOf(airflow, ENVIRONMENT);
    expect(environment.NetworkConfiguration.SubnetIds.map(readable)).toEqual(
      ['<import NetworkPrivateSubnet1SubnetHASH>', '<import NetworkPrivateSubnet2SubnetHASH>'].map((text) =>
        expect.stringMatching(text.replace('HASH', '\\w+')),
      ),
    );
  });

  test('acceptance 3: two NAT gateways by default, one if configured, and refuses other numbers', () => {
    network.resourceCountIs('AWS::EC2::NatGateway', 2);
    templatesOf({ natGateways: 1 }).network.resourceCountIs('AWS::EC2::NatGateway', 1);
    expect(() => config.parse({ natGateways: 0 })).toThrow(/a whole number from 1 to 2/);
  });

  test('acceptance 3: its CIDR block differs from that of the VPC of the clusters', () => {
    const clusters = baseConfig.parse({}).cidr;
    const [vpc] = propertiesOf(network, 'AWS::EC2::VPC');
    expect(vpc.CidrBlock).toBe('10.193.0.0/16');
    expect(vpc.CidrBlock).not.toBe(clusters);
    expect(() => config.parse({ cidr: clusters })).toThrow(/which is that of the clusters/);
  });

  test('acceptance 3: interface endpoints in both private subnets if configured', () => {
    const endpoints = propertiesOf(templatesOf({ privateEndpoints: true }).network, 'AWS::EC2::VPCEndpoint').filter(
      ({ VpcEndpointType }) => VpcEndpointType === 'Interface',
    );
    expect(endpoints.map(({ ServiceName }) => readable(ServiceName).split('.').at(-1))).toEqual([
      'elasticmapreduce',
      'sqs',
      'logs',
      'monitoring',
      'kms',
    ]);
  });
});

describe('acceptance 4: the role', () => {
  test('acceptance 4: trusts both MWAA service principals', () => {
    const [role] = propertiesOf(airflow, 'AWS::IAM::Role');
    expect(role.AssumeRolePolicyDocument.Statement.map(({ Principal }: { Principal: { Service: string } }) => Principal.Service)).toEqual([
      'airflow.amazonaws.com',
      'airflow-env.amazonaws.com',
    ]);
  });

  test('acceptance 4: has no wildcard action, and a wildcard resource only for actions without resource-level permissions', () => {
    const actions = statements.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
    const everywhere = statements
      .filter(({ Resource }) => Resource === '*')
      .map(({ Action }) => [Action].flat().filter((action) => /^(elasticmapreduce|s3):/.test(action)));
    expect(everywhere.flat()).toEqual(['s3:GetAccountPublicAccessBlock', 'elasticmapreduce:RunJobFlow', 'elasticmapreduce:ListClusters']);
  });

  test('acceptance 4: may create clusters only with the tag of the environment, and use only those', () => {
    expect(allowing('elasticmapreduce:RunJobFlow')[0]?.Condition).toEqual({
      StringEquals: { 'elasticmapreduce:RequestTag/stagecraft:airflow': 'emr-mwaa' },
    });
    expect(allowing('elasticmapreduce:TerminateJobFlows')[0]?.Condition).toEqual({
      StringEquals: { 'elasticmapreduce:ResourceTag/stagecraft:airflow': 'emr-mwaa' },
    });
  });

  test('acceptance 4: may pass two roles, each to its service', () => {
    const passed = allowing('iam:PassRole').map(({ Resource, Condition }) => [readable(Resource).replace(/[0-9A-F]{8}.*>/, '>'), Condition]);
    expect(passed).toEqual([
      [
        expect.stringMatching(/^arn:<partition>:iam::<account>:role\/<Ssm.*serviceRole/),
        { StringEquals: { 'iam:PassedToService': 'elasticmapreduce.amazonaws.com' } },
      ],
      [
        expect.stringMatching(/^arn:<partition>:iam::<account>:role\/<Ssm.*instanceRole/),
        { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
      ],
    ]);
  });

  test('acceptance 4: may read only the two specification folders of the work bucket', () => {
    const objects = statements
      .filter(({ Action, Resource }) => Action === 's3:GetObject' && !Array.isArray(Resource))
      .map(({ Resource }) => readable(Resource).replace(/^.*>/, ''));
    const several = statements
      .filter(({ Action, Resource }) => Action === 's3:GetObject' && Array.isArray(Resource))
      .flatMap(({ Resource }) => (Resource as unknown[]).map((each) => readable(each).replace(/^.*>/, '')));
    expect([...objects, ...several].sort()).toEqual(['/emr_steps/*', '/job_flow_overrides/*']);
  });
});

test('reads what emr-pyspark publishes in the same stage', () => {
  const read = (stage: string) =>
    Object.values(templatesOf({}, stage).airflow.toJSON().Parameters as Record<string, { Default?: string }>)
      .map(({ Default }) => String(Default))
      .filter((path) => path.startsWith('/stagecraft/'));

  expect(read('dev').sort()).toEqual(['instanceRole', 'serviceRole', 'workBucket'].map((name) => `/stagecraft/${BASE}/dev/${name}`));
  expect(read('test').every((path) => path.startsWith(`/stagecraft/${BASE}/test/`))).toBe(true);
  expect(Object.keys(baseContract)).toEqual(expect.arrayContaining(['instanceRole', 'serviceRole', 'workBucket']));
});

test('installs the configured version of the requirements, and encrypts with a customer managed key if configured', () => {
  const chosen = templatesOf({ requirementsVersion: 'v7', customerKey: true }).airflow;

  chosen.hasResourceProperties(ENVIRONMENT, { RequirementsS3Path: 'requirements.txt', RequirementsS3ObjectVersion: 'v7', KmsKey: Match.anyValue() });
  chosen.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
  airflow.hasResourceProperties(ENVIRONMENT, { RequirementsS3Path: Match.absent(), KmsKey: Match.absent() });
});
