import type { ServiceVerbs, Sighting } from '../../lib/contract/service-verbs';
import { services } from '../../lib/services';
import { LOCATION } from './deployed';
import { IDENTIFIERS } from './identifiers';

const lookupOf = (type: string) => services.typeOf(type)?.lookup;

test('the parts of each identifier are the documented ones, in their order', () => {
  const found = services.types.flatMap((type) => {
    const lookup = lookupOf(type);
    const documented = IDENTIFIERS[type];
    return lookup?.kind === 'cloud-control' && documented !== undefined ? [[type, lookup.parts, documented] as const] : [];
  });

  expect(found.length).toBeGreaterThan(120);
  for (const [type, parts, documented] of found) expect([type, ...parts]).toEqual([type, ...documented]);
});

test('no type is read through Cloud Control that it cannot read', () => {
  const unreadable = services.types.filter((type) => IDENTIFIERS[type]?.length === 0);

  expect(unreadable.length).toBeGreaterThan(4);
  expect(unreadable.filter((type) => lookupOf(type)?.kind === 'cloud-control')).toEqual([]);
});

test('verbs look for what Cloud Control cannot read, for what is listed after its end, and for what has an unknown part', () => {
  expect(services.types.filter((type) => lookupOf(type)?.kind === 'probe').sort()).toEqual([
    'AWS::DocDB::DBCluster',
    'AWS::DocDB::DBInstance',
    'AWS::EC2::EIP',
    'AWS::EC2::Instance',
    'AWS::EC2::NatGateway',
    'AWS::EMR::Cluster',
    'AWS::EMRServerless::Application',
  ]);
});

test('what goes with another is nothing to look for', () => {
  expect(services.types.filter((type) => lookupOf(type)?.kind === 'parent').sort()).toEqual([
    'AWS::CDK::Metadata',
    'AWS::IAM::Policy',
    'AWS::SNS::TopicPolicy',
    'AWS::SQS::QueuePolicy',
    'Custom::AWSCDK-EKS-HelmChart',
    'Custom::AWSCDK-EKS-KubernetesResource',
    'Custom::MacieClassificationJob',
    'Custom::MacieSession',
  ]);
});

test.each<[string, string, Record<string, unknown>, string]>([
  ['AWS::ApiGatewayV2::Authorizer', 'auth1', { ApiId: 'a1' }, 'auth1|a1'],
  ['AWS::ApiGatewayV2::Stage', 'prod', { ApiId: 'a1', StageName: 'prod' }, 'a1|prod'],
  ['AWS::Cognito::UserPoolClient', 'c1', { UserPoolId: 'p1' }, 'p1|c1'],
  ['AWS::EC2::Route', 'lake-Route-1ABC', { RouteTableId: 'rtb-1', DestinationCidrBlock: '0.0.0.0/0' }, 'rtb-1|0.0.0.0/0'],
  ['AWS::EC2::Route', 'rtb-1|0.0.0.0/0', {}, 'rtb-1|0.0.0.0/0'],
  ['AWS::EC2::VPCGatewayAttachment', 'lake-Attachment-1ABC', { VpcId: 'vpc-1', InternetGatewayId: 'igw-1' }, 'IGW|vpc-1'],
  ['AWS::EC2::VPCGatewayAttachment', 'lake-Attachment-1ABC', { VpcId: 'vpc-1', VpnGatewayId: 'vgw-1' }, 'VGW|vpc-1'],
  [
    'AWS::ECS::Service',
    'arn:aws:ecs:eu-central-1:111122223333:service/shop/web',
    { Cluster: 'shop' },
    'arn:aws:ecs:eu-central-1:111122223333:service/shop/web|shop',
  ],
  [
    'AWS::EKS::AccessEntry',
    'x',
    { PrincipalArn: 'arn:aws:iam::111122223333:role/Admin', ClusterName: 'mesh' },
    'arn:aws:iam::111122223333:role/Admin|mesh',
  ],
  ['AWS::EKS::Addon', 'mesh|vpc-cni', {}, 'mesh|vpc-cni'],
  ['AWS::Events::Rule', 'high', {}, 'arn:aws:events:eu-central-1:111122223333:rule/high'],
  ['AWS::Events::Rule', 'bus|high', {}, 'arn:aws:events:eu-central-1:111122223333:rule/bus/high'],
  ['AWS::Glue::Table', 'readings', { DatabaseName: 'hub', TableInput: { Name: 'readings' } }, '111122223333|hub|readings'],
  ['AWS::Lambda::EventInvokeConfig', 'x', { FunctionName: 'f', Qualifier: '$LATEST' }, 'f|$LATEST'],
  ['AWS::Lambda::Permission', 'statement-1', { FunctionName: 'f' }, 'f|statement-1'],
  ['AWS::Logs::LogStream', 'delivery', { LogGroupName: '/firehose' }, '/firehose|delivery'],
  ['AWS::QuickSight::Analysis', 'x', { AwsAccountId: '111122223333', AnalysisId: 'hub' }, 'hub|111122223333'],
  ['AWS::QuickSight::RefreshSchedule', 'x', { AwsAccountId: '1', DataSetId: 'd', Schedule: { ScheduleId: 's' } }, '1|d|s'],
  ['AWS::S3::BucketPolicy', 'lake-Policy-1ABC', { Bucket: 'hub-data' }, 'hub-data'],
  ['AWS::WAFv2::WebACL', 'edge|1a2b|REGIONAL', {}, 'edge|1a2b|REGIONAL'],
])('the identifier of %s %s with %j', (type, physicalId, properties, identifier) => {
  const lookup = lookupOf(type);

  expect(lookup?.kind === 'cloud-control' && lookup.identifier({ type, physicalId, properties }, LOCATION)).toBe(identifier);
});

describe('a look', () => {
  const answering = (sighting: Sighting) => {
    const resource = jest.fn(async () => sighting);
    return { resource, context: { location: LOCATION, verbs: { cloudControl: { resource } } as unknown as ServiceVerbs } };
  };

  test.each<Sighting>([{ state: 'present', properties: {} }, { state: 'absent' }, { state: 'unknown', reason: 'no Cloud Control' }])(
    'passes on that Cloud Control says %j',
    async (sighting) => {
      const { resource, context } = answering(sighting);

      await expect(services.look({ type: 'AWS::KMS::Key', physicalId: 'k-1' }, context)).resolves.toEqual(sighting);
      expect(resource).toHaveBeenCalledWith('AWS::KMS::Key', 'k-1');
    },
  );

  test.each([
    ['whose identifier has an unknown part', { type: 'AWS::Glue::Table', physicalId: 'readings' }, /CatalogId, DatabaseName, Name/],
    ['of a type that the table lacks', { type: 'AWS::Polly::Lexicon', physicalId: 'words' }, /AWS::Polly::Lexicon is not in the table/],
  ])('asks nothing about a resource %s, and says why', async (_, what, reason) => {
    const { resource, context } = answering({ state: 'absent' });

    await expect(services.look(what, context)).resolves.toEqual({ state: 'unknown', reason: expect.stringMatching(reason) });
    expect(resource).not.toHaveBeenCalled();
  });

  test('names what a policy goes with', async () => {
    const { context } = answering({ state: 'absent' });

    await expect(services.look({ type: 'AWS::IAM::Policy', physicalId: 'p' }, context)).resolves.toEqual({
      state: 'parent',
      parent: 'AWS::IAM::Role',
    });
  });

  test.each<[string, string, (is: boolean) => object]>([
    ['AWS::DocDB::DBCluster', 'mesh', (is) => ({ rds: { hasCluster: async () => is } })],
    ['AWS::DocDB::DBInstance', 'mesh-1', (is) => ({ rds: { hasInstance: async () => is } })],
    ['AWS::EC2::EIP', '203.0.113.7', (is) => ({ ec2: { hasAddress: async () => is } })],
    ['AWS::EC2::Instance', 'i-1', (is) => ({ ec2: { hasInstance: async () => is } })],
    ['AWS::EC2::NatGateway', 'nat-1', (is) => ({ ec2: { hasNatGateway: async () => is } })],
    ['AWS::EMR::Cluster', 'j-1', (is) => ({ emr: { cluster: async () => ({ state: is ? 'WAITING' : 'TERMINATED_WITH_ERRORS' }) } })],
    ['AWS::EMRServerless::Application', '00f1', (is) => ({ emrServerless: { hasApplication: async () => is } })],
  ])('at a %s asks its service', async (type, physicalId, verbs) => {
    const look = (is: boolean) => services.look({ type, physicalId }, { location: LOCATION, verbs: verbs(is) as ServiceVerbs });

    await expect(look(true)).resolves.toEqual({ state: 'present' });
    await expect(look(false)).resolves.toEqual({ state: 'absent' });
  });
});
