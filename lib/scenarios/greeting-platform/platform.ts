import { App, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-34';
import {
  type GatewayExposure,
  INGRESS_GATEWAY,
  istioCharts,
  type LoadBalancerControllerChartOptions,
  loadBalancerControllerChart,
  MeshDefaults,
  MeshNamespace,
  TargetGroupBinding,
  tracerEndpoints,
} from 'stagecraft-constructs/mesh';
import { ISTIO_KUBERNETES } from 'stagecraft-constructs/versions';
import { ConfigError } from '../../errors';
import type { ForwardedTool, Installation, InstallStep, LeftInCluster } from '../../kubernetes/installation';
import type { KubernetesObject } from '../../kubernetes/kubernetes-object';
import { APPLICATION, CONTROL_PLANE, STORES } from './names';
import { ReferencePlatform, type ReferencePlatformOptions } from './reference-platform';
import { connectionSecret, Stores, storeSecrets } from './stores';
import { scraper, Telemetry, type TelemetryOptions, telemetryTools } from './telemetry';

/** Entry of requests: a load balancer outside the cluster, a NodePort, or a forwarded port. */
export type Entrance =
  | {
      readonly kind: 'target-group';
      readonly targetGroupArn: string;
      /** @default - the owner of the target group opens the path from the load balancer to the pods */
      readonly securityGroupId?: string;
      /** The controller to install. @default - none: EKS Auto Mode includes one */
      readonly controller?: LoadBalancerControllerChartOptions;
    }
  | { readonly kind: 'node-port'; readonly port: number }
  | { readonly kind: 'port-forward' };

/** Settings of an installation. */
export interface PlatformOptions
  extends Omit<ReferencePlatformOptions, 'collectors' | 'scraper' | 'uiOrigin' | 'apiUrl'>,
    Omit<TelemetryOptions, 'cpuAlertMillicores'> {
  readonly entrance: Entrance;
  /** Origin of the page. @default - https:// and the page's host, or that of a forwarded port */
  readonly uiOrigin?: string;
  /** Default API URL of the page. @default - https:// and the API's host, or the page's origin */
  readonly apiUrl?: string;
  /** @default 300 */
  readonly cpuAlertMillicores?: number;
  /** Pods of the control plane and of each gateway. @default 1 */
  readonly meshReplicas?: number;
  /** Distribution with a non-standard CNI directory. @default - none */
  readonly distribution?: 'k3d' | 'k3s' | 'microk8s' | 'minikube';
}

/** Default URL of the gateway's forwarded port. */
const FORWARDED = 'http://localhost:8080';

/** Default CPU limit of a program, in millicores. */
const CPU_LIMIT = 500;

/** ConfigMap that the control plane creates in every namespace. */
const ROOT_CERTIFICATE: LeftInCluster = {
  description: 'the control plane of the mesh',
  apiVersion: 'v1',
  kind: 'ConfigMap',
  name: 'istio-ca-root-cert',
  labels: { 'istio.io/config': 'true' },
};

/** Resource requests of a sidecar, from the istiod chart: https://github.com/istio/istio/blob/1.31.1/manifests/charts/istio-control/istio-discovery/values.yaml */
const SIDECAR = { cpuMillicores: 100, memoryMebibytes: 128 };

/**
 * The reference platform, in order of installation: namespaces, CRDs, control plane, gateways, telemetry, stores, services.
 *
 * Values that are only known at deployment (ARNs, host names, image URIs) can be CDK tokens.
 *
 * @throws ConfigError when the alert could never fire
 */
export function platform(options: PlatformOptions): Installation {
  const { tracing, entrance, hosts, managedStores, cpuAlertMillicores = 300, cpuLimitMillicores = CPU_LIMIT } = options;
  if (cpuAlertMillicores >= cpuLimitMillicores) {
    throw new ConfigError({
      problem: 'cpuAlertMillicores can never be exceeded',
      got: `${cpuAlertMillicores}, while a program gets at most ${cpuLimitMillicores}`,
      allowed: `less than ${cpuLimitMillicores}`,
      fix: 'lower it, or raise the limit',
    });
  }
  const app = new App();
  const { provider, collector } = tracerEndpoints(tracing, CONTROL_PLANE);
  const charts = istioCharts({
    tracing: provider,
    namespace: CONTROL_PLANE,
    exposure: exposureOf(entrance),
    trustedProxies: entrance.kind === 'target-group' ? 1 : 0,
    replicas: options.meshReplicas ?? 1,
    platform: options.distribution,
  });
  const telemetry = new Telemetry(app, 'telemetry', { ...options, cpuAlertMillicores });
  const uiOrigin = options.uiOrigin ?? (hosts ? `https://${hosts.ui}` : FORWARDED);
  const services = new ReferencePlatform(app, 'platform', {
    ...options,
    cpuLimitMillicores,
    uiOrigin,
    apiUrl: options.apiUrl ?? (hosts ? `https://${hosts.api}` : uiOrigin),
    collectors: [collector],
    scraper,
  });
  const objects = (chart: Chart, description: string): InstallStep => ({
    kind: 'objects',
    name: chart.node.id,
    description,
    objects: (chart.toJson() as KubernetesObject[]).map(labelled),
  });
  const chart = (release: (typeof charts)['base'], description: string): InstallStep => ({ kind: 'chart', name: release.name, description, release });

  return {
    steps: [
      objects(namespaces(app, !managedStores, entrance), 'Namespaces, with the Pod Security Standard of each'),
      chart(charts.base, 'CRDs of Istio'),
      chart(charts.cni, 'Istio CNI plugin, so that pods need no NET_ADMIN capability'),
      chart(charts.istiod, 'Control plane of the mesh'),
      objects(defaults(app, tracing), 'Mesh defaults: strict mutual TLS, and tracing of every request'),
      ...charts.gateways.map((release) => chart(release, `Gateway ${release.name}`)),
      ...entranceSteps(app, entrance, objects),
      objects(telemetry, 'Prometheus, Grafana and the tracer'),
      chart(telemetry.kiali, 'Kiali: the mesh as a graph'),
      ...(managedStores ? [] : [objects(new Stores(app, 'stores'), 'Database and queue')]),
      objects(services, 'The services, their web page, ingress, AuthorizationPolicies and NetworkPolicies'),
    ],
    secrets: [
      ...(managedStores ? [] : storeSecrets),
      ...(managedStores?.connectionsSecretArn === undefined ? [connectionSecret(!managedStores)] : []),
      ...(options.slackWebhook && options.slackWebhook.secretArn === undefined
        ? [
            {
              namespace: CONTROL_PLANE,
              name: options.slackWebhook.secret,
              keys: { [options.slackWebhook.key]: 'URL of the Slack webhook' },
              before: 'telemetry',
            },
          ]
        : []),
    ],
    tools: toolsOf(options),
    leftovers: [ROOT_CERTIFICATE],
    kubernetes: ISTIO_KUBERNETES,
    sidecar: SIDECAR,
  };
}

function namespaces(app: App, storesInCluster: boolean, entrance: Entrance): Chart {
  const chart = chartIn(app, 'namespaces');
  // The charts of Istio and Kiali meet the baseline standard; violations of the restricted one are only warnings.
  new MeshNamespace(chart, CONTROL_PLANE, { name: CONTROL_PLANE, injected: false, podSecurity: 'baseline' });
  new MeshNamespace(chart, APPLICATION, { name: APPLICATION });
  if (storesInCluster) new MeshNamespace(chart, STORES, { name: STORES });
  // Without it, EKS Auto Mode accepts NetworkPolicies but does not enforce them.
  if (isAutoMode(entrance)) {
    new k8s.KubeConfigMap(chart, 'network-policies', {
      metadata: { name: 'amazon-vpc-cni', namespace: 'kube-system' },
      data: { 'enable-network-policy-controller': 'true' },
    });
  }
  return chart;
}

function defaults(app: App, tracer: string): Chart {
  const chart = chartIn(app, 'mesh-defaults');
  new MeshDefaults(chart, 'defaults', { tracer, controlPlane: CONTROL_PLANE });
  return chart;
}

function entranceSteps(app: App, entrance: Entrance, objects: (chart: Chart, description: string) => InstallStep): InstallStep[] {
  if (entrance.kind !== 'target-group') return [];
  const { targetGroupArn, securityGroupId, controller } = entrance;
  const chart = chartIn(app, 'entrance');
  new TargetGroupBinding(chart, 'binding', {
    name: INGRESS_GATEWAY,
    namespace: CONTROL_PLANE,
    service: INGRESS_GATEWAY,
    port: 80,
    // Target health checks use the gateway's status port.
    openPorts: [80, 15_021],
    targetGroupArn,
    securityGroupId,
    controller: isAutoMode(entrance) ? 'auto-mode' : 'chart',
  });
  const release = controller && loadBalancerControllerChart(controller);
  return [
    ...(release
      ? [
          {
            kind: 'chart',
            name: release.name,
            description: 'AWS Load Balancer Controller, which registers the gateway pods in the target group',
            release,
          } as const,
        ]
      : []),
    objects(chart, 'TargetGroupBinding of the gateway'),
  ];
}

function chartIn(app: App, id: string): Chart {
  return new Chart(app, id, { disableResourceNameHashes: true });
}

/** EKS Auto Mode includes a controller for target groups. */
function isAutoMode(entrance: Entrance): boolean {
  return entrance.kind === 'target-group' && entrance.controller === undefined;
}

function exposureOf(entrance: Entrance): GatewayExposure {
  return entrance.kind === 'node-port' ? entrance : { kind: 'internal' };
}

function toolsOf({ tracing, managedStores }: PlatformOptions): ForwardedTool[] {
  return [
    { name: 'ui', description: 'web page that shows greetings', namespace: CONTROL_PLANE, service: INGRESS_GATEWAY, port: 80, path: '/' },
    ...telemetryTools(tracing),
    ...(managedStores
      ? []
      : [{ name: 'rabbitmq', description: 'console of the queue', namespace: STORES, service: 'rabbitmq', port: 15_672, path: '/' }]),
  ];
}

type Labels = Readonly<Record<string, string>>;

/** A Deployment, as far as its pods' labels. */
interface PodOwner {
  readonly spec: { readonly template: { readonly metadata: { readonly labels?: Labels } } };
}

/**
 * An object with the labels that Kubernetes recommends: its program's name, and the platform as what it is part of.
 *
 * The pods of a Deployment get them too. Selectors stay as they are: those of a Deployment cannot be changed.
 */
function labelled(object: KubernetesObject): KubernetesObject {
  const { metadata } = object;
  const recommended = { 'app.kubernetes.io/name': metadata.labels?.['app'] ?? metadata.name, 'app.kubernetes.io/part-of': 'greeting-platform' };
  const own = { ...object, metadata: { ...metadata, labels: { ...metadata.labels, ...recommended } } };
  if (object.kind !== 'Deployment') return own;
  const { spec } = object as unknown as PodOwner;
  const pods = { ...spec.template.metadata, labels: { ...spec.template.metadata.labels, ...recommended } };
  return { ...own, spec: { ...spec, template: { ...spec.template, metadata: pods } } };
}
