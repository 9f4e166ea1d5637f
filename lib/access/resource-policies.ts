import type { DeployedResource, Location } from '../contract/resources';
import { services } from '../services';
import type { ListedResource } from '../services/stacks';
import { jsonIn } from './policies';

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
  'AWS::Events::EventBus': own('Policy'),
  'AWS::Events::EventBusPolicy': (properties, _, location) => {
    const name = properties['EventBusName'] === undefined ? 'default' : text(properties['EventBusName']);
    const target =
      name === undefined || name.startsWith('arn:') ? name : services.arnOf({ type: 'AWS::Events::EventBus', physicalId: name }, location);
    return { document: documentOf(busStatement(properties, target)), targets: [target] };
  },
  'AWS::KMS::Key': keyPolicy,
  'AWS::KMS::ReplicaKey': keyPolicy,
  'AWS::Kinesis::ResourcePolicy': on('AWS::Kinesis::Stream', 'ResourceArn', 'ResourcePolicy'),
  'AWS::Lambda::Permission': (properties, _, location) => {
    const name = text(properties['FunctionName']);
    const target =
      name === undefined || name.startsWith('arn:') ? name : services.arnOf({ type: 'AWS::Lambda::Function', physicalId: name }, location);
    const { Action, Principal } = properties;
    const isPrincipalOfAws = /^(\*|\d{12}|arn:.*)$/.test(String(Principal));
    const statement = {
      ...{ Effect: 'Allow', Action, Resource: target ?? '*' },
      Principal: isPrincipalOfAws || typeof Principal !== 'string' ? { AWS: Principal } : { Service: Principal },
      Condition: permissionConditions(properties),
    };
    return { document: documentOf(statement), targets: [target] };
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
  'AWS::S3Tables::TablePolicy': on('AWS::S3Tables::Table', 'TableARN', 'ResourcePolicy'),
  'AWS::SNS::TopicInlinePolicy': on('AWS::SNS::Topic', 'TopicArn'),
  'AWS::SNS::TopicPolicy': on('AWS::SNS::Topic', 'Topics'),
  'AWS::SQS::QueueInlinePolicy': on('AWS::SQS::Queue', 'Queue'),
  'AWS::SQS::QueuePolicy': on('AWS::SQS::Queue', 'Queues'),
  'AWS::SecretsManager::ResourcePolicy': on('AWS::SecretsManager::Secret', 'SecretId', 'ResourcePolicy'),
};

/** A policy document of one statement. */
function documentOf(statement: unknown) {
  return { Version: '2012-10-17', Statement: statement };
}

/**
 * The statement that an AWS::Events::EventBusPolicy adds: its Statement, or what the deprecated properties say, whose condition has one operator and one
 * key.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbuspolicy.html
 */
function busStatement(properties: Readonly<Record<string, unknown>>, target: string | undefined): unknown {
  const { Statement, StatementId, Action, Principal, Condition } = properties;
  if (Statement !== undefined) return typeof Statement === 'string' ? (jsonIn(Statement) ?? Statement) : Statement;
  const { Type, Key, Value } = (Condition ?? {}) as Readonly<Record<string, unknown>>;
  const isKnown = typeof Type === 'string' && typeof Key === 'string';
  return {
    ...{ Sid: StatementId, Effect: 'Allow', Principal: Principal === '*' ? '*' : { AWS: Principal }, Action, Resource: target ?? '*' },
    // A condition that is not known stands where the statement is refused for it.
    ...(Condition !== undefined && { Condition: isKnown ? { [Type]: { [Key]: Value } } : Condition }),
  };
}

/** Properties of an AWS::Lambda::Permission that become a condition of the statement, and which. */
const PERMISSION_CONDITIONS: readonly (readonly [property: string, operator: string, key: string])[] = [
  ['SourceArn', 'ArnLike', 'aws:SourceArn'],
  ['SourceAccount', 'StringEquals', 'aws:SourceAccount'],
  ['PrincipalOrgID', 'StringEquals', 'aws:PrincipalOrgID'],
  ['EventSourceToken', 'StringEquals', 'lambda:EventSourceToken'],
  ['FunctionUrlAuthType', 'StringEquals', 'lambda:FunctionUrlAuthType'],
];

/**
 * The conditions that Lambda writes for the properties of a permission.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
function permissionConditions(properties: Readonly<Record<string, unknown>>): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const { InvokedViaFunctionUrl: viaUrl } = properties;
  const given = [
    ...PERMISSION_CONDITIONS.map(([property, operator, key]) => [operator, key, properties[property]] as const),
    // Without the property, or where it is false, the permission is for every way to invoke the function.
    ['Bool', 'lambda:InvokedViaFunctionUrl', String(viaUrl) === 'false' ? undefined : viaUrl] as const,
  ].filter(([, , value]) => value !== undefined);
  const block: Record<string, Record<string, unknown>> = {};
  for (const [operator, key, value] of given) block[operator] = { ...block[operator], [key]: value };
  return block;
}

/** The policy that a resource of a template attaches to itself or to another; undefined when it attaches none. */
export function attachedPolicy(resource: Resource, location: Location): AttachedPolicy | undefined {
  return POLICIES[resource.type]?.(resource.properties ?? {}, resource, location);
}

/** Whether the policies of a type are read; those of any other type are reported. */
export function hasKnownPolicies(type: string): boolean {
  return Object.hasOwn(POLICIES, type) || ['AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'].includes(type);
}
