import { judgeCluster } from '../../lib/access';
import { clusterFailureOf, judgePods } from '../../lib/actions/cluster-policies';
import { callsIn } from '../../lib/scenarios/greeting-platform/calls';
import { platform } from '../../lib/scenarios/greeting-platform/platform';
import { loadScenario } from '../../lib/scenarios/load';
import { variants } from '../scenarios/greeting-platform/installations';

const [name, options] = variants[0]!;
const cluster = callsIn(name, options, platform(options));
const without = (policy: string) => cluster.objects.filter(({ kind, metadata }) => `${kind} ${metadata.name}` !== policy);
const failureWith = (objects: typeof cluster.objects) => clusterFailureOf([{ name, report: judgeCluster(objects, cluster) }], 'mesh');

test('the policies of a scenario give the facts of a step: calls that are allowed, others that are denied', async () => {
  const facts = await judgePods(await loadScenario({ scenario: 'istio-observability' }));

  expect(facts).toMatchObject({ installations: 2 });
  expect(facts['calls']).toBeGreaterThan(100);
  expect(facts['othersDenied']).toBeGreaterThan(1_000);
});

test('a call that is denied is told with both ends, reason and nearest rule', () => {
  expect(failureWith(cluster.objects)).toBeUndefined();
  expect(failureWith(without('NetworkPolicy service-a-calls'))).toMatchObject({
    problem: expect.stringMatching(/^the policies of the cluster deny a call, .*: istio-system\/istio-ingressgateway to dev\/service-a$/),
    got: expect.stringContaining('TCP 8080'),
    fix: 'stagecraft access mesh',
  });
});

test('what is allowed though nothing calls it is told', () => {
  expect(failureWith(without('NetworkPolicy jaeger-callers'))).toMatchObject({
    problem: expect.stringMatching(/^the policies of the cluster allow what nothing calls, .*jaeger/),
  });
});
