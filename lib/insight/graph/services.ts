import type { EdgeKind, Service } from './architecture';

const STORAGE = '#3f8624';
const COMPUTE = '#d45b07';
const ANALYTICS = '#6d3fc0';
const INTEGRATION = '#c2185b';
const DATABASE = '#2e5fd0';
const SECURITY = '#c7131f';
const NETWORK = '#5b3cc4';
const OTHER = '#4a5568';

/** Services by the second part of a resource type, with the colours that AWS gives their families. */
const SERVICES: Readonly<Record<string, Service>> = {
  AmazonMQ: { name: 'Amazon MQ', colour: INTEGRATION },
  Athena: { name: 'Athena', colour: ANALYTICS },
  DocDB: { name: 'DocumentDB', colour: DATABASE },
  DynamoDB: { name: 'DynamoDB', colour: DATABASE },
  EC2: { name: 'EC2', colour: COMPUTE },
  ECR: { name: 'ECR', colour: COMPUTE },
  ECS: { name: 'ECS', colour: COMPUTE },
  EKS: { name: 'EKS', colour: COMPUTE },
  EMR: { name: 'EMR', colour: ANALYTICS },
  EMRServerless: { name: 'EMR Serverless', colour: ANALYTICS },
  Events: { name: 'EventBridge', colour: INTEGRATION },
  Glue: { name: 'Glue', colour: ANALYTICS },
  IAM: { name: 'IAM', colour: SECURITY },
  IoT: { name: 'IoT Core', colour: STORAGE },
  Kinesis: { name: 'Kinesis', colour: ANALYTICS },
  KinesisFirehose: { name: 'Data Firehose', colour: ANALYTICS },
  Lambda: { name: 'Lambda', colour: COMPUTE },
  MSK: { name: 'MSK', colour: ANALYTICS },
  MWAA: { name: 'MWAA', colour: INTEGRATION },
  QuickSight: { name: 'QuickSight', colour: DATABASE },
  RDS: { name: 'RDS', colour: DATABASE },
  Redshift: { name: 'Redshift', colour: ANALYTICS },
  RedshiftServerless: { name: 'Redshift Serverless', colour: ANALYTICS },
  S3: { name: 'S3', colour: STORAGE },
  SecretsManager: { name: 'Secrets Manager', colour: SECURITY },
  SNS: { name: 'SNS', colour: INTEGRATION },
  SQS: { name: 'SQS', colour: INTEGRATION },
  StepFunctions: { name: 'Step Functions', colour: INTEGRATION },
  ElasticLoadBalancingV2: { name: 'Load Balancing', colour: NETWORK },
};

/** Types that hold the others together and that a picture does without. */
const PLUMBING = [
  /^AWS::IAM::/,
  /^AWS::Logs::/,
  /^AWS::KMS::/,
  /^AWS::SSM::Parameter$/,
  /^AWS::CDK::/,
  /^AWS::CloudFormation::/,
  /^AWS::CloudWatch::/,
  /^AWS::[A-Za-z0-9]+::[A-Za-z]*Policy$/,
  /^AWS::DocDB::(DBSubnetGroup|DBClusterParameterGroup)$/,
  /^AWS::EC2::(?!VPC$|Instance$)/,
  /^AWS::EKS::AccessEntry$/,
  /^AWS::Lambda::(?!Function$)/,
  /^AWS::SecretsManager::SecretTargetAttachment$/,
  /^AWS::QuickSight::(Theme|Folder|RefreshSchedule)$/,
  /^Custom::/,
];

/** Types whose resources are shown inside the one they name: the tables of a database, the topics of a cluster. */
const CONTAINERS: Readonly<Record<string, string>> = {
  'AWS::Athena::NamedQuery': 'AWS::Athena::WorkGroup',
  'AWS::DocDB::DBInstance': 'AWS::DocDB::DBCluster',
  'AWS::EKS::Addon': 'AWS::EKS::Cluster',
  'AWS::EKS::Nodegroup': 'AWS::EKS::Cluster',
  'AWS::Glue::Table': 'AWS::Glue::Database',
  'AWS::MSK::Topic': 'AWS::MSK::Cluster',
};

/** Types that take data from what they refer to, and where in their properties. */
const INPUTS: readonly (readonly [prefix: string, inputs: (properties: Readonly<Record<string, unknown>>) => unknown])[] = [
  ['AWS::Glue::Crawler', ({ Targets }) => (Targets as { S3Targets?: unknown } | undefined)?.S3Targets],
  ['AWS::QuickSight::', (properties) => properties],
];

/** Types that act on what they refer to, and how. The others merely use it. */
const SENDERS: Readonly<Record<string, EdgeKind>> = {
  'AWS::Events::Rule': 'call',
  'AWS::IoT::TopicRule': 'data',
  'AWS::Scheduler::Schedule': 'call',
  'AWS::SNS::Subscription': 'data',
  'AWS::StepFunctions::StateMachine': 'call',
};

/** What a family is called and drawn in. */
export function serviceOf(type: string): Service {
  const family = type.split('::')[1] ?? type;
  return SERVICES[family] ?? { name: family, colour: OTHER };
}

/** What one resource of a type is called: `AWS::Glue::Crawler` is a `Glue crawler`. */
export function kindOf(type: string): string {
  const [, , thing = type] = type.split('::');
  return `${serviceOf(type).name} ${thing
    .replace(/^DB(?=[A-Z])/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase()}`.replace('work group', 'workgroup');
}

export function isPlumbing(type: string): boolean {
  return PLUMBING.some((pattern) => pattern.test(type));
}

/** The type that shows resources of this type among its own; undefined when they are shown by themselves. */
export function containerOf(type: string): string | undefined {
  return CONTAINERS[type];
}

/** The part of the properties that says where data comes from; undefined when the type takes none by reference. */
export function inputsOf(type: string, properties: Readonly<Record<string, unknown>>): unknown {
  return INPUTS.find(([prefix]) => type.startsWith(prefix))?.[1](properties);
}

/** How a type relates to what it refers to otherwise. */
export function senderKind(type: string): EdgeKind {
  return SENDERS[type] ?? 'uses';
}
