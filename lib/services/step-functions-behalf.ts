import { Unknown } from 'stagecraft-constructs/intrinsics';
import type { SdkCall } from '../contract/access';
import { isRecord } from '../contract/records';
import type { DeployedResource } from '../contract/resources';
import { creatingCluster, rolesOfCluster } from './emr-behalf';
import { jobRunUses } from './emr-serverless-behalf';
import { isNotKnown, notKnown } from './not-known';
import { asked, creatingServiceLinkedRole, usesOf } from './role-uses';
import type { BehalfContext, CallInput, RoleUse } from './service';
import { callsOfStateMachine } from './state-machine-calls';

const GUIDE = 'https://docs.aws.amazon.com/step-functions/latest/dg';

/** What a state machine does as its role, and what the services do whose work it starts with a role. */
export function stateMachineUses(machine: DeployedResource, context: BehalfContext): readonly RoleUse[] {
  const { properties = {} } = machine;
  const calls = callsOfStateMachine(definitionOf(machine));
  const clusters = calls.filter(isCall('emr', 'RunJobFlow')).map(({ input }) => input);
  const runs = calls.filter(isCall('emrserverless', 'StartJobRun')).map(({ input }) => input);
  const logging = (properties['LoggingConfiguration'] ?? {}) as CallInput;
  return [
    ...usesOf(
      properties['RoleArn'],
      context,
      {
        description: 'calls the services that its states name',
        source: `${GUIDE}/integrate-services.html`,
        calls: calls.map((call) => onCreated(call, clusters.length > 0)),
      },
      {
        description: 'tags the clusters that it creates and lets them terminate when they are idle',
        source: 'https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-auto-termination-policy.html',
        requests: clusters.flatMap((cluster) => creatingCluster(cluster, context)),
      },
      {
        description: 'creates the service-linked role with which EMR cleans up when the account has none',
        source: 'https://docs.aws.amazon.com/emr/latest/ManagementGuide/using-service-linked-roles-cleanup.html',
        requests: clusters.length === 0 ? [] : [creatingServiceLinkedRole('elasticmapreduce.amazonaws.com', 'AWSServiceRoleForEMRCleanup', context)],
      },
      {
        description: 'delivers the log of the executions',
        source: `${GUIDE}/cw-logs.html`,
        requests: ['ALL', 'ERROR', 'FATAL'].includes(String(logging['Level'])) ? asked(DELIVERY.map((action) => `logs:${action}`)) : [],
      },
      {
        description: 'sends traces',
        source: `${GUIDE}/concepts-xray-tracing.html`,
        requests: isTraced(properties) ? asked(TRACING.map((action) => `xray:${action}`)) : [],
      },
    ),
    ...clusters.flatMap((cluster) => rolesOfCluster(cluster, context)),
    ...runs.flatMap((run) => jobRunUses(run, context)),
  ];
}

/** Id of the cluster that a machine creates, as its calls while it waits have it. */
const CREATED = 'j-0000000000000';
const DELIVERY = [
  'CreateLogDelivery',
  'DeleteLogDelivery',
  'DescribeLogGroups',
  'DescribeResourcePolicies',
  'GetLogDelivery',
  'ListLogDeliveries',
  'PutResourcePolicy',
  'UpdateLogDelivery',
];
const TRACING = ['GetSamplingRules', 'GetSamplingTargets', 'PutTelemetryRecords', 'PutTraceSegments'];

/**
 * The definition with its substitutions; of one whose value is not known the place is marked.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html
 * @throws Error for a definition that is not known, since what it calls is not known either
 */
function definitionOf({ physicalId, properties = {} }: DeployedResource): unknown {
  const { DefinitionString: text, Definition: given, DefinitionSubstitutions: substitutions } = properties;
  const written = text ?? given;
  if (written === undefined || Unknown.is(written)) throw new Error(`the definition of the state machine ${physicalId} is not known`);
  if (typeof written !== 'string') return substitutedIn(written, substitutions);
  try {
    return JSON.parse(substituted(written, substitutions)) as unknown;
  } catch (error) {
    throw new Error(`the definition of the state machine ${physicalId} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function substitutedIn(value: unknown, substitutions: unknown): unknown {
  if (typeof value === 'string') return substituted(value, substitutions);
  if (Array.isArray(value)) return value.map((each) => substitutedIn(each, substitutions));
  if (!isRecord(value) || Unknown.is(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [substituted(name, substitutions), substitutedIn(each, substitutions)]));
}

/** A text with the values of its placeholders, which are written `${name}`. */
function substituted(text: string, substitutions: unknown): string {
  if (Unknown.is(substitutions)) return text.replace(/\$\{(\w+)\}/g, (_, name: string) => notKnown(name));
  const values = isRecord(substitutions) ? substitutions : {};
  return text.replace(/\$\{([^{}]+)\}/g, (placeholder, name: string) => {
    if (!Object.hasOwn(values, name)) return placeholder;
    const value = values[name];
    return Unknown.is(value) || typeof value === 'object' ? notKnown(name) : String(value);
  });
}

/** A cluster whose id the execution tells is one that it has created, or one with the same tags. */
function onCreated({ service, operation, input }: SdkCall, creates: boolean): SdkCall {
  if (service !== 'emr' || !creates) return { service, operation, input };
  if (operation === 'RunJobFlow') return { service, operation, input, answer: { JobFlowId: CREATED } };
  const id = (value: unknown) => (isNotKnown(value) ? CREATED : value);
  const named = Object.entries(input).map(([name, value]) => {
    if (name === 'JobFlowIds' && Array.isArray(value)) return [name, value.map(id)];
    return [name, ['ClusterId', 'JobFlowId'].includes(name) ? id(value) : value];
  });
  return { service, operation, input: Object.fromEntries(named) };
}

function isTraced({ TracingConfiguration: tracing }: CallInput): boolean {
  return String((tracing as CallInput | undefined)?.['Enabled'] ?? false) === 'true';
}

function isCall(service: string, operation: string) {
  return (call: SdkCall) => call.service === service && call.operation === operation;
}
