import { AthenaClient, ListWorkGroupsCommand } from '@aws-sdk/client-athena';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetCrawlersCommand, GetDatabasesCommand, GetJobsCommand, GlueClient } from '@aws-sdk/client-glue';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { DescribeParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { MiniStack } from './ministack';

/** SDK settings for a test's own requests to an emulated account. */
export function lookInto({ endpoint, env }: MiniStack) {
  const credentials = { accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '', secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '' };
  return { endpoint, credentials, region: 'us-east-1', forcePathStyle: true };
}

/** Resources of an emulated account, listed service by service without the code under test. */
export async function remains(server: MiniStack) {
  const settings = lookInto(server);
  const glue = new GlueClient(settings);
  const { Stacks = [] } = await new CloudFormationClient(settings).send(new DescribeStacksCommand({}));
  const { Buckets = [] } = await new S3Client(settings).send(new ListBucketsCommand({}));
  const { DatabaseList = [] } = await glue.send(new GetDatabasesCommand({}));
  const { Crawlers = [] } = await glue.send(new GetCrawlersCommand({}));
  const { Jobs = [] } = await glue.send(new GetJobsCommand({}));
  const { Functions = [] } = await new LambdaClient(settings).send(new ListFunctionsCommand({}));
  const { logGroups = [] } = await new CloudWatchLogsClient(settings).send(new DescribeLogGroupsCommand({}));
  const { WorkGroups = [] } = await new AthenaClient(settings).send(new ListWorkGroupsCommand({}));
  const { stateMachines = [] } = await new SFNClient(settings).send(new ListStateMachinesCommand({}));
  const { Parameters = [] } = await new SSMClient(settings).send(new DescribeParametersCommand({}));
  const { Roles = [] } = await new IAMClient(settings).send(new ListRolesCommand({}));
  return {
    stacks: sorted(Stacks.map(({ StackName }) => StackName)),
    buckets: sorted(Buckets.map(({ Name }) => Name)),
    databases: sorted(DatabaseList.map(({ Name }) => Name)),
    crawlers: sorted(Crawlers.map(({ Name }) => Name)),
    runningCrawlers: sorted(Crawlers.filter(({ State }) => State === 'RUNNING').map(({ Name }) => Name)),
    jobs: sorted(Jobs.map(({ Name }) => Name)),
    functions: sorted(Functions.map(({ FunctionName }) => FunctionName)),
    logGroups: sorted(logGroups.map(({ logGroupName }) => logGroupName)),
    workgroups: sorted(WorkGroups.map(({ Name }) => Name)),
    stateMachines: sorted(stateMachines.map(({ name }) => name)),
    parameters: sorted(Parameters.map(({ Name }) => Name)),
    roles: sorted(Roles.map(({ RoleName }) => RoleName)),
  };
}

function sorted(names: readonly (string | undefined)[]): readonly string[] {
  return names.flatMap((name) => name ?? []).sort();
}
