import type { InstallationRecord } from '../../../lib/deployment/cluster/record';
import { inCluster, objectsOfDefinition, ofReleases, whyOf } from '../../../lib/deployment/cluster/removal';
import type { KubernetesObject } from '../../../lib/kubernetes/kubernetes-object';
import { memoryCluster } from '../../support/memory-cluster';

const record: InstallationRecord = {
  scenario: 'toy',
  stage: 'dev',
  version: '1.0.0',
  phase: 'removing',
  steps: [
    { name: 'definitions', description: 'Definitions', release: { name: 'definitions', namespace: 'toy-system', version: '1.2.3' }, objects: [] },
    { name: 'app', description: 'The toy', objects: [] },
  ],
  leftovers: [{ description: 'the controller', apiVersion: 'v1', kind: 'ConfigMap', name: 'toy-root', labels: { root: 'true' } }],
};
const labels = { 'stagecraft/scenario': 'toy', 'stagecraft/stage': 'dev' };

function object(kind: string, name: string, more: object = {}, apiVersion = 'v1'): KubernetesObject {
  return { apiVersion, kind, metadata: { name, namespace: 'toy', ...more } };
}
/** An object that Helm created for a release. */
function ofHelm(kind: string, name: string, release: string, apiVersion = 'v1'): KubernetesObject {
  const annotations = { 'meta.helm.sh/release-namespace': 'toy-system', 'meta.helm.sh/release-name': release };
  return object(kind, name, { labels: { 'app.kubernetes.io/managed-by': 'Helm' }, annotations }, apiVersion);
}
const definition = ofHelm('CustomResourceDefinition', 'widgets.toys.example', 'definitions', 'apiextensions.k8s.io/v1');
const widget = object('Widget', 'theirs', {}, 'toys.example/v1');

test('finds nothing where only others have objects', async () => {
  const { cluster } = memoryCluster({
    objects: [
      object('Service', 'theirs'),
      object('Service', 'of-another-stage', { labels: { ...labels, 'stagecraft/stage': 'test' } }),
      object('ConfigMap', 'toy-root'),
      ofHelm('Service', 'of-another-release', 'other'),
    ],
    releases: [{ name: 'definitions', namespace: 'elsewhere', status: 'deployed', chart: 'definitions-1.2.3' }],
  });

  await expect(inCluster(cluster, record)).resolves.toEqual([]);
});

test('finds labelled objects, objects of releases and controllers, and releases, with the reason; skips the record', async () => {
  const { cluster } = memoryCluster({
    objects: [
      object('Service', 'toy', { labels }),
      object('Event', 'seen', { labels }),
      { ...object('ConfigMap', 'stagecraft-installation', { labels }), metadata: { name: 'stagecraft-installation', namespace: 'default', labels } },
      object('ConfigMap', 'toy-root', { labels: { root: 'true' } }),
      ofHelm('ServiceAccount', 'controller', 'definitions'),
      definition,
    ],
    releases: [{ name: 'definitions', namespace: 'toy-system', status: 'uninstalling', chart: 'definitions-1.2.3' }],
  });

  await expect(inCluster(cluster, record)).resolves.toEqual([
    { what: 'Service toy/toy', why: 'it was not deleted' },
    { what: 'ConfigMap toy/toy-root', why: 'it was not deleted' },
    { what: 'ServiceAccount toy/controller', why: 'it was not deleted' },
    { what: 'CustomResourceDefinition.apiextensions.k8s.io toy/widgets.toys.example', why: 'it was not deleted' },
    { what: 'release toy-system/definitions', why: 'Helm status: uninstalling' },
  ]);
});

test('counts the objects of a CRD, and 0 for any other object', async () => {
  const { cluster } = memoryCluster({ objects: [definition, widget, object('Service', 'toy')] });

  await expect(inCluster(cluster, record)).resolves.toEqual([
    { what: 'CustomResourceDefinition.apiextensions.k8s.io toy/widgets.toys.example', why: 'another owner has 1 object of it' },
  ]);
  await expect(objectsOfDefinition(cluster, definition)).resolves.toBe(1);
  await expect(objectsOfDefinition(cluster, object('Service', 'service'))).resolves.toBe(0);
});

test('does not count an object of which only the label names Helm', async () => {
  const { cluster } = memoryCluster({ objects: [object('Service', 'copied', { labels: { 'app.kubernetes.io/managed-by': 'Helm' } })] });

  await expect(ofReleases(cluster, record)).resolves.toEqual([]);
});

test('lists a kind once per group in one version, and never events', async () => {
  const asked: string[] = [];
  const { cluster } = memoryCluster();
  const served = (apiVersion: string, kind: string, resource: string) => ({ apiVersion, kind, resource, namespaced: true });
  await ofReleases(
    {
      ...cluster,
      list: async (kinds) => {
        asked.push(kinds);
        return [];
      },
      objects: {
        ...cluster.objects,
        kinds: async () => [
          served('v1', 'Service', 'services'),
          served('v1', 'Event', 'events'),
          served('events.k8s.io/v1', 'Event', 'events.v1.events.k8s.io'),
          served('autoscaling/v1', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers.v1.autoscaling'),
          served('autoscaling/v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers.v2.autoscaling'),
          served('serving.knative.dev/v1', 'Service', 'services.v1.serving.knative.dev'),
        ],
      },
    },
    record,
  );

  expect(asked).toEqual(['services,horizontalpodautoscalers.v2.autoscaling,services.v1.serving.knative.dev']);
});

describe('reason why an object still exists', () => {
  const deletionTimestamp = '2026-11-21T00:00:00Z';
  const conditions = [
    { type: 'NamespaceContentRemaining', status: 'True', message: 'pods. has 2 resource instances' },
    { type: 'NamespaceDeletionContentFailure', status: 'False', message: 'all content deleted' },
    { type: 'NamespaceFinalizersRemaining', status: 'True' },
  ];
  test.each<[string, KubernetesObject, string]>([
    ['it was never deleted', object('Service', 'toy', { finalizers: ['toys.example/finalizer'] }), 'it was not deleted'],
    ['it is going', object('Service', 'toy', { deletionTimestamp }), 'is being deleted'],
    [
      'it waits for who has to let it go',
      object('Service', 'toy', { deletionTimestamp, finalizers: ['a.example/one', 'b.example/two'] }),
      'waits for a.example/one, b.example/two',
    ],
    [
      'it says itself what it waits for',
      { ...object('Namespace', 'toy', { deletionTimestamp }), status: { conditions } },
      'is being deleted; pods. has 2 resource instances',
    ],
    ['it has a status that says nothing of it', { ...object('Service', 'toy', { deletionTimestamp }), status: {} }, 'is being deleted'],
  ])('%s', (_, left, why) => {
    expect(whyOf(left)).toBe(why);
  });
});
