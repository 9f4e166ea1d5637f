import { KIALI, LOAD_BALANCER_CONTROLLER } from '../versions';
import type { HelmRelease } from './helm-release';

/** What Kiali shows, and to whom. */
export interface KialiChartOptions {
  /** Address of Prometheus in the cluster. */
  readonly prometheusUrl: string;

  /**
   * Address of Grafana in the cluster.
   *
   * @default - no links to Grafana
   */
  readonly grafanaUrl?: string;

  /**
   * Address at which Jaeger answers queries over gRPC. Kiali cannot read from Zipkin.
   *
   * @default - no traces
   */
  readonly jaegerUrl?: string;

  /**
   * Namespace of Kiali and of the control plane.
   *
   * @default 'istio-system'
   */
  readonly namespace?: string;

  /**
   * Who may look: whoever has a token of the cluster, or whoever can reach it.
   *
   * @default 'token'
   */
  readonly access?: 'token' | 'anonymous';
}

/** Kiali, which only looks: it changes nothing in the mesh. */
export function kialiChart(options: KialiChartOptions): HelmRelease {
  const { prometheusUrl, grafanaUrl, jaegerUrl, namespace = 'istio-system', access = 'token' } = options;
  return {
    name: 'kiali',
    chart: 'kiali-server',
    repository: 'https://kiali.org/helm-charts',
    version: KIALI,
    namespace,
    values: {
      istio_namespace: namespace,
      auth: { strategy: access },
      deployment: {
        view_only_mode: true,
        resources: { requests: { cpu: '10m', memory: '128Mi' }, limits: { memory: '1Gi' } },
      },
      external_services: {
        prometheus: { url: prometheusUrl },
        grafana: grafanaUrl === undefined ? { enabled: false } : { enabled: true, internal_url: grafanaUrl },
        tracing: jaegerUrl === undefined ? { enabled: false } : { enabled: true, provider: 'jaeger', internal_url: jaegerUrl, use_grpc: true },
      },
    },
  };
}

/** The cluster that the load balancer controller works for. */
export interface LoadBalancerControllerChartOptions {
  /** Name of the cluster. */
  readonly clusterName: string;
  /** Region of the cluster. */
  readonly region: string;
  /** VPC of the cluster. */
  readonly vpcId: string;
}

/** Account of the load balancer controller, in `kube-system`. */
const LOAD_BALANCER_CONTROLLER_ACCOUNT = 'aws-load-balancer-controller';

/**
 * The AWS Load Balancer Controller, for target-group bindings alone: it makes no load balancer of an Ingress or a Service.
 *
 * Its account gets its rights by a Pod Identity association.
 */
export function loadBalancerControllerChart({ clusterName, region, vpcId }: LoadBalancerControllerChartOptions): HelmRelease {
  return {
    name: LOAD_BALANCER_CONTROLLER_ACCOUNT,
    chart: 'aws-load-balancer-controller',
    repository: 'https://aws.github.io/eks-charts',
    version: LOAD_BALANCER_CONTROLLER,
    namespace: 'kube-system',
    values: {
      clusterName,
      region,
      vpcId,
      replicaCount: 1,
      serviceAccount: { create: true, name: LOAD_BALANCER_CONTROLLER_ACCOUNT },
      createIngressClassResource: false,
      enableServiceMutatorWebhook: false,
    },
  };
}
