import { type Amounts, allocatable, type NodeShape, sumOf } from './capacity';
import type { Deployed } from './deployed';

/** What the pods of a scenario request, and what its nodes have for them. */
export interface NodeRoom {
  /** The nodes of each group, as `4 × m7g.large (managed-ng-1)`. */
  readonly nodes: readonly string[];
  /** What all nodes have beside their DaemonSets. */
  readonly free: Amounts;
  /** What is requested beside the DaemonSets. */
  readonly asked: Amounts;
  /** Number of nodes of the only group that have room enough; undefined where none does, and for several groups. */
  readonly enough: number | undefined;
}

/** Compares requests with room, in sum; undefined for a group with a type whose shape is not known. @param roomOn what a node has for pods */
export function nodeRoomOf(
  { groups, onEachNode, once }: Deployed,
  shape: (type: string) => NodeShape | undefined,
  roomOn: (shape: NodeShape) => Amounts = allocatable,
): NodeRoom | undefined {
  const rooms = groups.map(({ types, nodes, name }) => {
    const shapes = types.map(shape);
    const known = shapes.filter((each) => each !== undefined);
    if (known.length === 0 || known.length < shapes.length) return undefined;
    return {
      text: `${nodes} × ${types.join(' or ')} (${name})`,
      nodes,
      each: sumOf([
        [1, leastOf(known.map((each) => roomOn(each)))],
        [-1, onEachNode],
      ]),
    };
  });
  const known = rooms.filter((room) => room !== undefined);
  if (known.length === 0 || known.length < rooms.length) return undefined;
  const [only, ...others] = known;
  return {
    nodes: known.map(({ text }) => text),
    free: sumOf(known.map(({ nodes, each }) => [nodes, each])),
    asked: once,
    enough: only === undefined || others.length > 0 ? undefined : enoughOf(once, only.each),
  };
}

/** EKS takes whichever type of a group EC2 has. */
function leastOf(all: readonly Amounts[]): Amounts {
  const least = (name: keyof Amounts) => Math.min(...all.map((amounts) => amounts[name]));
  return { cpu: least('cpu'), memory: least('memory'), pods: least('pods') };
}

const KINDS = [
  { name: 'cpu', text: (amount: number) => `${Math.round(amount)}m CPU` },
  { name: 'memory', text: (amount: number) => `${Math.round(amount)} MiB memory` },
  { name: 'pods', text: (amount: number) => `${amount} pods` },
] as const;

function enoughOf(asked: Amounts, each: Amounts): number | undefined {
  const nodes = Math.max(...KINDS.map(({ name }) => (asked[name] === 0 ? 0 : each[name] <= 0 ? Number.POSITIVE_INFINITY : asked[name] / each[name])));
  return Number.isFinite(nodes) ? Math.ceil(nodes) : undefined;
}

/** What is requested beyond the room, each with both numbers: `4210m CPU requested, 3780m CPU free`. */
export function shortagesOf({ asked, free }: NodeRoom): readonly string[] {
  return KINDS.filter(({ name }) => asked[name] > free[name]).map(({ name, text }) => `${text(asked[name])} requested, ${text(free[name])} free`);
}

/** Both sums in words. */
export function roomText({ nodes, asked, free }: NodeRoom): string {
  return `${nodes.join(', ')}: ${KINDS.map(({ name, text }) => `${text(asked[name])} of ${text(free[name])}`).join(', ')}`;
}

/** What to change so that the pods fit, by the configuration keys of a scenario. */
export function roomFix({ enough }: NodeRoom, config: Readonly<Record<string, unknown>>): string {
  const larger = Object.hasOwn(config, 'nodeType') ? 'a larger nodeType' : 'larger instance types';
  if (enough === undefined) return `choose ${larger}`;
  if (!Object.hasOwn(config, 'nodeDesired')) return `${enough} nodes, or ${larger}`;
  return `--set nodeDesired=${enough}${enough > Number(config['nodeMax']) ? ` --set nodeMax=${enough}` : ''}, or ${larger}`;
}
