import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { services } from '../../services';
import type { Architecture, Edge, Node, Service } from './architecture';
import { type Flow, flowsOf, stronger } from './flows';
import { type Resource, type Resources, resourcesOf } from './template';

/** Resources of one type in one stack that share a box from this number on. */
const TOGETHER_FROM = 4;

export interface DrawOptions {
  readonly title: string;
  /**
   * Whether to show what holds the rest together as well: policies, log groups, parameters, the order of creation.
   *
   * @default false
   */
  readonly all?: boolean;
}

/** The picture of stacks, read from their templates. */
export function architectureOf(stacks: readonly CloudFormationStackArtifact[], { title, all = false }: DrawOptions): Architecture {
  const resources = resourcesOf(stacks);
  const shown = resources.all.filter((resource) => all || !isHidden(resource.type) || isWayIn(resource));
  const containers = all ? new Map<string, string>() : containersOf(shown, resources);
  const boxes = boxesOf(shown.filter(({ key }) => !containers.has(key)));

  const node = ({ id, contents }: Box): Node => {
    const { type } = contents[0];
    const keys = contents.map(({ key }) => key);
    const members = shown.filter(({ key }) => keys.includes(containers.get(key) ?? ''));
    const names = (these: readonly Resource[]) => these.map(({ name }) => name);
    return { id, service: serviceOf(type), kind: kindOf(type), names: names(contents), members: names(members) };
  };
  const groups = stacks.map(({ stackName, hierarchicalId }) => ({
    name: hierarchicalId.slice(hierarchicalId.lastIndexOf('/') + 1),
    nodes: boxes.filter(({ stack }) => stack === stackName).map(node),
  }));
  const boxByKey = new Map(boxes.flatMap(({ id, contents }) => contents.map(({ key }) => [key, id] as const)));
  const boxOf = (key: string) => boxByKey.get(containers.get(key) ?? key) ?? '';
  const edges = edgesOf(flowsOf(resources, shown, { order: all }), boxOf);
  return { title, groups: groups.filter(({ nodes }) => nodes.length > 0), edges: all ? edges : withoutClutter(edges) };
}

const UNKNOWN_COLOUR = '#4a5568';

/** What the service of a type is called, and its colour. */
function serviceOf(type: string): Service {
  return services.serviceOf(type) ?? { name: type.split('::')[1] ?? type, colour: UNKNOWN_COLOUR };
}

/** What one resource of a type is called: `AWS::Glue::Crawler` is a `Glue crawler`, `AWS::EC2::VPC` an `EC2 VPC`. */
function kindOf(type: string): string {
  const [, , thing = type] = type.split('::');
  return `${serviceOf(type).name} ${thing
    .replace(/^DB(?=[A-Z])/, '')
    .replace(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, ' ')
    .replace(/[A-Z](?=[a-z])/g, (initial) => initial.toLowerCase())}`.replace('work group', 'workgroup');
}

/** Whether a picture leaves a type out. Custom resources are means to an end. */
function isHidden(type: string): boolean {
  return services.typeOf(type)?.drawing?.hidden ?? services.serviceOf(type)?.hidden ?? type.startsWith('Custom::');
}

/** The type inside whose resources those of this type are shown; undefined when they have boxes. */
function containerOf(type: string): string | undefined {
  return services.typeOf(type)?.drawing?.inside;
}

/** Whether people or other accounts, and no service, take on this role: then it is a way into the scenario. */
function isWayIn({ type, properties }: Resource): boolean {
  if (type !== 'AWS::IAM::Role') return false;
  const { Statement: statements } = properties['AssumeRolePolicyDocument'] as { readonly Statement: readonly { readonly Principal: object | '*' }[] };
  return statements.every(({ Principal: principal }) => principal === '*' || 'AWS' in principal || 'Federated' in principal);
}

/** The resource inside which each contained one is shown. */
function containersOf(shown: readonly Resource[], resources: Resources): ReadonlyMap<string, string> {
  return new Map(
    shown.flatMap((resource) => {
      const type = containerOf(resource.type);
      const candidates = shown.filter((other) => other.type === type);
      const references = resources.referencesIn(resource.properties, resource);
      const named = Object.values(resource.properties);
      const container = candidates.find(({ key }) => references.has(key)) ?? candidates.find(({ name }) => named.includes(name));
      return container ? [[resource.key, container.key] as const] : [];
    }),
  );
}

interface Box {
  readonly id: string;
  readonly stack: string;
  readonly contents: readonly [Resource, ...Resource[]];
}

/** A box for each resource, or one for all of its type in its stack when they are many. */
function boxesOf(standing: readonly Resource[]): readonly Box[] {
  const families = new Map<string, [Resource, ...Resource[]]>();
  for (const resource of standing) {
    const family = `${resource.stack} ${resource.type}`;
    families.set(family, [...(families.get(family) ?? []), resource] as [Resource, ...Resource[]]);
  }
  const contents = [...families.values()].flatMap((family) =>
    family.length >= TOGETHER_FROM ? [family] : family.map((resource): [Resource] => [resource]),
  );
  const counts = new Map<string, number>();
  return contents.map((these) => {
    const kind = kindOf(these[0].type)
      .replace(/[^A-Za-z0-9]+/g, '_')
      .toLowerCase();
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return { id: `${kind}_${counts.get(kind)}`, stack: these[0].stack, contents: these };
  });
}

/** One edge between two boxes: the strongest of their relations, in both directions when they are of a kind both ways. */
function edgesOf(flows: readonly Flow[], boxOf: (key: string) => string): readonly Edge[] {
  const directed = new Map<string, Edge>();
  for (const { kind, fetched = false, ...ends } of flows) {
    const [from, to] = [boxOf(ends.from), boxOf(ends.to)];
    const known = directed.get(`${from} ${to}`) ?? { kind, fetched };
    if (from !== to) directed.set(`${from} ${to}`, { from, to, kind: stronger(known.kind, kind), both: false, fetched: known.fetched || fetched });
  }
  return [...directed.values()].flatMap((edge): Edge[] => {
    const back = directed.get(`${edge.to} ${edge.from}`);
    if (!back) return [edge];
    if (edge.kind !== back.kind) return stronger(edge.kind, back.kind) === edge.kind ? [edge] : [];
    const isFirst = edge.fetched === back.fetched ? edge.from < edge.to : back.fetched;
    return isFirst ? [{ ...edge, both: true }] : [];
  });
}

/** Data and calls, and of mere references only those without which a box would stand alone. */
function withoutClutter(edges: readonly Edge[]): readonly Edge[] {
  const connected = new Set(edges.filter(({ kind }) => kind !== 'uses').flatMap(({ from, to }) => [from, to]));
  return edges.filter(({ from, to, kind }) => kind !== 'uses' || !connected.has(from) || !connected.has(to));
}
