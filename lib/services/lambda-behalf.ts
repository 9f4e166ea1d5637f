import type { AccessRequest } from '../contract/access';
import type { DeployedResource } from '../contract/resources';
import { textAt } from './lookups';
import { known } from './requests';
import { asked, usesOf, writingLogs } from './role-uses';
import type { BehalfContext, CallInput, RoleUse } from './service';

const GUIDE = 'https://docs.aws.amazon.com/lambda/latest/dg';
const FUNCTION = 'AWS::Lambda::Function';

/** What Lambda does as the role of a function: logs, traces, network interfaces, the queue of what failed, environment variables. */
export function functionUses({ physicalId: name, properties = {} }: DeployedResource, context: BehalfContext): readonly RoleUse[] {
  const group = textAt(properties, 'LoggingConfig.LogGroup') ?? `/aws/lambda/${name}`;
  const isThere = known(context, 'AWS::Logs::LogGroup', group) !== undefined;
  const failed = textAt(properties, 'DeadLetterConfig.TargetArn');
  const key = textAt(properties, 'KmsKeyArn');
  const handlers = Object.entries(variablesOf(properties)).flatMap(([variable, value]) =>
    /^USER_(ON_EVENT|IS_COMPLETE)_FUNCTION_ARN$/.test(variable) && typeof value === 'string' ? [value] : [],
  );
  const { SubnetIds: subnets } = (properties['VpcConfig'] ?? {}) as CallInput;
  return usesOf(
    properties['Role'],
    context,
    {
      description: 'writes the log',
      source: `${GUIDE}/monitoring-cloudwatchlogs.html`,
      requests: writingLogs(group, context, { stream: '2026/01/01/[$LATEST]0' }),
    },
    {
      description: 'creates the log group when it is not there',
      source: `${GUIDE}/monitoring-cloudwatchlogs.html`,
      requests: isThere ? [] : writingLogs(group, context, { creates: true }).slice(0, 1),
      isConditional: true,
    },
    {
      description: 'creates and deletes the network interfaces of the function',
      source: `${GUIDE}/configuration-vpc.html`,
      requests: Array.isArray(subnets) && subnets.length > 0 ? asked(INTERFACES.map((action) => `ec2:${action}`)) : [],
    },
    {
      description: 'sends events that failed to the dead-letter queue or topic',
      source: `${GUIDE}/invocation-async-retain-records.html`,
      requests: failed === undefined ? [] : sending(failed),
    },
    {
      description: 'sends traces',
      source: `${GUIDE}/services-xray.html`,
      requests: textAt(properties, 'TracingConfig.Mode') === 'Active' ? asked(['xray:PutTelemetryRecords', 'xray:PutTraceSegments']) : [],
    },
    {
      description: 'decrypts the environment variables',
      source: `${GUIDE}/configuration-envvars-encryption.html`,
      requests: key === undefined ? [] : asked(['kms:Decrypt'], key),
    },
    {
      description: 'the provider of custom resources invokes its handler',
      source: 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.custom_resources-readme.html',
      requests: handlers.flatMap((handler) => asked(['lambda:InvokeFunction'], handler)),
    },
  );
}

/** What Lambda does as the role of a function to read the queue or stream that invokes it. */
export function sourceUses({ properties = {} }: DeployedResource, context: BehalfContext): readonly RoleUse[] {
  const source = textAt(properties, 'EventSourceArn') ?? '';
  const [, , service = ''] = source.split(':');
  const actions = SOURCES[service];
  const target = textAt(properties, 'DestinationConfig.OnFailure.Destination');
  return usesOf(
    roleOfFunction(properties, context),
    context,
    {
      description: 'reads the queue or stream that invokes the function',
      source: `${GUIDE}/invocation-eventsourcemapping.html`,
      requests: actions === undefined ? [] : asked(actions, source),
    },
    {
      description: 'sends batches that failed to their destination',
      source: `${GUIDE}/invocation-eventsourcemapping.html`,
      requests: target === undefined ? [] : sending(target),
    },
  );
}

/** What Lambda does as the role of a function with the results of asynchronous invocations. */
export function destinationUses({ properties = {} }: DeployedResource, context: BehalfContext): readonly RoleUse[] {
  const targets = ['OnSuccess', 'OnFailure'].flatMap((name) => textAt(properties, `DestinationConfig.${name}.Destination`) ?? []);
  return usesOf(roleOfFunction(properties, context), context, {
    description: 'sends results to their destination',
    source: `${GUIDE}/invocation-async-retain-records.html`,
    requests: targets.flatMap(sending),
  });
}

const INTERFACES = [
  'AssignPrivateIpAddresses',
  'CreateNetworkInterface',
  'DeleteNetworkInterface',
  'DescribeNetworkInterfaces',
  'DescribeSubnets',
  'UnassignPrivateIpAddresses',
];

/** Actions by the service of an event source. Kafka and brokers have more than a role. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  dynamodb: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
  kinesis: ['DescribeStream', 'DescribeStreamSummary', 'GetRecords', 'GetShardIterator', 'ListShards'].map((action) => `kinesis:${action}`),
  sqs: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
};

/** The request that sends to a queue, a topic, a function or an event bus. */
function sending(target: string): AccessRequest[] {
  const [, , service = ''] = target.split(':');
  const action = { events: 'events:PutEvents', lambda: 'lambda:InvokeFunction', sns: 'sns:Publish', sqs: 'sqs:SendMessage' }[service];
  if (action === undefined) throw new Error(`how Lambda sends to ${target} is not known`);
  return asked([action], target);
}

function roleOfFunction(properties: CallInput, context: BehalfContext): unknown {
  const name = (textAt(properties, 'FunctionName') ?? '').split(':function:').at(-1)?.split(':')[0] ?? '';
  return known(context, FUNCTION, name)?.properties?.['Role'];
}

function variablesOf(properties: CallInput): CallInput {
  return (((properties['Environment'] ?? {}) as CallInput)['Variables'] ?? {}) as CallInput;
}
