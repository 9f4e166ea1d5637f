import { valueAt } from '../../contract/records';
import { quantity } from '../demand';
import type { Amounts } from './capacity';

/** Pods of a chart or an add-on. */
export interface PodSet {
  readonly name: string;
  /** Number of pods, or one on each node. */
  readonly count: number | 'each-node';
  /** What one pod requests. */
  readonly one: Amounts;
}

/** What a chart or an add-on installs, by its values. */
export interface KnownPods {
  /** Page with the defaults, of the version that was read. */
  readonly source: string;
  pods(values: unknown): readonly PodSet[];
  /** Request of the sidecar that it adds to other pods. @default - it adds none */
  sidecar?(values: unknown): Amounts;
}

interface Requests {
  readonly cpu?: string;
  readonly memory?: string;
}

/** A container's requests: its defaults, each replaced by the value at a path of the values. */
type Container = readonly [path: string, defaults: Requests];

/** A pod of containers. */
function podOf(values: unknown, ...containers: readonly Container[]): Amounts {
  const asked = (name: keyof Requests) =>
    containers.reduce((sum, [path, defaults]) => {
      const set = valueAt(values, `${path}.requests.${name}`);
      return sum + quantity(typeof set === 'string' || typeof set === 'number' ? set : defaults[name]);
    }, 0);
  return { cpu: Math.round(asked('cpu') * 1_000), memory: asked('memory') / 2 ** 20, pods: 1 };
}

function countAt(values: unknown, path: string, byDefault: number): number {
  const set = valueAt(values, path);
  return typeof set === 'number' ? set : byDefault;
}

const ISTIO_CHARTS = 'https://github.com/istio/istio/blob/1.31.1/manifests/charts';

/** Charts by their repository and name; the versions are those of `stagecraft-constructs/versions`. */
const CHARTS: Readonly<Record<string, KnownPods>> = {
  'https://blob.istio.io/istio-release/charts/base': { source: `${ISTIO_CHARTS}/base`, pods: () => [] },
  'https://blob.istio.io/istio-release/charts/cni': {
    source: `${ISTIO_CHARTS}/istio-cni/values.yaml`,
    pods: (values) => [{ name: 'istio-cni', count: 'each-node', one: podOf(values, ['resources', { cpu: '100m', memory: '100Mi' }]) }],
  },
  'https://blob.istio.io/istio-release/charts/istiod': {
    source: `${ISTIO_CHARTS}/istio-control/istio-discovery/values.yaml`,
    pods: (values) => [
      { name: 'istiod', count: countAt(values, 'autoscaleMin', 1), one: podOf(values, ['resources', { cpu: '500m', memory: '2048Mi' }]) },
    ],
    sidecar: (values) => podOf(values, ['global.proxy.resources', { cpu: '100m', memory: '128Mi' }]),
  },
  'https://blob.istio.io/istio-release/charts/gateway': {
    source: `${ISTIO_CHARTS}/gateway/values.yaml`,
    pods: (values) => [
      { name: 'gateway', count: countAt(values, 'autoscaling.minReplicas', 1), one: podOf(values, ['resources', { cpu: '100m', memory: '128Mi' }]) },
    ],
  },
  'https://kiali.org/helm-charts/kiali-server': {
    source: 'https://github.com/kiali/helm-charts/blob/v2.31.0/kiali-server/values.yaml',
    pods: (values) => [
      {
        name: 'kiali',
        count: countAt(values, 'deployment.replicas', 1),
        one: podOf(values, ['deployment.resources', { cpu: '10m', memory: '64Mi' }]),
      },
    ],
  },
  'https://aws.github.io/eks-charts/aws-load-balancer-controller': {
    source: 'https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/v3.5.0/helm/aws-load-balancer-controller/values.yaml',
    pods: (values) => [{ name: 'aws-load-balancer-controller', count: countAt(values, 'replicaCount', 2), one: podOf(values, ['resources', {}]) }],
  },
};

const SECRETS_DRIVER = 'secrets-store-csi-driver.linux';

/**
 * EKS add-ons by their names, with the version that was read: EKS installs its default of the day, and publishes no manifests. DaemonSets for GPU and
 * Neuron instances have no pods on others.
 *
 * @unproven A66 the add-ons of EKS request what the charts and manifests of the same programs do, and metrics-server has two pods (their sources in
 * lib/kubernetes/nodes/requests.ts; the manifest of kube-proxy that was read is of Kubernetes 1.25)
 */
const ADD_ONS: Readonly<Record<string, KnownPods>> = {
  'vpc-cni': {
    source: 'https://github.com/aws/amazon-vpc-cni-k8s/blob/v1.23.1/charts/aws-vpc-cni/values.yaml',
    // The agent of network policies runs beside the CNI, and has its requests unless others are set.
    pods: (values) => [
      { name: 'aws-node', count: 'each-node', one: podOf(values, ['resources', { cpu: '25m' }], ['nodeAgent.resources', { cpu: '25m' }]) },
    ],
  },
  'kube-proxy': {
    source: 'https://github.com/eksctl-io/eksctl/blob/main/pkg/addons/default/testdata/sample-1.25.json',
    pods: (values) => [{ name: 'kube-proxy', count: 'each-node', one: podOf(values, ['resources', { cpu: '100m' }]) }],
  },
  'eks-pod-identity-agent': {
    source: 'https://github.com/aws/eks-pod-identity-agent/blob/main/charts/eks-pod-identity-agent/values.yaml',
    pods: (values) => [{ name: 'eks-pod-identity-agent', count: 'each-node', one: podOf(values, ['resources', {}]) }],
  },
  coredns: {
    source: 'https://github.com/eksctl-io/eksctl/blob/main/pkg/addons/default/assets/coredns-1.36.json',
    pods: (values) => [
      { name: 'coredns', count: countAt(values, 'replicaCount', 2), one: podOf(values, ['resources', { cpu: '100m', memory: '70Mi' }]) },
    ],
  },
  'metrics-server': {
    source: 'https://github.com/kubernetes-sigs/metrics-server/blob/metrics-server-helm-chart-3.13.1/charts/metrics-server/values.yaml',
    pods: (values) => [
      { name: 'metrics-server', count: countAt(values, 'replicas', 2), one: podOf(values, ['resources', { cpu: '100m', memory: '200Mi' }]) },
    ],
  },
  'aws-secrets-store-csi-driver-provider': {
    source:
      'https://github.com/aws/secrets-store-csi-driver-provider-aws/blob/main/charts/secrets-store-csi-driver-provider-aws/values.yaml (3.1.1), https://github.com/kubernetes-sigs/secrets-store-csi-driver/blob/v1.6.0/charts/secrets-store-csi-driver/values.yaml',
    pods: (values) => [
      { name: 'secrets-store-csi-driver-provider-aws', count: 'each-node', one: podOf(values, ['resources', { cpu: '50m', memory: '100Mi' }]) },
      {
        name: 'secrets-store-csi-driver',
        count: 'each-node',
        one: podOf(
          values,
          [`${SECRETS_DRIVER}.driver.resources`, { cpu: '50m', memory: '100Mi' }],
          [`${SECRETS_DRIVER}.registrar.resources`, { cpu: '10m', memory: '20Mi' }],
          [`${SECRETS_DRIVER}.livenessProbe.resources`, { cpu: '10m', memory: '20Mi' }],
        ),
      },
    ],
  },
  'amazon-cloudwatch-observability': {
    source: 'https://github.com/aws-observability/helm-charts/blob/main/charts/amazon-cloudwatch-observability/values.yaml (6.4.0)',
    pods: (values) => [
      { name: 'cloudwatch-agent', count: 'each-node', one: podOf(values, AGENT) },
      {
        name: 'amazon-cloudwatch-observability-controller-manager',
        count: 1,
        one: podOf(values, ['manager.resources', { cpu: '100m', memory: '64Mi' }]),
      },
      ...(valueAt(values, 'containerLogs.enabled') === false ? [] : [fluentBit(values)]),
      ...(valueAt(values, 'otelContainerInsights.enabled') === true ? openTelemetry(values) : []),
    ],
  },
};

const AGENT: Container = ['agent.resources', { cpu: '250m', memory: '128Mi' }];

function fluentBit(values: unknown): PodSet {
  return { name: 'fluent-bit', count: 'each-node', one: podOf(values, ['containerLogs.fluentBit.resources', { cpu: '50m', memory: '25Mi' }]) };
}

function openTelemetry(values: unknown): readonly PodSet[] {
  return [
    { name: 'node-exporter', count: 'each-node', one: podOf(values, ['nodeExporter.resources', { cpu: '50m', memory: '30Mi' }]) },
    { name: 'kube-state-metrics', count: 1, one: podOf(values, ['kubeStateMetrics.resources', { cpu: '50m', memory: '64Mi' }]) },
    { name: 'cloudwatch-agent-cluster-scraper', count: 1, one: podOf(values, AGENT) },
  ];
}

/** What is known of a chart. */
export function knownChart(repository: string, chart: string): KnownPods | undefined {
  const name = `${repository}/${chart}`;
  return Object.hasOwn(CHARTS, name) ? CHARTS[name] : undefined;
}

/** What is known of an EKS add-on. */
export function knownAddOn(name: string): KnownPods | undefined {
  return Object.hasOwn(ADD_ONS, name) ? ADD_ONS[name] : undefined;
}
