import { requireNodeRoom } from '../../lib/scenarios/node-room';
import { type Asking, addOn, asking, nodeGroup, template } from '../support/node-templates';

const config = { nodeDesired: 1, nodeMax: 2, nodeType: 'm7g.large' };
const require = (...templates: readonly object[]) => requireNodeRoom(config, templates);

// An m7g.large has 1930m, 29 pods, and at most 7518 MiB: see the test of its capacity.
const EDGES: readonly (readonly [string, Asking, Asking, string])[] = [
  ['CPU', { cpu: 1_930 }, { cpu: 1_931 }, '1931m CPU requested, 1930m CPU free'],
  ['memory', { memory: 7_518 }, { memory: 7_519 }, '7519 MiB memory requested, 7518 MiB memory free'],
  ['pods', { pods: 29 }, { pods: 30 }, '30 pods requested, 29 pods free'],
];

test.each(EDGES)(
  '%s: what fits to the last bit passes, and a bit more is refused with both numbers and the key to raise',
  (_, fits, exceeds, numbers) => {
    expect(() => require(asking(fits))).not.toThrow();
    expect(() => require(asking(exceeds))).toThrow(
      `the pods do not fit on the nodes; got 1 × m7g.large (group): ${numbers} beside the DaemonSets; allowed: 2 or more such nodes; --set nodeDesired=2, or a larger nodeType`,
    );
  },
);

test('every shortage is named, and the number of nodes is that of the largest', () => {
  expect(() => require(asking({ cpu: 2_000, memory: 7_600, pods: 90 }))).toThrow(
    '2000m CPU requested, 1930m CPU free; 7600 MiB memory requested, 7518 MiB memory free; 90 pods requested, 29 pods free beside the DaemonSets; allowed: 4 or more such nodes; --set nodeDesired=4 --set nodeMax=4, or a larger nodeType',
  );
});

test('a DaemonSet takes its part of each node, other pods of all nodes together', () => {
  const twice = { nodes: 2, cpu: 2 * (1_930 - 100) };
  const proxy = template(addOn('kube-proxy'));
  expect(() => require(asking(twice), proxy)).not.toThrow();
  expect(() => require(asking({ ...twice, cpu: twice.cpu + 1 }), proxy)).toThrow('3661m CPU requested, 3660m CPU free');
});

test('nodes that their DaemonSets fill are no matter of number', () => {
  const agent = addOn('amazon-cloudwatch-observability', { agent: { resources: { requests: { cpu: '2' } } } });
  expect(() => require(template(nodeGroup('m7g.large', 2), agent))).toThrow('the DaemonSets alone fill these; choose a larger nodeType');
});

test('a group of several types has the least of each, and several groups have room together', () => {
  expect(() => require(asking({ type: ['m7g.large', 'm7g.xlarge'], cpu: 1_931 }))).toThrow('1930m CPU free');
  const other = template(nodeGroup('m7g.xlarge', 1, 'other'));
  expect(() => require(asking({ cpu: 1_930 + 3_920 }), other)).not.toThrow();
  expect(() => require(asking({ cpu: 1_930 + 3_921 }), other)).toThrow(
    /1 × m7g.large \(group\), 1 × m7g.xlarge \(other\): .*; choose a larger nodeType/,
  );
});

test('a type whose shape is not known here is left to the pre-flight, which asks EC2', () => {
  expect(() => require(asking({ type: 'm7g.metal', cpu: 1_000_000 }))).not.toThrow();
  expect(() => require(asking({ type: ['m7g.large', 'm7g.metal'], cpu: 1_000_000 }))).not.toThrow();
});

test('a scenario without such keys is told the number of nodes', () => {
  expect(() => requireNodeRoom({}, [asking({ cpu: 1_931 })])).toThrow('allowed: 2 or more such nodes; 2 nodes, or larger instance types');
});
