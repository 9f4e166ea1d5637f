import { nodeRoomOf } from '../../../lib/scenarios/greeting-platform/node-room';
import { platform } from '../../../lib/scenarios/greeting-platform/platform';
import { loadScenario } from '../../../lib/scenarios/load';
import { synthesize } from '../../../lib/scenarios/synthesize';
import { onAws } from './installations';

const roomOf = async (scenario: string, protocol: 'rest' | 'grpc', set: Readonly<Record<string, unknown>> = {}) => {
  const { config } = await loadScenario({ scenario, set });
  return nodeRoomOf(config as never, platform({ ...onAws, protocol }));
};

test.each([
  // 1930m of a node without 670m of its DaemonSets; the rest is what charts and manifests request.
  ['istio-observability', 'rest', { nodes: 4, room: 5_040, asked: 4_210 }],
  ['istio-grpc', 'grpc', { nodes: 5, room: 6_300, asked: 4_510 }],
] as const)('%s: the pods fit on the nodes of the default configuration', async (scenario, protocol, sum) => {
  expect(await roomOf(scenario, protocol)).toEqual(sum);
});

test('the three nodes of the article do not hold what is installed: synthesis refuses with the numbers', async () => {
  const loaded = await loadScenario({ scenario: 'istio-observability', set: { nodeDesired: 3 } });
  await expect(synthesize(loaded)).rejects.toThrow(
    'the pods do not fit on the nodes; got 3 × m7g.large: 4210m CPU requested, 3780m free beside the DaemonSets; allowed: 4 or more such nodes; --set nodeDesired=4, or a larger nodeType',
  );
});

test('two larger nodes do; Auto Mode, and a type whose vCPUs nobody knows, are not judged', async () => {
  expect(await roomOf('istio-observability', 'rest', { nodeType: 'm7g.xlarge', nodeDesired: 2 })).toMatchObject({ room: 6_500, asked: 4_210 });
  expect(await roomOf('istio-observability', 'rest', { autoMode: true })).toBeUndefined();
  expect(await roomOf('istio-observability', 'rest', { nodeType: 'm7g.metal' })).toBeUndefined();
});
