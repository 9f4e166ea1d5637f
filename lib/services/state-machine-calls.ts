import { Unknown } from 'stagecraft-constructs/intrinsics';
import type { SdkCall } from '../contract/access';
import { isRecord } from '../contract/records';
import { notKnown } from './not-known';

/** A call that a state machine makes with its role. */
export interface StateMachineCall extends SdkCall {
  /** Name of the state that makes it. */
  readonly state: string;
}

type Json = Readonly<Record<string, unknown>>;

/** Integrations by their name in a `Resource`, with the id that the SDK gives the service. */
const SDK_IDS: Readonly<Record<string, string>> = {
  elasticmapreduce: 'emr',
  'emr-serverless': 'emrserverless',
  'emr-containers': 'emrcontainers',
  states: 'sfn',
  events: 'eventbridge',
};

/** Services whose requests begin members with a small letter; Step Functions writes all with a capital one. */
const SMALL = ['batch', 'cloudwatchlogs', 'ecs', 'emrserverless', 'iotdataplane', 'macie2', 'sfn'];

/** Operations whose name an optimised integration writes in its own way. */
const RENAMED: Readonly<Record<string, string>> = {
  'elasticmapreduce:createCluster': 'RunJobFlow',
  'elasticmapreduce:addStep': 'AddJobFlowSteps',
  'elasticmapreduce:cancelStep': 'CancelSteps',
  'elasticmapreduce:terminateCluster': 'TerminateJobFlows',
  'elasticmapreduce:setClusterTerminationProtection': 'SetTerminationProtection',
  'elasticmapreduce:modifyInstanceFleetByName': 'ModifyInstanceFleet',
  'elasticmapreduce:modifyInstanceGroupByName': 'ModifyInstanceGroups',
};

/** What `.sync` adds: looking, and stopping when the execution is. https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html */
const WAITED: Readonly<Record<string, readonly string[]>> = {
  'athena:startQueryExecution': ['GetQueryExecution', 'StopQueryExecution'],
  'elasticmapreduce:addStep': ['DescribeStep', 'CancelSteps'],
  'elasticmapreduce:createCluster': ['DescribeCluster', 'TerminateJobFlows'],
  'elasticmapreduce:terminateCluster': ['DescribeCluster'],
  'emr-serverless:startJobRun': ['GetJobRun', 'CancelJobRun'],
  'glue:startJobRun': ['GetJobRun', 'GetJobRuns', 'BatchStopJobRun'],
  'states:startExecution': ['DescribeExecution', 'StopExecution'],
};

/** Rules by which Step Functions learns that the work has ended; others are polled. */
const RULES: Readonly<Record<string, string>> = {
  'elasticmapreduce:addStep': 'StepFunctionsGetEventForEMRAddJobFlowStepsRule',
  'elasticmapreduce:createCluster': 'StepFunctionsGetEventForEMRRunJobFlowRule',
  'elasticmapreduce:terminateCluster': 'StepFunctionsGetEventForEMRTerminateJobFlowsRule',
  'emr-serverless:startJobRun': 'StepFunctionsGetEventsForEMRServerlessJobRule',
  'states:startExecution': 'StepFunctionsGetEventsForStepFunctionsExecutionRule',
};

/**
 * The calls that the states of a definition make, in any `Parallel` and `Map`, in JSONPath and in JSONata.
 *
 * A value that only an execution knows is marked as not known.
 *
 * @throws Error for a definition that has not the form of one, and for a `Resource` or an input that is not known
 */
export function callsOfStateMachine(definition: unknown): readonly StateMachineCall[] {
  const states = isRecord(definition) ? (definition['States'] ?? {}) : undefined;
  if (!isRecord(states)) throw new Error(`the definition has no map of States: ${JSON.stringify(states ?? definition)}`);
  return Object.entries(states).flatMap(([state, body]) => {
    if (!isRecord(body)) throw new Error(`the state ${state} is no map: ${JSON.stringify(body)}`);
    return callsOfState(state, body);
  });
}

function callsOfState(name: string, state: Json): readonly StateMachineCall[] {
  const { Branches: branches = [] } = state;
  if (!Array.isArray(branches)) throw new Error(`the Branches of the state ${name} are no list: ${JSON.stringify(branches)}`);
  const inside = [...(branches as readonly unknown[]), state['ItemProcessor'], state['Iterator']].filter((each) => each !== undefined);
  const places = [state['Type'] === 'Task' ? state : undefined, state['ItemReader'], state['ResultWriter']] as readonly (Json | undefined)[];
  const own = places.flatMap((place) => (typeof place?.['Resource'] === 'string' ? callsOfResource(place['Resource'], inputOf(name, place)) : []));
  return [...own.map((call) => ({ state: name, ...call })), ...inside.flatMap((each) => callsOfStateMachine(each))];
}

/** The calls of a `Resource`: an SDK integration, an optimised one with what `.sync` adds, or the ARN of a function. */
export function callsOfResource(resource: string, input: Json): readonly SdkCall[] {
  if (/^arn:[^:]+:lambda:/.test(resource)) return [{ service: 'lambda', operation: 'Invoke', input: { FunctionName: resource } }];
  // The worker that polls an activity needs permissions; the state machine needs none.
  if (/^arn:[^:]+:states:[^:]+:\d+:activity:/.test(resource)) return [];
  const [, sdk, service = '', action = '', pattern = ''] =
    /^arn:[^:]+:states:::(aws-sdk:)?([\w-]+):(\w+)(?:\.(sync(?::2)?|waitForTaskToken))?$/.exec(resource) ?? [];
  if (action === '') throw new Error(`the integration ${resource} is not known`);
  const id = SDK_IDS[service] ?? service;
  const key = `${service}:${action}`;
  const renamed = sdk === undefined ? RENAMED[key] : undefined;
  const members = SMALL.includes(id) ? Object.fromEntries(Object.entries(input).map(([name, value]) => [small(name), value])) : input;
  const first: SdkCall = { service: id, operation: renamed ?? capital(action), input: renamed === undefined ? members : requestOf(renamed, members) };
  if (!pattern.startsWith('sync')) return [first];
  const waited = WAITED[key];
  if (!waited) throw new Error(`what ${resource} calls while it waits is not known`);
  const rule = RULES[key];
  return [
    first,
    ...waited.map((operation) => ({ service: id, operation, input: waitedInput(operation, first) })),
    ...(rule === undefined
      ? []
      : ['PutTargets', 'PutRule', 'DescribeRule'].map((operation) => ({ service: 'eventbridge', operation, input: { Name: rule } }))),
  ];
}

/** The input of a state, with what an expression gives marked: JSONPath marks a member by the ending of its name, JSONata a text by its brackets. */
function inputOf(name: string, state: Json): Json {
  const given = state['Arguments'] ?? state['Parameters'] ?? {};
  if (isRecord(given) && !Unknown.is(given)) return membersOf(given);
  // Of a whole that an expression gives no member is known: a call that has to name its resource cannot be judged.
  if (Unknown.is(given) || typeof given === 'string') return {};
  throw new Error(`the input of the state ${name} is no map: ${JSON.stringify(given)}`);
}

function membersOf(given: Json): Json {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) =>
      name.endsWith('.$') ? [name.slice(0, -2), notKnown(typeof value === 'string' ? value : JSON.stringify(value))] : [name, marked(value)],
    ),
  );
}

function marked(value: unknown): unknown {
  if (Unknown.is(value)) return notKnown(JSON.stringify(value));
  if (Array.isArray(value)) return value.map(marked);
  if (isRecord(value)) return membersOf(value);
  return typeof value === 'string' && /^\{%.*%\}$/s.test(value.trim()) ? notKnown(value.trim()) : value;
}

/** The request of EMR that an optimised integration makes of its members. */
function requestOf(operation: string, input: Json): Json {
  if (operation === 'AddJobFlowSteps') return { ...input, JobFlowId: input['ClusterId'] };
  if (operation === 'TerminateJobFlows' || operation === 'SetTerminationProtection') return { ...input, JobFlowIds: [input['ClusterId']] };
  return input;
}

function waitedInput(operation: string, { operation: first, input }: SdkCall): Json {
  // Only EMR and Step Functions know the ids of what they have just made.
  if (first === 'RunJobFlow') return { ClusterId: 'j-0000000000000', JobFlowIds: ['j-0000000000000'] };
  if (first === 'TerminateJobFlows') return { ClusterId: input['ClusterId'] };
  if (first === 'StartExecution') return { executionArn: `${String(input['stateMachineArn']).replace(':stateMachine:', ':execution:')}:execution` };
  if (operation === 'GetJobRun' || operation === 'CancelJobRun') return { ...input, jobRunId: '0000000000000000' };
  return input;
}

function small(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
