import { standingOf } from '../../../lib/deployment/cluster/readiness';
import { labelled, type RecordedStep, writeRecord } from '../../../lib/deployment/cluster/record';
import type { KubernetesObject } from '../../../lib/kubernetes/kubernetes-object';
import { type MemoryClusterOptions, memoryCluster } from '../../support/memory-cluster';
import { recordingTask } from '../../support/task';

const installed = { scenario: 'toy', stage: 'dev' };

function service(name: string): KubernetesObject {
  return labelled({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'toy' } }, installed);
}
const deployment: KubernetesObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'toy', namespace: 'toy' },
  spec: { replicas: 1 },
};
const pod: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'toy-1', namespace: 'toy' },
  spec: {},
  status: { phase: 'Pending' },
};

function stepOf(...names: string[]): RecordedStep {
  return { name: 'app', description: 'The toy', objects: names.map((name) => ({ apiVersion: 'v1', kind: 'Service', namespace: 'toy', name })) };
}

/** State of each step in a cluster with these records. */
async function standing(steps: readonly RecordedStep[], options: MemoryClusterOptions) {
  const { cluster } = memoryCluster(options);
  await writeRecord(cluster, { ...installed, version: '1.0.0', phase: 'installed', steps, leftovers: [] }, recordingTask());
  return standingOf(cluster);
}

test.each<[string, RecordedStep, KubernetesObject[], string, string]>([
  ['everything is there', stepOf('a', 'b'), [service('a'), service('b')], 'ready', '2 objects'],
  ['nothing is there', stepOf('a', 'b'), [], 'missing', '2 objects'],
  ['something is missing', stepOf('a', 'b', 'c'), [service('b')], 'in part', 'no Service toy/a, no Service toy/c'],
  [
    'so much is missing that three are named',
    stepOf('a', 'b', 'c', 'd', 'e'),
    [service('a')],
    'in part',
    'no Service toy/b, no Service toy/c, no Service toy/d …',
  ],
  ['a step has no objects', stepOf(), [], 'ready', '0 objects'],
])('when %s', async (_, step, objects, state, detail) => {
  const { steps } = await standing([step], { objects });

  expect(steps).toEqual([{ name: 'app', description: 'The toy', state, detail }]);
});

test('names pods that are not ready where a namespace was installed', async () => {
  const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'toy', name: 'toy' };
  const namespace = { apiVersion: 'v1', kind: 'Namespace', name: 'toy' };
  const elsewhere = { ...pod, metadata: { ...pod.metadata, namespace: 'elsewhere' } };
  const { steps, unready } = await standing(
    [
      { name: 'namespaces', description: 'Namespaces', objects: [namespace] },
      { name: 'app', description: 'The toy', objects: [ref] },
    ],
    { objects: [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'toy' } }, deployment, pod, elsewhere] },
  );

  expect(steps.map(({ state, detail }) => [state, detail])).toEqual([
    ['ready', '1 object'],
    ['not ready', 'Deployment.apps toy/toy'],
  ]);
  expect(unready).toEqual([{ pod: 'toy-1', namespace: 'toy', states: ['pending, on no node yet'], events: [] }]);
});

test.each([
  ['deployed', 'ready', 'controller-1.2.3'],
  ['failed', 'failed', 'controller-1.2.3'],
  ['pending-upgrade', 'pending-upgrade', 'controller-1.2.3'],
  [undefined, 'missing', ''],
])('shows a release with Helm status %s as %s', async (status, state, detail) => {
  const release = { name: 'controller', namespace: 'toy-system', version: '1.2.3' };
  const states = status === undefined ? [] : [{ name: 'controller', namespace: 'toy-system', status, chart: 'controller-1.2.3' }];
  const { steps } = await standing([{ name: 'controller', description: 'What looks after widgets', objects: [], release }], {
    releases: [{ name: 'controller', namespace: 'elsewhere', status: 'superseded', chart: 'controller-0.1.0' }, ...states],
  });

  expect(steps).toEqual([{ name: 'controller', description: 'What looks after widgets', state, detail }]);
});
