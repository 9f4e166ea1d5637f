import type { KubernetesObject } from '../../lib/kubernetes/kubernetes-object';
import { platform } from '../../lib/scenarios/greeting-platform/platform';
import { variants } from '../scenarios/greeting-platform/installations';
import { UNLABELLED } from './offenders';

/** Kinds that select pods, run them or scale them. */
const WORKLOADS = ['DaemonSet', 'Deployment', 'Job', 'Service', 'ServiceAccount', 'StatefulSet'];
const RECOMMENDED = ['app.kubernetes.io/name', 'app.kubernetes.io/part-of'];

const objects = variants.flatMap(([, options]) => platform(options).steps.flatMap((step) => (step.kind === 'objects' ? step.objects : [])));
const labelsOf = ({ metadata }: KubernetesObject) => Object.keys((metadata as { labels?: object }).labels ?? {});

/** Labels of the pods of a workload. */
function podLabelsOf(object: KubernetesObject): string[] {
  const { spec } = object as unknown as { spec?: { template?: { metadata?: { labels?: object } } } };
  return Object.keys(spec?.template?.metadata?.labels ?? {});
}

test('there are objects of every kind that a program has', () => {
  expect(objects.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['Deployment', 'Service', 'ServiceAccount', 'HorizontalPodAutoscaler']));
});

test('every workload, its pods, its Service and its ServiceAccount have the label app, by which Istio and Kiali name it', () => {
  const without = objects.filter((object) => WORKLOADS.includes(object.kind) && !labelsOf(object).includes('app'));
  const pods = objects.filter((object) => object.kind === 'Deployment' && !podLabelsOf(object).includes('app'));

  expect([...without, ...pods].map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)).toEqual([]);
});

test('what has a version is a component: both labels, and the same on its pods', () => {
  const programs = objects.filter(
    ({ kind, ...object }) => kind === 'Deployment' && labelsOf({ kind, ...object } as KubernetesObject).includes('version'),
  );

  expect(programs.length).toBeGreaterThan(8);
  for (const program of programs) expect(podLabelsOf(program)).toEqual(expect.arrayContaining(labelsOf(program)));
});

test('every object has the labels that Kubernetes recommends', () => {
  const lacking = [...new Set(objects.filter((object) => !RECOMMENDED.every((label) => labelsOf(object).includes(label))).map(({ kind }) => kind))];

  expect(lacking.filter((kind) => !UNLABELLED.includes(kind))).toEqual([]);
  expect(UNLABELLED.filter((kind) => !lacking.includes(kind))).toEqual([]);
});
