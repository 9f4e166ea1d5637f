import type { Workload } from '../contract/access';

/** Which role a workload has. */
export interface WorkloadRole {
  readonly workload: Workload;
  /** Stack and logical id. */
  readonly id: string;
  /** Property that names the role; `trust` for a role that is given when the work starts. */
  readonly use: string;
  /** ARN of the role; the name that the property has for a role from outside the templates. */
  readonly role: string;
}

/** Properties that name a role by its name or ARN, or an instance profile; `*` stands for every element of a list. */
const ROLES: Readonly<Record<string, readonly string[]>> = {
  'AWS::CodeBuild::Project': ['ServiceRole'],
  'AWS::EC2::FlowLog': ['DeliverLogsPermissionArn'],
  'AWS::EC2::Instance': ['IamInstanceProfile'],
  'AWS::EC2::LaunchTemplate': ['LaunchTemplateData.IamInstanceProfile.Arn', 'LaunchTemplateData.IamInstanceProfile.Name'],
  'AWS::ECS::TaskDefinition': ['TaskRoleArn', 'ExecutionRoleArn'],
  'AWS::EKS::Addon': ['PodIdentityAssociations.*.RoleArn', 'ServiceAccountRoleArn'],
  'AWS::EKS::Cluster': ['RoleArn', 'ComputeConfig.NodeRoleArn'],
  'AWS::EKS::FargateProfile': ['PodExecutionRoleArn'],
  'AWS::EKS::Nodegroup': ['NodeRole'],
  'AWS::EKS::PodIdentityAssociation': ['RoleArn', 'TargetRoleArn'],
  'AWS::EMR::Cluster': ['JobFlowRole', 'ServiceRole', 'AutoScalingRole'],
  'AWS::Events::Rule': ['RoleArn', 'Targets.*.RoleArn'],
  'AWS::Glue::Crawler': ['Role'],
  'AWS::Glue::Job': ['Role'],
  'AWS::IoT::TopicRule': ['TopicRulePayload.Actions.*.*.RoleArn', 'TopicRulePayload.ErrorAction.*.RoleArn'],
  'AWS::IoTWireless::Destination': ['RoleArn'],
  'AWS::KafkaConnect::Connector': ['ServiceExecutionRoleArn'],
  'AWS::KinesisFirehose::DeliveryStream': [
    'ExtendedS3DestinationConfiguration.RoleARN',
    'RedshiftDestinationConfiguration.RoleARN',
    'RedshiftDestinationConfiguration.S3Configuration.RoleARN',
    'RedshiftDestinationConfiguration.SecretsManagerConfiguration.RoleARN',
    'KinesisStreamSourceConfiguration.RoleARN',
    'MSKSourceConfiguration.AuthenticationConfiguration.RoleARN',
  ],
  'AWS::Lambda::Function': ['Role'],
  'AWS::MWAA::Environment': ['ExecutionRoleArn'],
  'AWS::Pipes::Pipe': ['RoleArn'],
  'AWS::QuickSight::DataSource': ['DataSourceParameters.AthenaParameters.RoleArn'],
  'AWS::RDS::DBInstance': ['MonitoringRoleArn', 'AssociatedRoles.*.RoleArn'],
  'AWS::Redshift::Cluster': ['IamRoles.*'],
  'AWS::RedshiftServerless::Namespace': ['IamRoles.*', 'DefaultIamRoleArn'],
  'AWS::Scheduler::Schedule': ['Target.RoleArn'],
  'AWS::StepFunctions::StateMachine': ['RoleArn'],
};

/** Service that a role has to trust to be given to a job of a type, where no property of the type names it. */
export const GIVEN_AT_START: Readonly<Record<string, string>> = { 'AWS::EMRServerless::Application': 'emr-serverless.amazonaws.com' };

/** What names a role in the properties of a resource, with the path of its property. */
export function namedRoles(
  type: string,
  properties: Readonly<Record<string, unknown>>,
): readonly { readonly use: string; readonly value: unknown }[] {
  return (ROLES[type] ?? []).flatMap((path) => valuesAt(properties, path.split('.')).map((value) => ({ use: path, value })));
}

/** The workload of a resource: its logical id without the eight characters that the CDK appends. */
export function workloadOf(type: string, logicalId: string): Workload {
  return { type, id: logicalId.replace(/[0-9A-F]{8}$/, '') };
}

function valuesAt(value: unknown, [name, ...rest]: readonly string[]): readonly unknown[] {
  if (name === undefined) return value === undefined ? [] : [value];
  if (value === null || typeof value !== 'object') return [];
  if (name === '*') return Object.values(value).flatMap((each) => valuesAt(each, rest));
  return Object.hasOwn(value, name) ? valuesAt((value as Readonly<Record<string, unknown>>)[name], rest) : [];
}
