import { deployedBy } from '../../../lib/kubernetes/nodes/deployed';
import { shapeOf } from '../../../lib/kubernetes/nodes/capacity';
import { nodeRoomOf } from '../../../lib/kubernetes/nodes/room';
import { loadScenario } from '../../../lib/scenarios/load';
import { synthesize } from '../../../lib/scenarios/synthesize';

test.each(['istio-observability', 'istio-grpc'])('%s', async (scenario) => {
  const d = deployedBy((await synthesize(await loadScenario({ scenario }))).stacks.map(({ template }) => template));
  console.log(JSON.stringify([d, nodeRoomOf(d, shapeOf)]));
});
