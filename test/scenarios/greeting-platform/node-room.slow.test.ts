import { shapeOf } from '../../../lib/kubernetes/nodes/capacity';
import { deployedBy } from '../../../lib/kubernetes/nodes/deployed';
import { nodeRoomOf } from '../../../lib/kubernetes/nodes/room';
import { loadScenario } from '../../../lib/scenarios/load';
import { synthesize } from '../../../lib/scenarios/synthesize';

const deployedOf = async (scenario: string, set: Readonly<Record<string, unknown>> = {}) => {
  const { stacks } = await synthesize(await loadScenario({ scenario, set }));
  return deployedBy(stacks.map(({ template }) => template));
};

test.each([
  // CPU: CoreDNS, metrics-server and the controller of CloudWatch 500m, istiod 400m, gateways 400m, Kiali 10m, three programs of telemetry 200m,
  // and two pods of nine programs with 50m, and a sidecar of 100m, each. Memory, in MiB: 604, 1024, 512, 128, 960, and 18 times 128 and 128.
  ['istio-observability', { once: { cpu: 4_210, memory: 7_836, pods: 34 }, free: { cpu: 5_040, memory: 25_640, pods: 84 } }],
  // Two pods of a tenth program more.
  ['istio-grpc', { once: { cpu: 4_510, memory: 8_348, pods: 36 }, free: { cpu: 6_300, memory: 32_050, pods: 105 } }],
])('%s: the pods fit on the nodes of the default configuration', async (scenario, { once, free }) => {
  const deployed = await deployedOf(scenario);
  // aws-node 50m, kube-proxy 100m, CloudWatch 300m, Istio CNI 100m and the secrets' driver 120m; the agent of Pod Identity requests nothing.
  expect(deployed).toMatchObject({ onEachNode: { cpu: 670, memory: 493, pods: 8 }, once, untold: [] });
  expect(nodeRoomOf(deployed, shapeOf)).toMatchObject({ asked: once, free });
});

test('the three nodes of the article do not hold what is installed: synthesis refuses with the numbers', async () => {
  await expect(deployedOf('istio-observability', { nodeDesired: 3 })).rejects.toThrow(
    'the pods do not fit on the nodes; got 3 × m7g.large (managed-ng-1): 4210m CPU requested, 3780m CPU free beside the DaemonSets; allowed: 4 or more such nodes; --set nodeDesired=4, or a larger nodeType',
  );
});

test('two larger nodes do, and Auto Mode has no node group', async () => {
  await expect(deployedOf('istio-observability', { nodeType: 'm7g.xlarge', nodeDesired: 2 })).resolves.toBeDefined();
  await expect(deployedOf('istio-observability', { autoMode: true })).resolves.toMatchObject({ groups: [] });
});
