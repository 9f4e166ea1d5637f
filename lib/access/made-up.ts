import { createHash } from 'node:crypto';
import type { DeployedResource, Location } from '../contract/resources';
import { services } from '../services';
import { textAt } from '../services/lookups';
import type { Assumptions } from '../services/stacks';

/** Where a world is when nothing else is said. */
export const ANYWHERE: Location = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };

/** Six characters that Secrets Manager appends to the name of a secret. */
const SECRET_SUFFIX = 'a1B2c3';

/** Properties that a name begins with, where the service makes the rest, or where the physical id is more than the name. */
const NAMES: Readonly<Record<string, { readonly property: string; readonly suffix?: string }>> = {
  'AWS::IAM::ManagedPolicy': { property: 'ManagedPolicyName' },
  'AWS::SQS::Queue': { property: 'QueueName' },
  'AWS::SecretsManager::Secret': { property: 'Name', suffix: `-${SECRET_SUFFIX}` },
};

/**
 * Types of parameters whose `Ref` is a list: the members are separated by commas, and without spaces around them.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
 */
const LIST = /^(AWS::SSM::Parameter::Value<)?(CommaDelimitedList|List<.+>)>?$/;

type Attribute = (resource: DeployedResource, location: Location) => unknown;

const physicalId: Attribute = (resource) => resource.physicalId;
const secret =
  (owner: string): Attribute =>
  (resource, { partition, region, account }) =>
    `arn:${partition}:secretsmanager:${region}:${account}:secret:${owner}!${hashOf(resource.physicalId)}-${SECRET_SUFFIX}`;
const endpoint: Attribute = ({ physicalId: id }, { region }) => `${id}.example.${region}.rds.amazonaws.com`;
const arn: Attribute = (resource, location) =>
  services.arnOf(resource, location) ?? services.madeUpOf(resource.type, resource.physicalId, location).arn;

/** Attributes that policies name, by type; those that are not here stay unknown, and a policy that names one is reported. */
const ATTRIBUTES: Readonly<Record<string, Readonly<Record<string, Attribute>>>> = {
  'AWS::DocDB::DBCluster': { ClusterResourceId: ({ physicalId: id }) => `cluster-${hashOf(id)}` },
  'AWS::EC2::SecurityGroup': { GroupId: physicalId },
  'AWS::EC2::VPC': { VpcId: physicalId },
  // CloudFormation gives the ARN with the part that stands for the streams.
  'AWS::Logs::LogGroup': { Arn: (resource, location) => `${services.arnOf(resource, location)}:*` },
  'AWS::Macie::CustomDataIdentifier': { Id: physicalId },
  'AWS::RDS::DBCluster': {
    DBClusterResourceId: ({ physicalId: id }) => `cluster-${hashOf(id)}`,
    'Endpoint.Address': endpoint,
    'MasterUserSecret.SecretArn': secret('rds'),
  },
  'AWS::RDS::DBInstance': {
    DbiResourceId: ({ physicalId: id }) => `db-${hashOf(id)}`,
    'Endpoint.Address': endpoint,
    'MasterUserSecret.SecretArn': secret('rds'),
  },
  'AWS::Redshift::Cluster': {
    ClusterNamespaceArn: ({ physicalId: id }, { partition, region, account }) =>
      `arn:${partition}:redshift:${region}:${account}:namespace:${hashOf(id)}`,
    MasterPasswordSecretArn: secret('redshift'),
  },
  'AWS::RedshiftServerless::Namespace': { 'Namespace.NamespaceArn': arn, 'Namespace.NamespaceId': physicalId },
  'AWS::RedshiftServerless::Workgroup': { 'Workgroup.WorkgroupArn': arn, 'Workgroup.WorkgroupId': physicalId },
  'AWS::SQS::Queue': { QueueName: ({ physicalId: url }) => url.split('/').at(-1) },
  'AWS::SecretsManager::Secret': { Id: physicalId },
  'AWS::SNS::Topic': { TopicArn: physicalId },
};

/** Names, ARNs and attributes as AWS would give them; `values` are those of SSM parameters by name. The same templates give the same names. */
export function madeUp(location: Location, values: ReadonlyMap<string, string>): Assumptions {
  const { partition, region, account } = location;
  return {
    id(stack, { type, logicalId, properties }) {
      // It has the ARN of its secret. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-secretsmanager-secrettargetattachment.html
      if (type === 'AWS::SecretsManager::SecretTargetAttachment') return textAt(properties, 'SecretId');
      const { property = '', suffix = '' } = NAMES[type] ?? {};
      const given = properties?.[property];
      const own = `${stack}-${logicalId}-${hashOf(`${stack}/${logicalId}`)}`;
      // A bucket's name has lower case and 63 characters at most.
      const name = typeof given === 'string' ? given : type.startsWith('AWS::S3::') ? own.toLowerCase().slice(-63).replace(/^-+/, '') : own;
      return services.madeUpOf(type, `${name}${suffix}`, location).id;
    },
    attribute: (resource, name) => ATTRIBUTES[resource.type]?.[name]?.(resource, location) ?? (name === 'Arn' ? arn(resource, location) : undefined),
    parameter(stack, name, definition) {
      if (name === 'AWS::StackName') return stack;
      if (name === 'AWS::StackId') return `arn:${partition}:cloudformation:${region}:${account}:stack/${stack}/${hashOf(stack)}`;
      if (name === 'AWS::URLSuffix') return partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
      const [type, value] = [definition?.['Type'], definition?.['Default']];
      const text = typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
      const known = String(type).startsWith('AWS::SSM::Parameter::Value') ? values.get(text ?? '') : text;
      return LIST.test(String(type)) ? known?.split(',').map((each) => each.trim()) : known;
    },
  };
}

/** The attributes of a resource that are made up as `madeUp` does; its ARN follows from its type. */
export function attributesOf(resource: DeployedResource, location: Location): Readonly<Record<string, string>> {
  const { Arn: _, ...attributes } = ATTRIBUTES[resource.type] ?? {};
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, String(value(resource, location))]));
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12).toUpperCase();
}
