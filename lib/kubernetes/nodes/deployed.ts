import { renderText } from 'stagecraft-constructs/intrinsics';
import { isRecord, valueAt } from '../../contract/records';
import { demandOf } from '../demand';
import type { KubernetesObject } from '../kubernetes-object';
import { type Amounts, sumOf } from './capacity';
import { knownAddOn, knownChart, type PodSet } from './requests';

/** Nodes of a managed node group. */
export interface NodeGroup {
  readonly name: string;
  readonly types: readonly string[];
  /** Desired number of nodes. */
  readonly nodes: number;
}

/** What the templates of a scenario put on the nodes of its cluster, at the least number of pods. */
export interface Deployed {
  readonly groups: readonly NodeGroup[];
  /** What DaemonSets request on each node. */
  readonly onEachNode: Amounts;
  /** What all other pods request together. */
  readonly once: Amounts;
  /** What cannot be counted, with the reason. */
  readonly untold: readonly string[];
}

interface Resource {
  readonly Type: string;
  readonly Properties?: unknown;
}

/** Reads node groups, add-ons, charts and manifests from CloudFormation templates, before anything is deployed; a scenario has one cluster. */
export function deployedBy(templates: readonly unknown[]): Deployed {
  const resources = templates.flatMap((template) => Object.entries((valueAt(template, 'Resources') ?? {}) as Readonly<Record<string, Resource>>));
  const ofType = (type: string) => resources.filter(([, { Type }]) => Type === type).map(([id, { Properties }]) => [id, Properties] as const);
  const groups = ofType('AWS::EKS::Nodegroup').map(([id, properties]) => groupOf(id, properties));
  if (groups.length === 0) return { groups, onEachNode: NOTHING, once: NOTHING, untold: [] };

  const untold: string[] = [];
  const known: PodSet[] = [];
  let sidecar: Amounts | undefined;
  for (const { name, types } of groups) {
    if (types.length === 0) untold.push(`node group ${name}: its instance type is not in its properties`);
  }
  const add = (what: string, found: ReturnType<typeof knownChart>, given: unknown) => {
    const values = parsed(given);
    if (found === undefined) untold.push(`${what}: the requests of its pods are not known`);
    if (found !== undefined && given !== undefined && values === undefined) untold.push(`${what}: its values cannot be read`);
    known.push(...(found?.pods(values) ?? []));
    sidecar ??= found?.sidecar?.(values);
  };
  for (const [, properties] of ofType('AWS::EKS::Addon')) {
    const name = String(valueAt(properties, 'AddonName'));
    add(`add-on ${name}`, knownAddOn(name), valueAt(properties, 'ConfigurationValues'));
  }
  for (const [id, properties] of ofType('Custom::AWSCDK-EKS-HelmChart')) {
    const chart = valueAt(properties, 'Chart');
    const found = knownChart(String(valueAt(properties, 'Repository')), String(chart));
    add(`chart ${typeof chart === 'string' ? chart : id}`, found, valueAt(properties, 'Values'));
  }
  const objects = ofType('Custom::AWSCDK-EKS-KubernetesResource').flatMap(([id, properties]) => {
    const manifest = parsed(valueAt(properties, 'Manifest'));
    if (Array.isArray(manifest)) return manifest as readonly KubernetesObject[];
    untold.push(`manifest ${id}: it cannot be read`);
    return [];
  });
  return {
    groups,
    onEachNode: sumOf([...setsOf(known, true), [1, requestedBy(objects, true, sidecar)]]),
    once: sumOf([...setsOf(known, false), [1, requestedBy(objects, false, sidecar)]]),
    untold,
  };
}

const NOTHING: Amounts = { cpu: 0, memory: 0, pods: 0 };

function groupOf(id: string, properties: unknown): NodeGroup {
  const types = valueAt(properties, 'InstanceTypes');
  const name = valueAt(properties, 'NodegroupName');
  return {
    name: typeof name === 'string' ? name : id,
    types: Array.isArray(types) ? types.map(String) : [],
    nodes: Number(valueAt(properties, 'ScalingConfig.DesiredSize') ?? 0),
  };
}

function setsOf(sets: readonly PodSet[], isOnEachNode: boolean): readonly (readonly [number, Amounts])[] {
  return sets.flatMap(({ count, one }) => ((count === 'each-node') === isOnEachNode ? [[count === 'each-node' ? 1 : count, one] as const] : []));
}

/** What objects request: DaemonSets on one node, or all others. */
function requestedBy(objects: readonly KubernetesObject[], isOnEachNode: boolean, sidecar: Amounts | undefined): Amounts {
  const counted = objects.filter(({ kind }) => (kind === 'DaemonSet') === isOnEachNode || kind === 'Namespace');
  const added = sidecar && { cpuMillicores: sidecar.cpu, memoryMebibytes: sidecar.memory };
  const { cpu, memory, pods } = demandOf(counted, { sidecar: added }, 1);
  return { cpu: Math.round(cpu * 1_000), memory: memory / 2 ** 20, pods };
}

/** JSON in which CloudFormation fills in what it knows; undefined for other text. */
function parsed(value: unknown): unknown {
  try {
    const text = renderText(value, { other: () => 'X' });
    const json: unknown = JSON.parse(text);
    return isRecord(json) || Array.isArray(json) ? json : undefined;
  } catch {
    return undefined;
  }
}
