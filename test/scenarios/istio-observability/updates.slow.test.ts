import type { KubernetesObject } from '../../../lib/kubernetes/kubernetes-object';
import { refOf, refText } from '../../../lib/kubernetes/kubernetes-object';
import { readable } from '../../support/synth';
import { type EstateOptions, estateOf, resourcesOf } from './estate';

/** Objects of each manifest resource, by the stack and logical id of the resource. */
function manifestsOf(options: EstateOptions): Map<string, string[]> {
  const manifests = resourcesOf(estateOf(options), 'Custom::AWSCDK-EKS-KubernetesResource');
  return new Map(
    manifests.map(({ stack, id, Properties: { Manifest } }) => [
      `${stack} ${id}`,
      (JSON.parse(readable(Manifest)) as KubernetesObject[]).map((object) => refText(refOf(object))),
    ]),
  );
}

/** What a second deployment does: CloudFormation deletes the resources that it does not have, and their handler deletes their objects. */
function updateOf(before: EstateOptions, after: EstateOptions) {
  const [earlier, now] = [manifestsOf(before), manifestsOf(after)];
  const kept = new Set([...now.values()].flat());
  return {
    deleted: [...earlier].flatMap(([id, objects]) => (now.has(id) ? [] : objects)).sort(),
    absent: [...earlier.values()]
      .flat()
      .filter((object) => !kept.has(object))
      .sort(),
  };
}

test('another tracer deletes every object of the first', () => {
  const { deleted, absent } = updateOf({ set: { tracing: 'jaeger' } }, { set: { tracing: 'zipkin' } });

  expect(deleted).toEqual([
    'ConfigMap istio-system/jaeger-0',
    'Deployment.apps istio-system/jaeger',
    'NetworkPolicy.networking.k8s.io istio-system/jaeger-callers',
    'Service istio-system/jaeger',
    'ServiceAccount istio-system/jaeger',
  ]);
  expect(deleted).toEqual(absent);
});

test.each<[string, EstateOptions, EstateOptions]>([
  ['alerts that are no longer sent', { set: { slackWebhookSecretArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:slack-AbCdEf' } }, {}],
  ['managed nodes instead of Auto Mode', { set: { autoMode: true } }, { set: { autoMode: false } }],
  ['one service fewer', { protocol: 'grpc' }, { protocol: 'rest' }],
])('deletes exactly the objects that a deployment no longer has: %s', (_, before, after) => {
  const { deleted, absent } = updateOf(before, after);

  expect(deleted).not.toEqual([]);
  expect(deleted).toEqual(absent);
});
