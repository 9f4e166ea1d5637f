import { KIALI, LOAD_BALANCER_CONTROLLER } from '../versions';
import type { HelmRelease } from './helm-release';

/** Options of the Kiali chart. */
export interface KialiChartOptions {
  /** URL of Prometheus in the cluster. */
  readonly prometheusUrl: string;

  /**
   * URL of Grafana in the cluster.
   *
   * @default - no links to Grafana
   */
  readonly grafanaUrl?: string;

  /**
   * URL of Jaeger's gRPC query API. Kiali cannot read from Zipkin.
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
   * Authentication strategy: a Kubernetes token, or none.
   *
   * @default 'token'
   */
  readonly access?: 'token' | 'anonymous';
}

/** Helm release of Kiali in view-only mode. */
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

/** Options of the AWS Load Balancer Controller chart. */
export interface LoadBalancerControllerChartOptions {
  /** Name of the cluster. */
  readonly clusterName: string;
  /** Region of the cluster. */
  readonly region: string;
  /** VPC of the cluster. */
  readonly vpcId: string;
}

/** Service account of the AWS Load Balancer Controller, in `kube-system`. */
const LOAD_BALANCER_CONTROLLER_ACCOUNT = 'aws-load-balancer-controller';

/**
 * Helm release of the AWS Load Balancer Controller, for TargetGroupBindings only: it handles no Ingress and no Service.
 *
 * Its service account gets an IAM role by a Pod Identity association.
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
      // Otherwise every upgrade makes a new certificate authority, and the webhook refuses bindings until the pods have read it.
      keepTLSSecret: true,
    },
  };
}
