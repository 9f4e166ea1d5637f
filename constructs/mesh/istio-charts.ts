import { ISTIO } from '../versions';
import type { HelmRelease, HelmValue } from './helm-release';

/** Where spans are sent, as the control plane has to know it. */
export interface TracingProvider {
  /** Name by which `MeshDefaults` refers to it. */
  readonly name: string;
  /** What is spoken. */
  readonly protocol: 'opentelemetry' | 'zipkin';
  /** Host of the collector in the cluster. */
  readonly service: string;
  /** Port of the collector. */
  readonly port: number;
}

/** How requests reach the gateway. */
export type GatewayExposure =
  /** By a target group or a forwarded port; the gateway gets no port of the nodes. */
  | { readonly kind: 'internal' }
  /** By this port of every node. */
  | { readonly kind: 'node-port'; readonly port: number };

/** What an installation of Istio depends on. */
export interface IstioChartsOptions {
  /**
   * Namespace of the control plane and the gateways.
   *
   * @default 'istio-system'
   */
  readonly namespace?: string;

  /**
   * Hosts beyond the mesh that services reach: only declared ones, or any.
   *
   * @default 'REGISTRY_ONLY'
   */
  readonly outboundTraffic?: 'REGISTRY_ONLY' | 'ALLOW_ANY';

  /**
   * Where spans are sent.
   *
   * @default - nowhere
   */
  readonly tracing?: TracingProvider;

  /**
   * Proxies in front of the gateway whose word about the client is believed, such as one load balancer.
   *
   * @default 0
   */
  readonly trustedProxies?: number;

  /**
   * How requests reach the ingress gateway.
   *
   * @default - internal
   */
  readonly exposure?: GatewayExposure;

  /**
   * Pods of each gateway and of the control plane at rest; from two on, one of them may be replaced without anybody noticing.
   *
   * @default 1
   */
  readonly replicas?: number;

  /**
   * Whether to install a gateway for requests that leave the mesh, too.
   *
   * @default true
   */
  readonly egressGateway?: boolean;

  /**
   * Distribution of Kubernetes that keeps its network plugins in a place of its own.
   *
   * @default - none of these
   */
  readonly platform?: 'k3d' | 'k3s' | 'microk8s' | 'minikube';
}

/** The charts of Istio, by what they are; to be installed in this order. */
export interface IstioCharts {
  /** Definitions of its resources. `helm uninstall` leaves them. */
  readonly base: HelmRelease;
  /** Redirects the traffic of pods, so that pods need no right to do it. */
  readonly cni: HelmRelease;
  readonly istiod: HelmRelease;
  readonly gateways: readonly HelmRelease[];
}

const REPOSITORY = 'https://blob.istio.io/istio-release/charts';
const HUB = 'docker.io/istio';
const SECCOMP = { type: 'RuntimeDefault' };

/** Name of the release of the ingress gateway, of its service and its account. */
export const INGRESS_GATEWAY = 'istio-ingressgateway';

/** Istio in sidecar mode: strict about hosts beyond the mesh, pods without extra rights, every metric scraped through one port. */
export function istioCharts(options: IstioChartsOptions = {}): IstioCharts {
  const { namespace = 'istio-system', outboundTraffic = 'REGISTRY_ONLY', tracing, trustedProxies = 0, replicas = 1, platform } = options;
  const release = (name: string, chart: string, values: Readonly<Record<string, HelmValue>>, into = namespace): HelmRelease => ({
    name,
    chart,
    repository: REPOSITORY,
    version: ISTIO,
    namespace: into,
    values,
  });
  const global = { hub: HUB, tag: ISTIO, ...(platform && { platform }) };
  return {
    base: release('istio-base', 'base', { global: { istioNamespace: namespace } }),
    // kube-system is the one namespace whose pods may be privileged on every distribution.
    cni: release('istio-cni', 'cni', { global, seccompProfile: SECCOMP }, 'kube-system'),
    istiod: release('istiod', 'istiod', {
      global: { ...global, istioNamespace: namespace, proxy: { seccompProfile: SECCOMP } },
      cni: { enabled: true },
      seccompProfile: SECCOMP,
      autoscaleMin: replicas,
      resources: { requests: { cpu: '200m', memory: '512Mi' } },
      meshConfig: {
        enablePrometheusMerge: true,
        outboundTrafficPolicy: { mode: outboundTraffic },
        defaultConfig: { gatewayTopology: { numTrustedProxies: trustedProxies } },
        ...(tracing && { extensionProviders: [providerOf(tracing)] }),
      },
    }),
    gateways: [
      release(INGRESS_GATEWAY, 'gateway', gatewayValues(replicas, options.exposure ?? { kind: 'internal' })),
      ...((options.egressGateway ?? true) ? [release('istio-egressgateway', 'gateway', gatewayValues(replicas, { kind: 'internal' }))] : []),
    ],
  };
}

function providerOf({ name, protocol, service, port }: TracingProvider): HelmValue {
  return { name, [protocol]: { service, port } };
}

function gatewayValues(replicas: number, exposure: GatewayExposure): Readonly<Record<string, HelmValue>> {
  const http = { name: 'http2', port: 80, protocol: 'TCP', targetPort: 80 };
  return {
    service: {
      type: exposure.kind === 'node-port' ? 'NodePort' : 'ClusterIP',
      ports: [
        { name: 'status-port', port: 15_021, protocol: 'TCP', targetPort: 15_021 },
        exposure.kind === 'node-port' ? { ...http, nodePort: exposure.port } : http,
      ],
    },
    // The chart's own value with a profile added; it is replaced as a whole.
    securityContext: { seccompProfile: SECCOMP, sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }] },
    autoscaling: { enabled: true, minReplicas: replicas, maxReplicas: Math.max(5, replicas) },
    ...(replicas > 1 && { podDisruptionBudget: { minAvailable: 1 } }),
  };
}
