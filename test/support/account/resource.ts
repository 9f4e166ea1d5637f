import { createHash } from 'node:crypto';

/** A resource that CloudFormation made. */
export interface FakeResource {
  readonly type: string;
  readonly stack: string;
  readonly logicalId: string;
  /** What `Ref` returns. */
  id: string;
  /** Absent for what has none. */
  readonly arn?: string;
  /** With every intrinsic resolved. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly deletionPolicy?: string;
  status: string;
}

/** Where resources are. */
export interface Location {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** Properties that give a resource its name. */
const NAMES: Readonly<Record<string, string>> = {
  'AWS::Athena::WorkGroup': 'Name',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::DocDB::DBCluster': 'DBClusterIdentifier',
  'AWS::DocDB::DBInstance': 'DBInstanceIdentifier',
  'AWS::EKS::Cluster': 'Name',
  'AWS::EMR::SecurityConfiguration': 'Name',
  'AWS::Events::Rule': 'Name',
  'AWS::Glue::Crawler': 'Name',
  'AWS::Glue::Database': 'DatabaseInput.Name',
  'AWS::Glue::Job': 'Name',
  'AWS::Glue::Table': 'TableInput.Name',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::KinesisFirehose::DeliveryStream': 'DeliveryStreamName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::Logs::LogStream': 'LogStreamName',
  'AWS::MWAA::Environment': 'Name',
  'AWS::RDS::DBInstance': 'DBInstanceIdentifier',
  'AWS::RDS::DBParameterGroup': 'DBParameterGroupName',
  'AWS::RDS::DBSubnetGroup': 'DBSubnetGroupName',
  'AWS::RDS::EventSubscription': 'SubscriptionName',
  'AWS::RedshiftServerless::Namespace': 'NamespaceName',
  'AWS::RedshiftServerless::Workgroup': 'WorkgroupName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::S3::BucketPolicy': 'Bucket',
  'AWS::SSM::Parameter': 'Name',
};

/** How ids look that a service gives. `#` is a number that is the resource's own. */
const IDS: Readonly<Record<string, string>> = {
  'AWS::AmazonMQ::Broker': 'b-#',
  'AWS::EC2::EIP': '203.0.%',
  'AWS::EC2::FlowLog': 'fl-#',
  'AWS::EC2::Instance': 'i-#',
  'AWS::EC2::InternetGateway': 'igw-#',
  'AWS::EC2::LaunchTemplate': 'lt-#',
  'AWS::EC2::NatGateway': 'nat-#',
  'AWS::EC2::RouteTable': 'rtb-#',
  'AWS::EC2::SecurityGroup': 'sg-#',
  'AWS::EC2::SecurityGroupEgress': 'sgr-#',
  'AWS::EC2::SecurityGroupIngress': 'sgr-#',
  'AWS::EC2::Subnet': 'subnet-#',
  'AWS::EC2::SubnetRouteTableAssociation': 'rtbassoc-#',
  'AWS::EC2::VPC': 'vpc-#',
  'AWS::EC2::VPCEndpoint': 'vpce-#',
  'AWS::EMR::Cluster': 'j-#',
  'AWS::EMRServerless::Application': '00f#',
  'AWS::KMS::Key': '1234abcd-#',
  'AWS::Macie::CustomDataIdentifier': 'cdi-#',
};

/** ARNs of what can have tags; `#` is the id. Types without an entry have no ARN, or no tags. */
const ARNS: Readonly<Record<string, string>> = {
  'AWS::AmazonMQ::Broker': 'mq:R:A:broker:name:#',
  'AWS::Athena::WorkGroup': 'athena:R:A:workgroup/#',
  'AWS::CloudWatch::Alarm': 'cloudwatch:R:A:alarm:#',
  'AWS::DocDB::DBCluster': 'rds:R:A:cluster:#',
  'AWS::DocDB::DBClusterParameterGroup': 'rds:R:A:cluster-pg:#',
  'AWS::DocDB::DBInstance': 'rds:R:A:db:#',
  'AWS::DocDB::DBSubnetGroup': 'rds:R:A:subgrp:#',
  'AWS::EC2::EIP': 'ec2:R:A:elastic-ip/#',
  'AWS::EC2::FlowLog': 'ec2:R:A:vpc-flow-log/#',
  'AWS::EC2::Instance': 'ec2:R:A:instance/#',
  'AWS::EC2::InternetGateway': 'ec2:R:A:internet-gateway/#',
  'AWS::EC2::LaunchTemplate': 'ec2:R:A:launch-template/#',
  'AWS::EC2::NatGateway': 'ec2:R:A:natgateway/#',
  'AWS::EC2::RouteTable': 'ec2:R:A:route-table/#',
  'AWS::EC2::SecurityGroup': 'ec2:R:A:security-group/#',
  'AWS::EC2::Subnet': 'ec2:R:A:subnet/#',
  'AWS::EC2::VPC': 'ec2:R:A:vpc/#',
  'AWS::EC2::VPCEndpoint': 'ec2:R:A:vpc-endpoint/#',
  'AWS::EKS::AccessEntry': 'eks:R:A:access-entry/#/a1b2',
  'AWS::EKS::Addon': 'eks:R:A:addon/#/a1b2',
  'AWS::EKS::Cluster': 'eks:R:A:cluster/#',
  'AWS::EKS::Nodegroup': 'eks:R:A:nodegroup/#/a1b2',
  'AWS::EKS::PodIdentityAssociation': 'eks:R:A:podidentityassociation/#',
  'AWS::EMR::Cluster': 'elasticmapreduce:R:A:cluster/#',
  'AWS::EMRServerless::Application': 'emr-serverless:R:A:/applications/#',
  'AWS::ElasticLoadBalancingV2::Listener': 'elasticloadbalancing:R:A:listener/net/#/a1/b2',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'elasticloadbalancing:R:A:loadbalancer/net/#/a1',
  'AWS::ElasticLoadBalancingV2::TargetGroup': 'elasticloadbalancing:R:A:targetgroup/#/a1',
  'AWS::Events::Rule': 'events:R:A:rule/#',
  'AWS::Glue::Crawler': 'glue:R:A:crawler/#',
  'AWS::Glue::Database': 'glue:R:A:database/#',
  'AWS::Glue::Job': 'glue:R:A:job/#',
  'AWS::IAM::InstanceProfile': 'iam::A:instance-profile/#',
  'AWS::IAM::ManagedPolicy': 'iam::A:policy/#',
  'AWS::IAM::Role': 'iam::A:role/#',
  'AWS::IAM::SAMLProvider': 'iam::A:saml-provider/#',
  'AWS::KMS::Key': 'kms:R:A:key/#',
  'AWS::KinesisFirehose::DeliveryStream': 'firehose:R:A:deliverystream/#',
  'AWS::Lambda::Function': 'lambda:R:A:function:#',
  'AWS::Lambda::LayerVersion': 'lambda:R:A:layer:#:1',
  'AWS::Logs::LogGroup': 'logs:R:A:log-group:#',
  'AWS::MWAA::Environment': 'airflow:R:A:environment/#',
  'AWS::Macie::CustomDataIdentifier': 'macie2:R:A:custom-data-identifier/#',
  'AWS::RDS::DBInstance': 'rds:R:A:db:#',
  'AWS::RDS::DBParameterGroup': 'rds:R:A:pg:#',
  'AWS::RDS::DBSubnetGroup': 'rds:R:A:subgrp:#',
  'AWS::RDS::EventSubscription': 'rds:R:A:es:#',
  'AWS::RedshiftServerless::Namespace': 'redshift-serverless:R:A:namespace/#',
  'AWS::RedshiftServerless::Workgroup': 'redshift-serverless:R:A:workgroup/#',
  'AWS::S3::Bucket': 's3:::#',
  'AWS::SNS::Topic': 'sns:R:A:#',
  'AWS::SQS::Queue': 'sqs:R:A:#',
  'AWS::SSM::Parameter': 'ssm:R:A:parameter/#',
  'AWS::SecretsManager::Secret': 'secretsmanager:R:A:secret:#',
  'AWS::StepFunctions::StateMachine': 'states:R:A:stateMachine:#',
};

/** Types whose `Ref` is the ARN. */
const BY_ARN = new Set([
  'AWS::ElasticLoadBalancingV2::Listener',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::SAMLProvider',
  'AWS::Lambda::LayerVersion',
  'AWS::SNS::Topic',
  'AWS::SecretsManager::Secret',
  'AWS::StepFunctions::StateMachine',
]);

/** Types that the search by tag does not cover: their tags can be read one by one only. */
const NOT_INDEXED = new Set(['AWS::IAM::InstanceProfile', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Role', 'AWS::IAM::SAMLProvider']);

export interface Definition {
  readonly type: string;
  readonly stack: string;
  readonly logicalId: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What `Ref` of a new resource returns, and its ARN. */
export function identify(definition: Definition, location: Location): { readonly id: string; readonly arn?: string } {
  const { type, stack, logicalId, properties } = definition;
  const own = createHash('sha256').update(`${stack}/${logicalId}`).digest('hex');
  const name = nameOf(type, properties);
  const given = IDS[type]
    ?.replace('#', own.slice(0, 17))
    .replace('%', [own.slice(0, 2), own.slice(2, 4)].map((part) => Number.parseInt(part, 16)).join('.'));
  const made = `${stack}-${logicalId}-${own.slice(0, 12).toUpperCase()}`;
  const id = composed(type, properties) ?? given ?? name ?? (type.startsWith('AWS::S3::') ? made.toLowerCase().slice(-63) : made);
  const arn = arnOf(type, type === 'AWS::EC2::EIP' ? `eipalloc-${own.slice(0, 17)}` : (withName(type, properties) ?? id), location);
  if (type === 'AWS::SQS::Queue') return { id: `https://sqs.${location.region}.amazonaws.com/${location.account}/${id}`, arn };
  return { id: BY_ARN.has(type) ? (arn ?? id) : id, arn };
}

/** Whether the search by tag can show a resource. */
export function isIndexed({ type, arn }: Pick<FakeResource, 'type' | 'arn'>): boolean {
  return arn !== undefined && !NOT_INDEXED.has(type);
}

/** Identifier by which Cloud Control reads a resource: what `Ref` returns, save for some. */
export function cloudControlIdentifier({ type, id, arn, properties }: FakeResource, account: string): string {
  if (type === 'AWS::EC2::EIP') return `${id}|${arn?.split('/').at(-1)}`;
  if (type === 'AWS::EC2::Route') return `${properties['RouteTableId']}|${properties['DestinationCidrBlock']}`;
  if (type === 'AWS::Events::Rule') return arn ?? id;
  if (type === 'AWS::Glue::Table') return `${account}|${properties['DatabaseName']}|${id}`;
  if (type === 'AWS::Lambda::EventInvokeConfig') return `${properties['FunctionName']}|${properties['Qualifier']}`;
  if (type === 'AWS::Lambda::Permission') return `${properties['FunctionName']}|${id}`;
  if (type === 'AWS::Logs::LogStream') return `${properties['LogGroupName']}|${id}`;
  return id;
}

function composed(type: string, properties: Readonly<Record<string, unknown>>): string | undefined {
  if (type === 'AWS::EKS::AccessEntry') return `${properties['PrincipalArn']}|${properties['ClusterName']}`;
  if (type === 'AWS::EKS::Addon') return `${properties['ClusterName']}|${properties['AddonName']}`;
  if (type === 'AWS::EC2::VPCGatewayAttachment') return `IGW|${properties['VpcId']}`;
  return undefined;
}

function arnOf(type: string, id: string, { partition, region, account }: Location): string | undefined {
  const pattern = ARNS[type];
  if (pattern === undefined) return undefined;
  if (type === 'AWS::EKS::AccessEntry') {
    const [principal = '', cluster = ''] = id.split('|');
    return `arn:${partition}:eks:${region}:${account}:access-entry/${cluster}/role/${account}/${principal.split('/').at(-1)}/a1b2`;
  }
  const [service, itsRegion, itsAccount, ...rest] = pattern.split(':');
  const placed = [service, itsRegion === 'R' ? region : itsRegion, itsAccount === 'A' ? account : itsAccount, ...rest];
  return `arn:${partition}:${placed.join(':').replace('#', id.replace(/^\//, '').replace('|', '/'))}`;
}

/** The name in an ARN where `Ref` is something else. */
function withName(type: string, properties: Readonly<Record<string, unknown>>): string | undefined {
  const key = { 'AWS::SNS::Topic': 'TopicName', 'AWS::SecretsManager::Secret': 'Name', 'AWS::StepFunctions::StateMachine': 'StateMachineName' }[type];
  const name = key === undefined ? undefined : properties[key];
  return typeof name === 'string' ? name : undefined;
}

function nameOf(type: string, properties: Readonly<Record<string, unknown>>): string | undefined {
  const value = NAMES[type]?.split('.').reduce<unknown>((within, key) => (within as Record<string, unknown> | undefined)?.[key], properties);
  return typeof value === 'string' ? value : undefined;
}
