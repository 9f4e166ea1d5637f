import { registry } from '../../lib/scenarios/registry';
import { templatesOf, variantsOf } from '../support/scenario';
import { readable } from '../support/synth';

type Properties = Readonly<Record<string, never>>;

interface Resource {
  readonly Type: string;
  readonly Properties?: Properties;
}

const BLOCKED = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };

/** Properties that every resource of a type has, in every variant of every scenario. */
const REQUIRED: readonly (readonly [type: string, outcome: string, expected: object])[] = [
  ['AWS::S3::Bucket', 'blocks public access', { PublicAccessBlockConfiguration: BLOCKED }],
  ['AWS::S3::Bucket', 'is encrypted', { BucketEncryption: { ServerSideEncryptionConfiguration: [expect.anything()] } }],
  ['AWS::AmazonMQ::Broker', 'is private', { PubliclyAccessible: false }],
  ['AWS::DocDB::DBCluster', 'is encrypted', { StorageEncrypted: true }],
  ['AWS::DocDB::DBClusterParameterGroup', 'requires TLS', { Parameters: { tls: 'enabled' } }],
  ['AWS::EC2::LaunchTemplate', 'requires IMDSv2', { LaunchTemplateData: { MetadataOptions: { HttpTokens: 'required' } } }],
  ['AWS::EC2::Subnet', 'gives no public address on launch', { MapPublicIpOnLaunch: false }],
  [
    'AWS::EKS::Cluster',
    'encrypts its secrets with a key',
    { EncryptionConfig: [{ Resources: ['secrets'], Provider: { KeyArn: expect.anything() } }] },
  ],
  ['AWS::EMR::Cluster', 'has a security configuration', { SecurityConfiguration: expect.anything() }],
  [
    'AWS::EMR::SecurityConfiguration',
    'requires IMDSv2',
    { SecurityConfiguration: { InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: 2 } } },
  ],
  ['AWS::KMS::Key', 'is rotated', { EnableKeyRotation: true }],
  ['AWS::Logs::LogGroup', 'expires', { RetentionInDays: expect.any(Number) }],
  ['AWS::RDS::DBParameterGroup', 'requires TLS', { Parameters: { 'rds.force_ssl': '1' } }],
  [
    'AWS::RedshiftServerless::Workgroup',
    'requires TLS',
    { ConfigParameters: expect.arrayContaining([{ ParameterKey: 'require_ssl', ParameterValue: 'true' }]) },
  ],
  ['AWS::Redshift::Cluster', 'is encrypted', { Encrypted: true }],
  [
    'AWS::Redshift::ClusterParameterGroup',
    'requires TLS',
    { Parameters: expect.arrayContaining([{ ParameterName: 'require_ssl', ParameterValue: 'true' }]) },
  ],
  ['AWS::Kinesis::Stream', 'is encrypted', { StreamEncryption: { EncryptionType: 'KMS' } }],
];

/** Types whose access is denied without TLS, with the type and property of the policy that denies it. */
const TLS_ONLY: readonly (readonly [type: string, policy: string, property: string])[] = [
  ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'Bucket'],
  ['AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'Topics'],
  ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'Queues'],
];

interface Located {
  readonly at: string;
  readonly id: string;
  readonly properties: Properties;
  readonly siblings: readonly Resource[];
}

const resources = Object.keys(registry).flatMap((id) =>
  variantsOf(id).flatMap(({ name, set, stage, env }) =>
    Object.entries(templatesOf(id, set, stage, env)).flatMap(([stack, template]) => {
      const all = template.toJSON()['Resources'] as Readonly<Record<string, Resource>>;
      return Object.entries(all).map(([logicalId, { Type, Properties = {} }]) => ({
        type: Type,
        located: {
          at: `${id} ${name}: ${stack}/${logicalId}`,
          id: logicalId,
          properties: Properties,
          siblings: Object.values(all),
        } satisfies Located,
      }));
    }),
  ),
);

const located = (type: string): readonly Located[] => resources.filter((resource) => resource.type === type).map((resource) => resource.located);

describe('in every variant of every scenario', () => {
  test.each(REQUIRED)('%s %s', (type, _, expected) => {
    const found = located(type);

    expect(found.length).toBeGreaterThan(0);
    for (const { at, properties } of found) expect({ at, ...properties }).toMatchObject({ at, ...expected });
  });

  test.each(TLS_ONLY)('%s denies access without TLS', (type, policy, property) => {
    const found = located(type);

    expect(found.length).toBeGreaterThan(0);
    expect(
      found
        .filter(({ id, siblings }) => !siblings.some((sibling) => sibling.Type === policy && deniesPlainText(sibling, property, id)))
        .map(({ at }) => at),
    ).toEqual([]);
  });

  test('a database instance is private unless clients are named, and encrypted unless it is a replica of an encrypted one', () => {
    const found = located('AWS::RDS::DBInstance');
    const isReplica = ({ properties }: Located) => properties['SourceDBInstanceIdentifier'] !== undefined;

    expect(found.filter(isReplica).length).toBeGreaterThan(0);
    expect(found.filter((instance) => !isReplica(instance) && properties(instance)['StorageEncrypted'] !== true)).toEqual([]);
    expect(found.filter(({ at, properties }) => properties['PubliclyAccessible'] !== false && !at.includes('public address'))).toEqual([]);
  });

  test('an HTTPS listener requires TLS 1.2', () => {
    const found = located('AWS::ElasticLoadBalancingV2::Listener').filter(({ properties }) => properties['Protocol'] === 'HTTPS');

    expect(found.length).toBeGreaterThan(0);
    for (const { properties } of found) expect(properties['SslPolicy']).toMatch(/^ELBSecurityPolicy-TLS13-1-[23]/);
  });

  test('a secret is generated or put together by CloudFormation, and stands in no template', () => {
    const found = located('AWS::SecretsManager::Secret');

    expect(found.length).toBeGreaterThan(0);
    for (const { at, properties } of found) {
      const { GenerateSecretString, SecretString } = properties;
      expect([at, GenerateSecretString !== undefined || /\{\{resolve:secretsmanager:/.test(readable(SecretString))]).toEqual([at, true]);
    }
  });

  test('no action of a policy is a bare wildcard', () => {
    const actions = resources.flatMap(({ located: { at, properties } }) =>
      [...JSON.stringify(properties).matchAll(/"(?:Not)?Action":(?:"\*"|\[[^\]]*"\*"[^\]]*\])/g)].map(() => at),
    );

    expect(actions).toEqual([]);
  });
});

const properties = ({ properties }: Located) => properties;

function deniesPlainText({ Properties = {} }: Resource, property: string, id: string): boolean {
  const { Statement } = Properties['PolicyDocument'] as unknown as {
    readonly Statement: readonly { readonly Effect: string; readonly Condition?: unknown }[];
  };
  const protects = JSON.stringify(Properties[property]).includes(`"${id}"`);
  return (
    protects && Statement.some(({ Effect, Condition }) => Effect === 'Deny' && JSON.stringify(Condition)?.includes('{"aws:SecureTransport":"false"}'))
  );
}
