import { services } from '../../lib/services';
import { LOCATION } from './deployed';

const AT = 'eu-central-1:111122223333';

/** ARNs as the services write them, and what CloudFormation calls the resource. */
const EXAMPLES: readonly (readonly [arn: string, type: string, physicalId: string])[] = [
  [`arn:aws:mq:${AT}:broker:observe-demo:b-1234a5b6`, 'AWS::AmazonMQ::Broker', 'b-1234a5b6'],
  ['arn:aws:apigateway:eu-central-1::/apis/a1b2c3', 'AWS::ApiGatewayV2::Api', 'a1b2c3'],
  ['arn:aws:apigateway:eu-central-1::/apis/a1b2c3/stages/prod', 'AWS::ApiGatewayV2::Stage', 'a1b2c3|prod'],
  [`arn:aws:athena:${AT}:workgroup/hub`, 'AWS::Athena::WorkGroup', 'hub'],
  [`arn:aws:cloudwatch:${AT}:alarm:lag`, 'AWS::CloudWatch::Alarm', 'lag'],
  ['arn:aws:cloudwatch::111122223333:dashboard/lag', 'AWS::CloudWatch::Dashboard', 'lag'],
  [`arn:aws:cognito-idp:${AT}:userpool/eu-central-1_AbC`, 'AWS::Cognito::UserPool', 'eu-central-1_AbC'],
  [`arn:aws:rds:${AT}:cluster-pg:tls`, 'AWS::DocDB::DBClusterParameterGroup', 'tls'],
  [`arn:aws:dynamodb:${AT}:table/readings`, 'AWS::DynamoDB::GlobalTable', 'readings'],
  [`arn:aws:ec2:${AT}:elastic-ip/eipalloc-1`, 'AWS::EC2::EIP', 'eipalloc-1'],
  [`arn:aws:ec2:${AT}:vpc-flow-log/fl-1`, 'AWS::EC2::FlowLog', 'fl-1'],
  [`arn:aws:ec2:${AT}:natgateway/nat-1`, 'AWS::EC2::NatGateway', 'nat-1'],
  [`arn:aws:ec2:${AT}:network-interface/eni-1`, 'AWS::EC2::NetworkInterface', 'eni-1'],
  [`arn:aws:ec2:${AT}:security-group-rule/sgr-1`, 'AWS::EC2::SecurityGroupEgress', 'sgr-1'],
  [`arn:aws:ec2:${AT}:vpc/vpc-1`, 'AWS::EC2::VPC', 'vpc-1'],
  [`arn:aws:ec2:${AT}:vpc-endpoint/vpce-1`, 'AWS::EC2::VPCEndpoint', 'vpce-1'],
  [`arn:aws:ecr:${AT}:repository/team/app`, 'AWS::ECR::Repository', 'team/app'],
  [`arn:aws:ecs:${AT}:cluster/shop`, 'AWS::ECS::Cluster', 'shop'],
  [`arn:aws:ecs:${AT}:service/shop/web`, 'AWS::ECS::Service', `arn:aws:ecs:${AT}:service/shop/web`],
  [
    `arn:aws:eks:${AT}:access-entry/mesh/role/111122223333/team/Admin/1a2b`,
    'AWS::EKS::AccessEntry',
    'arn:aws:iam::111122223333:role/team/Admin|mesh',
  ],
  [`arn:aws:eks:${AT}:addon/mesh/vpc-cni/1a2b`, 'AWS::EKS::Addon', 'mesh|vpc-cni'],
  [`arn:aws:eks:${AT}:cluster/mesh`, 'AWS::EKS::Cluster', 'mesh'],
  [`arn:aws:eks:${AT}:nodegroup/mesh/nodes/1a2b`, 'AWS::EKS::Nodegroup', 'mesh/nodes'],
  [`arn:aws:elasticmapreduce:${AT}:cluster/j-1`, 'AWS::EMR::Cluster', 'j-1'],
  [`arn:aws:emr-serverless:${AT}:/applications/00f1`, 'AWS::EMRServerless::Application', '00f1'],
  [`arn:aws:events:${AT}:rule/high`, 'AWS::Events::Rule', 'high'],
  [`arn:aws:events:${AT}:rule/bus/high`, 'AWS::Events::Rule', 'bus|high'],
  [`arn:aws:firehose:${AT}:deliverystream/readings`, 'AWS::KinesisFirehose::DeliveryStream', 'readings'],
  ['arn:aws:iam::111122223333:role/service-role/Glue', 'AWS::IAM::Role', 'Glue'],
  ['arn:aws:iam::111122223333:instance-profile/Nodes', 'AWS::IAM::InstanceProfile', 'Nodes'],
  [`arn:aws:iot:${AT}:rule/ingest`, 'AWS::IoT::TopicRule', 'ingest'],
  [`arn:aws:kafka:${AT}:cluster/events/1a2b-3`, 'AWS::MSK::Cluster', `arn:aws:kafka:${AT}:cluster/events/1a2b-3`],
  [`arn:aws:lambda:${AT}:function:enrich`, 'AWS::Lambda::Function', 'enrich'],
  [`arn:aws:logs:${AT}:log-group:/aws/lambda/enrich`, 'AWS::Logs::LogGroup', '/aws/lambda/enrich'],
  [`arn:aws:logs:${AT}:log-group:/aws/lambda/enrich:*`, 'AWS::Logs::LogGroup', '/aws/lambda/enrich'],
  [`arn:aws:airflow:${AT}:environment/emr-mwaa`, 'AWS::MWAA::Environment', 'emr-mwaa'],
  [`arn:aws:quicksight:${AT}:analysis/hub`, 'AWS::QuickSight::Analysis', 'hub|111122223333'],
  [`arn:aws:quicksight:${AT}:dataset/hub`, 'AWS::QuickSight::DataSet', '111122223333|hub'],
  [`arn:aws:rds:${AT}:es:alerts`, 'AWS::RDS::EventSubscription', 'alerts'],
  [`arn:aws:redshift:${AT}:cluster:sensors`, 'AWS::Redshift::Cluster', 'sensors'],
  ['arn:aws:s3:::hub-data', 'AWS::S3::Bucket', 'hub-data'],
  [`arn:aws:s3tables:${AT}:bucket/lake`, 'AWS::S3Tables::TableBucket', `arn:aws:s3tables:${AT}:bucket/lake`],
  [`arn:aws:s3tables:${AT}:bucket/lake/table/1a`, 'AWS::S3Tables::Table', `arn:aws:s3tables:${AT}:bucket/lake/table/1a`],
  [`arn:aws:secretsmanager:${AT}:secret:team/db-AbCdEf`, 'AWS::SecretsManager::Secret', `arn:aws:secretsmanager:${AT}:secret:team/db-AbCdEf`],
  [`arn:aws:sns:${AT}:alerts`, 'AWS::SNS::Topic', `arn:aws:sns:${AT}:alerts`],
  [`arn:aws:sqs:${AT}:failed`, 'AWS::SQS::Queue', 'https://sqs.eu-central-1.amazonaws.com/111122223333/failed'],
  [`arn:aws:ssm:${AT}:parameter/stagecraft/hub/dev/bucket`, 'AWS::SSM::Parameter', '/stagecraft/hub/dev/bucket'],
  [`arn:aws:ssm:${AT}:parameter/plain`, 'AWS::SSM::Parameter', 'plain'],
  [`arn:aws:states:${AT}:stateMachine:pipeline`, 'AWS::StepFunctions::StateMachine', `arn:aws:states:${AT}:stateMachine:pipeline`],
  [`arn:aws:wafv2:${AT}:regional/webacl/edge/1a2b`, 'AWS::WAFv2::WebACL', 'edge|1a2b|REGIONAL'],
];

test.each(EXAMPLES)('%s is the %s %s', (arn, type, physicalId) => {
  expect(services.resourceOfArn(arn)).toEqual({ type, physicalId });
  expect(services.isArnOf(arn, { type, physicalId }, LOCATION)).toBe(true);
  expect(services.isArnOf(arn, { type, physicalId: 'other' }, LOCATION)).toBe(false);
});

test.each([
  ['an object of a bucket', 'arn:aws:s3:::hub-data/key'],
  ['a version of a function', `arn:aws:lambda:${AT}:function:enrich:7`],
  ['a service that the table lacks', `arn:aws:polly:${AT}:lexicon/words`],
])('%s is no resource of the table', (_, arn) => {
  expect(services.resourceOfArn(arn)).toBeUndefined();
});

test('the ARN of a Redshift Serverless workgroup tells the type and not the name', () => {
  const arn = `arn:aws:redshift-serverless:${AT}:workgroup/1a2b-3c`;

  expect(services.resourceOfArn(arn)).toBeUndefined();
  expect(services.typesOfArn(arn)).toEqual(['AWS::RedshiftServerless::Workgroup']);
  expect(services.arnOf({ type: 'AWS::RedshiftServerless::Workgroup', physicalId: 'sensors' }, LOCATION)).toBeUndefined();
  expect(services.isArnOf(arn, { type: 'AWS::RedshiftServerless::Workgroup', physicalId: 'sensors', attributes: { Arn: arn } }, LOCATION)).toBe(true);
});

test('an ARN that RDS and DocumentDB share is the ARN of either', () => {
  const arn = `arn:aws:rds:${AT}:db:mesh-1`;

  expect(services.typesOfArn(arn)).toEqual(['AWS::DocDB::DBInstance', 'AWS::RDS::DBInstance']);
  for (const type of services.typesOfArn(arn)) expect(services.isArnOf(arn, { type, physicalId: 'mesh-1' }, LOCATION)).toBe(true);
});

test.each([
  ['AWS::IAM::Role', { physicalId: 'Glue', properties: { Path: '/service-role/' } }, 'arn:aws:iam::111122223333:role/service-role/Glue'],
  ['AWS::SSM::Parameter', { physicalId: '/a/b' }, `arn:aws:ssm:${AT}:parameter/a/b`],
  ['AWS::EC2::EIP', { physicalId: '203.0.113.7' }, undefined],
  ['AWS::Glue::Table', { physicalId: 'readings' }, undefined],
])('the ARN of a %s follows from %j', (type, resource, arn) => {
  expect(services.arnOf({ type, ...resource }, LOCATION)).toBe(arn);
});

test.each([
  ['AWS::S3::Bucket', { BucketName: 'hub-data' }, 'hub-data'],
  ['AWS::Glue::Database', { DatabaseInput: { Name: 'hub' } }, 'hub'],
  ['AWS::StepFunctions::StateMachine', { StateMachineName: 'pipeline' }, `arn:aws:states:${AT}:stateMachine:pipeline`],
  ['AWS::S3::Bucket', { BucketName: { Ref: 'Name' } }, undefined],
  ['AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' }, undefined],
])('the id of a %s with %j is fixed or not', (type, properties, id) => {
  expect(services.fixedIdOf(type, properties, LOCATION)).toBe(id);
});
