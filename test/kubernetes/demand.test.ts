import { cpuText, demandOf, memoryText, quantity, requestOf } from '../../lib/kubernetes/demand';
import type { KubernetesObject } from '../../lib/kubernetes/kubernetes-object';

test.each([
  ['250m', 0.25],
  ['2', 2],
  [4, 4],
  ['128Mi', 134_217_728],
  ['1.5Gi', 1_610_612_736],
  ['1e3', 1_000],
  ['500M', 5e8],
  ['16416748Ki', 16_810_749_952],
  [undefined, 0],
  ['much', 0],
])('%s is %d', (text, amount) => {
  expect(quantity(text)).toBeCloseTo(amount, 6);
});

test('formats amounts for reading', () => {
  expect([cpuText(3.94999), memoryText(7.4e9)]).toEqual(['3.95 CPU', '6.9 GiB']);
});

const container = (cpu: string, memory: string, more: object = {}) => ({ resources: { requests: { cpu, memory } }, ...more });

test('a pod requests its containers and sidecars together, or its largest init container where that is more', () => {
  const initContainers = [container('1', '10Mi'), container('50m', '20Mi', { restartPolicy: 'Always' })];

  expect(requestOf({ spec: { containers: [container('100m', '30Mi'), container('100m', '30Mi')], initContainers } })).toEqual({
    cpu: 1,
    memory: 80 * 2 ** 20,
  });
  expect(requestOf({})).toEqual({ cpu: 0, memory: 0 });
});

describe('an installation', () => {
  const object = (kind: string, name: string, namespace: string | undefined, spec: object, labels = {}): KubernetesObject => ({
    apiVersion: 'v1',
    kind,
    metadata: { name, namespace, labels },
    spec,
  });
  const template = (labels = {}) => ({ metadata: { labels }, spec: { containers: [container('100m', '100Mi')] } });
  const mesh = object('Namespace', 'mesh', undefined, {}, { 'istio-injection': 'enabled' });
  const sidecar = { cpuMillicores: 50, memoryMebibytes: 28 };
  const demand = (...objects: KubernetesObject[]) => demandOf([mesh, ...objects], { sidecar }, 3);

  test('counts a sidecar in namespaces with injection, except for pods that opt out', () => {
    const two = demand(object('Deployment', 'a', 'mesh', { replicas: 2, template: template() }));
    expect(two).toMatchObject({ memory: 256 * 2 ** 20, pods: 2 });
    expect(two.cpu).toBeCloseTo(0.3);
    expect(demand(object('Deployment', 'a', 'other', { replicas: 2, template: template() })).cpu).toBeCloseTo(0.2);
    expect(demand(object('Deployment', 'a', 'mesh', { template: template({ 'sidecar.istio.io/inject': 'false' }) })).cpu).toBeCloseTo(0.1);
  });

  test("counts an autoscaler's minimum, one pod per node of a daemon set, and one by default", () => {
    const scaler = object('HorizontalPodAutoscaler', 'a', 'other', { minReplicas: 4, scaleTargetRef: { kind: 'Deployment', name: 'a' } });
    const a = object('Deployment', 'a', 'other', { template: template() });

    expect(demand(a).pods).toBe(1);
    expect(demand(a, scaler).pods).toBe(4);
    expect(demand(object('DaemonSet', 'd', 'other', { template: template() })).pods).toBe(3);
  });

  test('names claims that use the default storage class', () => {
    const claims = [
      { metadata: { name: 'data' }, spec: {} },
      { metadata: { name: 'fast' }, spec: { storageClassName: 'ssd' } },
    ];

    expect(
      demand(
        object('PersistentVolumeClaim', 'p', 'other', {}),
        object('PersistentVolumeClaim', 'q', 'other', { storageClassName: '' }),
        object('StatefulSet', 's', 'other', { template: template(), volumeClaimTemplates: claims }),
      ).claims,
    ).toEqual(['p', 'data of s']);
  });
});
