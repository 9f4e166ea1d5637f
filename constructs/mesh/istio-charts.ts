import { ISTIO } from '../versions';
import type { HelmRelease, HelmValue } from './helm-release';

/** An extension provider of the control plane for tracing. */
export interface TracingProvider {
  /** Name by which `MeshDefaults` refers to it. */
  readonly name: string;
  /** Protocol of the collector. */
  readonly protocol: 'opentelemetry' | 'zipkin';
  /** Host name of the collector in the cluster. */
  readonly service: string;
  /** Port of the collector. */
  readonly port: number;
}

/** Exposure of the ingress gateway. */
export type GatewayExposure =
  /** A ClusterIP Service, for a target group or port forwarding. */
  | { readonly kind: 'internal' }
  /** A NodePort Service with this port. */
  | { readonly kind: 'node-port'; readonly port: number };

/** Options of the Istio charts. */
export interface IstioChartsOptions {
  /**
   * Namespace of the control plane and the gateways.
   *
   * @default 'istio-system'
   */
  readonly namespace?: string;

  /**
   * Outbound traffic policy for hosts outside the mesh: only those with a ServiceEntry, or any.
   *
   * @default 'REGISTRY_ONLY'
   */
  readonly outboundTraffic?: 'REGISTRY_ONLY' | 'ALLOW_ANY';

  /**
   * Tracing provider that gets the spans.
   *
   * @default - none
   */
  readonly tracing?: TracingProvider;

  /**
   * Number of trusted proxies in front of the gateway, whose `X-Forwarded-For` is used, such as 1 for a load balancer.
   *
   * @default 0
   */
  readonly trustedProxies?: number;

  /**
   * Exposure of the ingress gateway.
   *
   * @default - internal
   */
  readonly exposure?: GatewayExposure;

  /**
   * Minimum replicas of each gateway and of the control plane. With 2 or more the gateways get a PodDisruptionBudget.
   *
   * @default 1
   */
  readonly replicas?: number;

  /**
   * Install an egress gateway.
   *
   * @default true
   */
  readonly egressGateway?: boolean;

  /**
   * Kubernetes distribution with its own CNI plugin folders.
   *
   * @default - none: the standard folders
   */
  readonly platform?: 'k3d' | 'k3s' | 'microk8s' | 'minikube';
}

/** The Istio charts, in install order. */
export interface IstioCharts {
  /** CRDs. `helm uninstall` keeps them. */
  readonly base: HelmRelease;
  /** CNI plugin, a DaemonSet that redirects the traffic of pods, so that pods need no `NET_ADMIN` capability. */
  readonly cni: HelmRelease;
  /** Control plane. */
  readonly istiod: HelmRelease;
  /** Ingress gateway, and egress gateway if enabled. */
  readonly gateways: readonly HelmRelease[];
}

const REPOSITORY = 'https://blob.istio.io/istio-release/charts';
const HUB = 'docker.io/istio';
const SECCOMP = { type: 'RuntimeDefault' };

/** Name of the ingress gateway's release, Service and service account. */
export const INGRESS_GATEWAY = 'istio-ingressgateway';

/** Helm releases of Istio in sidecar mode: declared outbound hosts only, unprivileged pods, metrics merged on one port. */
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
    // kube-system allows privileged pods on every distribution.
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
    // The default of the chart plus a seccomp profile; Helm replaces the whole value.
    securityContext: { seccompProfile: SECCOMP, sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }] },
    autoscaling: { enabled: true, minReplicas: replicas, maxReplicas: Math.max(5, replicas) },
    ...(replicas > 1 && { podDisruptionBudget: { minAvailable: 1 } }),
  };
}
