import type { DeployedResource, Location } from '../contract/resources';
import { services } from '../services';
import type { ListedResource } from '../services/stacks';

type Resource = DeployedResource & ListedResource;

/** A policy document that a template attaches to resources. */
export interface AttachedPolicy {
  readonly document: unknown;
  /** ARNs of the resources; undefined in place of one that is not known. */
  readonly targets: readonly (string | undefined)[];
  /** Whether identity policies do not suffice in the same account. @default false */
  readonly isRequired?: boolean;
}

type Read = (properties: Readonly<Record<string, unknown>>, resource: Resource, location: Location) => AttachedPolicy | undefined;

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);
const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
/** A policy whose resource is named by what `Ref` of a type gives. */
const on =
  (type: string, target: string, document = 'PolicyDocument'): Read =>
  (properties, _, location) => ({
    document: properties[document],
    targets: list(properties[target]).map((id) => {
      const known = text(id);
      return known === undefined || known.startsWith('arn:') ? known : services.arnOf({ type, physicalId: known }, location);
    }),
  });
/** A policy that is a property of its resource. */
const own =
  (document: string): Read =>
  (properties, resource, location) =>
    properties[document] === undefined ? undefined : { document: properties[document], targets: [services.arnOf(resource, location)] };

/** Without a policy a key leaves it to the identity policies of its account. */
const keyPolicy: Read = ({ KeyPolicy }, resource, location) => ({
  document: KeyPolicy ?? {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: { AWS: location.account }, Action: 'kms:*', Resource: '*' },
  },
  targets: [services.arnOf(resource, location)],
  isRequired: true,
});

const POLICIES: Readonly<Record<string, Read>> = {
  'AWS::DynamoDB::Table': ({ ResourcePolicy }, resource, location) =>
    ResourcePolicy === undefined
      ? undefined
      : { document: (ResourcePolicy as Readonly<Record<string, unknown>>)['PolicyDocument'], targets: [services.arnOf(resource, location)] },
  'AWS::ECR::Repository': own('RepositoryPolicyText'),
  'AWS::Events::EventBusPolicy': on('AWS::Events::EventBus', 'EventBusName', 'Statement'),
  'AWS::KMS::Key': keyPolicy,
  'AWS::KMS::ReplicaKey': keyPolicy,
  'AWS::Kinesis::ResourcePolicy': on('AWS::Kinesis::Stream', 'ResourceArn', 'ResourcePolicy'),
  'AWS::Lambda::Permission': ({ Action, FunctionName, Principal, SourceArn, SourceAccount, PrincipalOrgID }, _, location) => {
    const name = text(FunctionName);
    const target =
      name === undefined || name.startsWith('arn:') ? name : services.arnOf({ type: 'AWS::Lambda::Function', physicalId: name }, location);
    const source = Object.entries({
      ArnLike: { 'aws:SourceArn': SourceArn },
      StringEquals: { 'aws:SourceAccount': SourceAccount, 'aws:PrincipalOrgID': PrincipalOrgID },
    });
    const given = source.map(
      ([operator, keys]) => [operator, Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined))] as const,
    );
    const document = {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: /\.amazonaws\.com(\.cn)?$/.test(String(Principal)) ? { Service: Principal } : { AWS: Principal },
        Action,
        Resource: target ?? '*',
        Condition: Object.fromEntries(given.filter(([, keys]) => Object.keys(keys).length > 0)),
      },
    };
    return { document, targets: [target] };
  },
  // It counts for every log group of the account that it names.
  'AWS::Logs::ResourcePolicy': ({ PolicyDocument }, _, { partition, region, account }) => ({
    document: PolicyDocument,
    targets: [`arn:${partition}:logs:${region}:${account}:*`],
  }),
  'AWS::MSK::ClusterPolicy': on('AWS::MSK::Cluster', 'ClusterArn', 'Policy'),
  'AWS::Redshift::Cluster': ({ NamespaceResourcePolicy }, resource, location) =>
    NamespaceResourcePolicy === undefined ? undefined : { document: NamespaceResourcePolicy, targets: [services.arnOf(resource, location)] },
  'AWS::S3::BucketPolicy': on('AWS::S3::Bucket', 'Bucket'),
  'AWS::S3Tables::TableBucketPolicy': on('AWS::S3Tables::TableBucket', 'TableBucketARN', 'ResourcePolicy'),
  'AWS::SNS::TopicInlinePolicy': on('AWS::SNS::Topic', 'TopicArn'),
  'AWS::SNS::TopicPolicy': on('AWS::SNS::Topic', 'Topics'),
  'AWS::SQS::QueueInlinePolicy': on('AWS::SQS::Queue', 'Queue'),
  'AWS::SQS::QueuePolicy': on('AWS::SQS::Queue', 'Queues'),
  'AWS::SecretsManager::ResourcePolicy': on('AWS::SecretsManager::Secret', 'SecretId', 'ResourcePolicy'),
};

/** The policy that a resource of a template attaches to itself or to another; undefined when it attaches none. */
export function attachedPolicy(resource: Resource, location: Location): AttachedPolicy | undefined {
  return POLICIES[resource.type]?.(resource.properties ?? {}, resource, location);
}

/** Whether the policies of a type are read; those of any other type are reported. */
export function hasKnownPolicies(type: string): boolean {
  return Object.hasOwn(POLICIES, type) || ['AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'].includes(type);
}
