import { renderText } from 'stagecraft-constructs/intrinsics';
import { vcpusOf } from '../../contract/instance-types';
import type { Launch, LaunchedInstances } from '../../contract/launch';
import { isRecord, recordsIn, valueAt } from '../../contract/records';
import type { TemplateResource } from './templates';

/** Instances of the stacks' own resources, and of work that they can start. */
export interface Machines {
  /** Each runs as soon as its stack is deployed. */
  readonly own: readonly Launch[];
  /** The same at the largest size that the resources may grow to. */
  readonly largest: readonly Launch[];
  /** Each runs when a user or a schedule starts it. */
  readonly work: readonly Launch[];
  /** Resources that start instances nobody can count beforehand, with the reason. */
  readonly uncounted: readonly string[];
}

/** Types that start instances in ways that are not read here. */
const OTHERS = ['AWS::AutoScaling::AutoScalingGroup', 'AWS::EC2::EC2Fleet', 'AWS::EC2::SpotFleet', 'AWS::Batch::ComputeEnvironment'];

/** EC2 instances that templates ask for, and those of the clusters that their state machines create. */
export function machinesOf(resources: readonly TemplateResource[]): Machines {
  const own: Launch[] = [];
  const largest: Launch[] = [];
  const work: Launch[] = [];
  const uncounted: string[] = [];
  for (const { stack, logicalId, type, properties } of resources) {
    const what = `${type} ${logicalId} of ${stack}`;
    const add = (instances: readonly LaunchedInstances[], most = instances) => {
      own.push({ what, instances });
      largest.push({ what, instances: most });
    };
    if (type === 'AWS::EC2::Instance') add(group(properties['InstanceType'], 1, 'on-demand'));
    if (type === 'AWS::EKS::Nodegroup') add(nodesOf(properties, 'DesiredSize'), nodesOf(properties, 'MaxSize'));
    if (type === 'AWS::EMR::Cluster') add(clusterOf(valueAt(properties, 'Instances')));
    if (type === 'AWS::StepFunctions::StateMachine') {
      if (isUnreadable(properties)) uncounted.push(`${what}: its definition cannot be read`);
      for (const { state, instances } of createdBy(properties)) work.push({ what: `state ${state} of ${logicalId} in ${stack}`, instances });
    }
    if (type === 'AWS::EKS::Cluster' && valueAt(properties, 'ComputeConfig.Enabled') === true)
      uncounted.push(`${what}: EKS Auto Mode chooses its nodes`);
    if (OTHERS.includes(type)) uncounted.push(`${what}: its instances are not counted`);
  }
  return { own: filled(own), largest: filled(largest), work: filled(work), uncounted };
}

function filled(launches: readonly Launch[]): readonly Launch[] {
  return launches.filter(({ instances }) => instances.length > 0);
}

function group(type: unknown, count: unknown, market: LaunchedInstances['market']): readonly LaunchedInstances[] {
  return typeof type === 'string' && typeof count === 'number' && count > 0 ? [{ type, count, market }] : [];
}

function nodesOf(properties: Readonly<Record<string, unknown>>, size: 'DesiredSize' | 'MaxSize'): readonly LaunchedInstances[] {
  const types = properties['InstanceTypes'];
  const market = properties['CapacityType'] === 'SPOT' ? 'spot' : 'on-demand';
  return group(Array.isArray(types) ? largestOf(types) : undefined, valueAt(properties, `ScalingConfig.${size}`), market);
}

/** A property of `AWS::EMR::Cluster`, which names groups and fleets; only Spot and On-Demand capacity differ between them. */
function clusterOf(instances: unknown): readonly LaunchedInstances[] {
  const groups = ['MasterInstanceGroup', 'CoreInstanceGroup', 'TaskInstanceGroups'].flatMap((name) => listed(valueAt(instances, name)));
  const fleets = ['MasterInstanceFleet', 'CoreInstanceFleet', 'TaskInstanceFleets'].flatMap((name) => listed(valueAt(instances, name)));
  return [...groups.flatMap(groupOf), ...fleets.flatMap(fleetOf)];
}

/** Clusters that the states of a state machine create. A definition that cannot be read creates none here. */
function createdBy(
  properties: Readonly<Record<string, unknown>>,
): readonly { readonly state: string; readonly instances: readonly LaunchedInstances[] }[] {
  const definition = definitionOf(properties);
  return statesIn(definition).flatMap(([state, each]) => {
    if (!/:elasticmapreduce:createCluster(\.sync)?$/.test(String(each['Resource']))) return [];
    const { InstanceGroups, InstanceFleets } = (valueAt(each, 'Arguments.Instances') ?? valueAt(each, 'Parameters.Instances') ?? {}) as ApiInstances;
    return [{ state, instances: [...recordsIn(InstanceGroups).flatMap(groupOf), ...recordsIn(InstanceFleets).flatMap(fleetOf)] }];
  });
}

interface ApiInstances {
  readonly InstanceGroups?: unknown;
  readonly InstanceFleets?: unknown;
}

function definitionOf({ DefinitionString, Definition }: Readonly<Record<string, unknown>>): unknown {
  if (DefinitionString === undefined) return Definition;
  try {
    return JSON.parse(renderText(DefinitionString, { reference: () => 'X', other: () => 'X' }));
  } catch {
    return undefined;
  }
}

/** A definition in an object of S3 is not read either. */
function isUnreadable(properties: Readonly<Record<string, unknown>>): boolean {
  return definitionOf(properties) === undefined;
}

/** Every state of a definition by its name, also those of branches and maps. */
function statesIn(value: unknown): readonly (readonly [string, Readonly<Record<string, unknown>>])[] {
  if (Array.isArray(value)) return value.flatMap(statesIn);
  if (!isRecord(value)) return [];
  const states = isRecord(value['States'])
    ? Object.entries(value['States']).flatMap(([name, state]) => (isRecord(state) ? [[name, state] as const] : []))
    : [];
  return [...states, ...Object.values(value).flatMap(statesIn)];
}

function listed(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return isRecord(value) ? [value] : recordsIn(value);
}

function groupOf({ InstanceType, InstanceCount, Market }: Readonly<Record<string, unknown>>): readonly LaunchedInstances[] {
  return group(InstanceType, InstanceCount, Market === 'SPOT' ? 'spot' : 'on-demand');
}

/** EMR takes whichever type of a fleet EC2 has: the one is counted that needs the most vCPUs for the capacity. */
function fleetOf(fleet: Readonly<Record<string, unknown>>): readonly LaunchedInstances[] {
  const kinds = recordsIn(fleet['InstanceTypeConfigs']).map(({ InstanceType, WeightedCapacity }) => ({
    type: String(InstanceType),
    weight: typeof WeightedCapacity === 'number' && WeightedCapacity > 0 ? WeightedCapacity : 1,
  }));
  const taken = (capacity: unknown, market: LaunchedInstances['market']) => {
    if (typeof capacity !== 'number' || capacity <= 0) return [];
    const choices = kinds.map(({ type, weight }) => ({ type, count: Math.ceil(capacity / weight), market }));
    const [worst] = choices.sort((one, other) => (vcpusOf(other.type) ?? 0) * other.count - (vcpusOf(one.type) ?? 0) * one.count);
    return worst === undefined ? [] : [worst];
  };
  return [...taken(fleet['TargetOnDemandCapacity'], 'on-demand'), ...taken(fleet['TargetSpotCapacity'], 'spot')];
}

function largestOf(types: readonly unknown[]): unknown {
  return [...types].sort((one, other) => (vcpusOf(String(other)) ?? 0) - (vcpusOf(String(one)) ?? 0))[0];
}
