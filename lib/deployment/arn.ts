import type { NamedResource } from './left-behind';

/** ARNs whose resource type and id can be told from their text. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/^arn:[^:]+:athena:[^:]*:[^:]*:workgroup\/(.+)$/, 'AWS::Athena::WorkGroup'],
  [/^arn:[^:]+:ec2:[^:]*:[^:]*:instance\/(.+)$/, 'AWS::EC2::Instance'],
  [/^arn:[^:]+:ec2:[^:]*:[^:]*:security-group\/(.+)$/, 'AWS::EC2::SecurityGroup'],
  [/^arn:[^:]+:ec2:[^:]*:[^:]*:subnet\/(.+)$/, 'AWS::EC2::Subnet'],
  [/^arn:[^:]+:ec2:[^:]*:[^:]*:volume\/(.+)$/, 'AWS::EC2::Volume'],
  [/^arn:[^:]+:ec2:[^:]*:[^:]*:vpc\/(.+)$/, 'AWS::EC2::VPC'],
  [/^arn:[^:]+:elasticmapreduce:[^:]*:[^:]*:cluster\/(.+)$/, 'AWS::EMR::Cluster'],
  [/^arn:[^:]+:emr-serverless:[^:]*:[^:]*:\/applications\/([^/]+)$/, 'AWS::EMRServerless::Application'],
  [/^arn:[^:]+:glue:[^:]*:[^:]*:crawler\/(.+)$/, 'AWS::Glue::Crawler'],
  [/^arn:[^:]+:glue:[^:]*:[^:]*:database\/(.+)$/, 'AWS::Glue::Database'],
  [/^arn:[^:]+:glue:[^:]*:[^:]*:job\/(.+)$/, 'AWS::Glue::Job'],
  [/^arn:[^:]+:iam::[^:]*:role\/(?:.*\/)?([^/]+)$/, 'AWS::IAM::Role'],
  [/^arn:[^:]+:lambda:[^:]*:[^:]*:function:([^:]+)$/, 'AWS::Lambda::Function'],
  [/^arn:[^:]+:logs:[^:]*:[^:]*:log-group:([^:]+)(?::\*)?$/, 'AWS::Logs::LogGroup'],
  [/^arn:[^:]+:s3:::([^/]+)$/, 'AWS::S3::Bucket'],
  [/^arn:[^:]+:ssm:[^:]*:[^:]*:parameter(\/.+)$/, 'AWS::SSM::Parameter'],
  [/^(arn:[^:]+:states:[^:]*:[^:]*:stateMachine:.+)$/, 'AWS::StepFunctions::StateMachine'],
];

/** The resource that an ARN names, as CloudFormation would; undefined for kinds that nobody looks up. */
export function resourceOfArn(arn: string): NamedResource | undefined {
  for (const [pattern, type] of PATTERNS) {
    const [, physicalId] = pattern.exec(arn) ?? [];
    if (physicalId !== undefined) return { type, physicalId };
  }
  return undefined;
}
