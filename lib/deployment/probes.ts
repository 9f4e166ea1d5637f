import type { ConnectOptions } from '../aws/connect';
import { emrProbes } from './probes-emr';
import { rdsProbes } from './probes-rds';

/** Looks whether one resource is there. Rejects when the service answers neither yes nor no. */
export type Probe = (physicalId: string) => Promise<boolean>;

const ABSENT = new Set([
  'NotFound',
  'NoSuchBucket',
  'NoSuchEntity',
  'NoSuchEntityException',
  'EntityNotFoundException',
  'InvalidAddress.NotFound',
  'ResourceNotFoundException',
  'StateMachineDoesNotExist',
  'ParameterNotFound',
]);

/** Types that live inside another and are gone when that is: a policy with its role or bucket, a table with its database. */
export const INSIDE_OTHERS: ReadonlySet<string> = new Set([
  'AWS::EC2::SecurityGroupEgress',
  'AWS::EC2::SecurityGroupIngress',
  'AWS::Glue::Table',
  'AWS::IAM::Policy',
  'AWS::Lambda::Permission',
  'AWS::S3::BucketPolicy',
  'AWS::SecretsManager::SecretTargetAttachment',
  'AWS::SNS::TopicPolicy',
]);

/**
 * How to look for a resource of each type by the id that CloudFormation gives it.
 *
 * For types that are missing here CloudFormation's word and the search by tag have to do.
 */
export function probes(connection: ConnectOptions, endpoint?: string): Readonly<Record<string, Probe>> {
  return {
    ...emrProbes(connection),
    ...rdsProbes(connection),
    'AWS::Athena::WorkGroup': async (WorkGroup) => {
      const { AthenaClient, GetWorkGroupCommand } = await import('@aws-sdk/client-athena');
      return answers(new AthenaClient(connection).send(new GetWorkGroupCommand({ WorkGroup })), /is not found|does not exist|not found/i);
    },
    'AWS::EC2::EIP': async (ip) => {
      const { DescribeAddressesCommand, EC2Client } = await import('@aws-sdk/client-ec2');
      return answers(new EC2Client(connection).send(new DescribeAddressesCommand({ PublicIps: [ip] })));
    },
    'AWS::EC2::NatGateway': async (id) => {
      const { DescribeNatGatewaysCommand, EC2Client } = await import('@aws-sdk/client-ec2');
      // A deleted one is shown for another hour.
      const Filter = [{ Name: 'state', Values: ['pending', 'available', 'failed'] }];
      const { NatGateways = [] } = await new EC2Client(connection).send(new DescribeNatGatewaysCommand({ Filter }));
      return NatGateways.some(({ NatGatewayId }) => NatGatewayId === id);
    },
    'AWS::Glue::Crawler': async (Name) => {
      const { GetCrawlerCommand, GlueClient } = await import('@aws-sdk/client-glue');
      return answers(new GlueClient(connection).send(new GetCrawlerCommand({ Name })));
    },
    'AWS::Glue::Database': async (Name) => {
      const { GetDatabaseCommand, GlueClient } = await import('@aws-sdk/client-glue');
      return answers(new GlueClient(connection).send(new GetDatabaseCommand({ Name })));
    },
    'AWS::Glue::Job': async (JobName) => {
      const { GetJobCommand, GlueClient } = await import('@aws-sdk/client-glue');
      return answers(new GlueClient(connection).send(new GetJobCommand({ JobName })));
    },
    'AWS::IAM::Role': async (RoleName) => {
      const { GetRoleCommand, IAMClient } = await import('@aws-sdk/client-iam');
      return answers(new IAMClient(connection).send(new GetRoleCommand({ RoleName })));
    },
    'AWS::Lambda::Function': async (FunctionName) => {
      const { GetFunctionCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
      return answers(new LambdaClient(connection).send(new GetFunctionCommand({ FunctionName })));
    },
    'AWS::Logs::LogGroup': async (logGroupNamePrefix) => {
      const { CloudWatchLogsClient, DescribeLogGroupsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
      const { logGroups = [] } = await new CloudWatchLogsClient(connection).send(new DescribeLogGroupsCommand({ logGroupNamePrefix }));
      return logGroups.some(({ logGroupName }) => logGroupName === logGroupNamePrefix);
    },
    'AWS::MWAA::Environment': async (name) => {
      const [{ STSClient }, { signedRequests }, { mwaaVerbs }] = await Promise.all([
        import('@aws-sdk/client-sts'),
        import('../aws/signed-requests'),
        import('../aws/mwaa'),
      ]);
      const { credentials, region } = new STSClient(connection).config;
      const send = signedRequests({ credentials, region: await region(), service: 'airflow', context: { endpoint } });
      return (await mwaaVerbs(send, { pollMs: 0, now: Date.now }).environment(name)) !== undefined;
    },
    'AWS::S3::Bucket': async (Bucket) => {
      const { HeadBucketCommand, S3Client } = await import('@aws-sdk/client-s3');
      return answers(new S3Client({ ...connection, forcePathStyle: endpoint !== undefined }).send(new HeadBucketCommand({ Bucket })));
    },
    'AWS::SSM::Parameter': async (Name) => {
      const { GetParameterCommand, SSMClient } = await import('@aws-sdk/client-ssm');
      return answers(new SSMClient(connection).send(new GetParameterCommand({ Name })));
    },
    'AWS::StepFunctions::StateMachine': async (stateMachineArn) => {
      const { DescribeStateMachineCommand, SFNClient } = await import('@aws-sdk/client-sfn');
      return answers(new SFNClient(connection).send(new DescribeStateMachineCommand({ stateMachineArn })));
    },
  };
}

/** Whether a look-up found something. Some services say 'not found' in the message alone. */
async function answers(lookup: Promise<unknown>, absentMessage?: RegExp): Promise<boolean> {
  try {
    await lookup;
    return true;
  } catch (error) {
    if (error instanceof Error && (ABSENT.has(error.name) || absentMessage?.test(error.message))) return false;
    throw error;
  }
}
