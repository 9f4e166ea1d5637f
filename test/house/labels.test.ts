import type { KubernetesObject } from '../../lib/kubernetes/kubernetes-object';
import { platform } from '../../lib/scenarios/greeting-platform/platform';
import { variants } from '../scenarios/greeting-platform/installations';

/** Kinds that select pods, run them or scale them. */
const WORKLOADS = ['DaemonSet', 'Deployment', 'Job', 'Service', 'ServiceAccount', 'StatefulSet'];
const RECOMMENDED = ['app.kubernetes.io/name', 'app.kubernetes.io/part-of'];

const objects = variants.flatMap(([, options]) => platform(options).steps.flatMap((step) => (step.kind === 'objects' ? step.objects : [])));
const labelsOf = ({ metadata }: KubernetesObject) => metadata.labels ?? {};

/** Labels of the pods of a workload. */
function podLabelsOf(object: KubernetesObject): Readonly<Record<string, string>> {
  const { spec } = object as unknown as { spec?: { template?: { metadata?: Pick<KubernetesObject['metadata'], 'labels'> } } };
  return spec?.template?.metadata?.labels ?? {};
}

test('there are objects of every kind that a program has', () => {
  expect(objects.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['Deployment', 'Service', 'ServiceAccount', 'HorizontalPodAutoscaler']));
});

test('every workload, its pods, its Service and its ServiceAccount have the label app, by which Istio and Kiali name it', () => {
  const without = objects.filter((object) => WORKLOADS.includes(object.kind) && !('app' in labelsOf(object)));
  const pods = objects.filter((object) => object.kind === 'Deployment' && !('app' in podLabelsOf(object)));

  expect([...without, ...pods].map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)).toEqual([]);
});

test('what has a version is a component: both labels, and the same on its pods', () => {
  const programs = objects.filter((object) => object.kind === 'Deployment' && 'version' in labelsOf(object));

  expect(programs.length).toBeGreaterThan(8);
  for (const program of programs) expect(podLabelsOf(program)).toMatchObject(labelsOf(program));
});

test('every object and every pod has the labels that Kubernetes recommends, with valid values', () => {
  const isLabelled = (labels: Readonly<Record<string, string>>) =>
    RECOMMENDED.every((label) => /^[a-z0-9A-Z][\w.-]{0,61}[a-z0-9A-Z]$/.test(labels[label] ?? ''));
  const lacking = objects.filter((object) => !isLabelled(labelsOf(object)) || (object.kind === 'Deployment' && !isLabelled(podLabelsOf(object))));

  expect(lacking.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)).toEqual([]);
});

test('no selector needs a recommended label', () => {
  const selecting = objects.filter(({ spec }) =>
    JSON.stringify((spec as { selector?: object } | undefined)?.selector ?? {}).includes('app.kubernetes.io/'),
  );

  expect(selecting).toEqual([]);
});
