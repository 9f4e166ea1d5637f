import { k8s } from 'cdk8s-plus-34';
import { Construct } from 'constructs';
import { PropError } from '../errors';
import type { MeshParty } from './call-graph';
import type { Files } from './files';
import { DestinationRule } from './istio/destination-rule';
import { probesOf, requirementsOf, restrictedContainer, restrictedPod, volumeOf } from './pod-parts';
import type { Probes } from './probes';
import type { Resources } from './resources';

/** A key of an existing Secret. */
export interface SecretKey {
  /** Name of the Secret, in the namespace of the pods. */
  readonly secret: string;
  /** Key in the Secret. */
  readonly key: string;
}

/** Properties of a `MeshService`. */
export interface MeshServiceProps {
  /** Name of its Deployment, Service and service account. */
  readonly name: string;
  /** Namespace of all its objects. */
  readonly namespace: string;
  /** Container image. */
  readonly image: string;
  /** Ports of Service and container, and the protocol, which the mesh needs for routing and metrics. */
  readonly port: { readonly service: number; readonly container: number; readonly protocol: 'http' | 'grpc' };
  /** Startup, liveness and readiness probes. */
  readonly probes: Probes;
  /** CPU and memory of the container. */
  readonly resources: Resources;
  /** Minimum and maximum replicas, and target CPU and memory utilization of the HorizontalPodAutoscaler, in percent of the requests. */
  readonly scaling: { readonly min: number; readonly max: number; readonly cpu: number; readonly memory: number };

  /**
   * Value of the label `component`.
   *
   * @default 'service'
   */
  readonly component?: string;

  /**
   * Environment variables. Not for secrets, since they are visible in the pod spec.
   *
   * @default - none
   */
  readonly environment?: Readonly<Record<string, string>>;

  /**
   * Environment variables with values from a Secret.
   *
   * @default - none
   */
  readonly secrets?: Readonly<Record<string, SecretKey>>;

  /**
   * Read-only file mounts.
   *
   * @default - none
   */
  readonly files?: readonly Files[];

  /**
   * Prometheus metrics port and path of the application; the sidecar merges them with its own.
   *
   * @default - none
   */
  readonly metrics?: { readonly port: number; readonly path: string };

  /**
   * User ID and group ID of the process.
   *
   * @default 65532, the user of distroless images
   */
  readonly user?: number;
}

/** A mesh workload: ServiceAccount, Deployment, Service, HorizontalPodAutoscaler, PodDisruptionBudget and DestinationRule. */
export class MeshService extends Construct {
  /** The workload as a party of a `CallGraph`. */
  public readonly party: MeshParty;
  /** Host name of the Service in the cluster. */
  public readonly host: string;

  constructor(scope: Construct, id: string, props: MeshServiceProps) {
    super(scope, id);
    this.validate(props);

    const { name, namespace, scaling, port } = props;
    const selector = { app: name, component: props.component ?? 'service' };
    const labels = { ...selector, version: 'v1' };
    const metadata = { name, namespace, labels };
    this.host = `${name}.${namespace}.svc.cluster.local`;
    this.party = { namespace, serviceAccount: name, labels: { app: name }, port: port.container };

    new k8s.KubeServiceAccount(this, 'Account', { metadata, automountServiceAccountToken: false });
    new k8s.KubeDeployment(this, 'Deployment', {
      metadata,
      spec: {
        selector: { matchLabels: labels },
        strategy: {
          type: 'RollingUpdate',
          rollingUpdate: { maxSurge: k8s.IntOrString.fromNumber(2), maxUnavailable: k8s.IntOrString.fromNumber(1) },
        },
        template: { metadata: { labels, annotations: annotationsOf(props) }, spec: podOf(props, selector) },
      },
    });
    new k8s.KubeService(this, 'Service', {
      metadata,
      spec: {
        selector,
        ports: [
          {
            name: port.protocol,
            appProtocol: port.protocol,
            port: port.service,
            targetPort: k8s.IntOrString.fromNumber(port.container),
            protocol: 'TCP',
          },
        ],
      },
    });
    new k8s.KubeHorizontalPodAutoscalerV2(this, 'Autoscaler', {
      metadata,
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
        minReplicas: scaling.min,
        maxReplicas: scaling.max,
        metrics: (['memory', 'cpu'] as const).map((resource) => ({
          type: 'Resource',
          resource: { name: resource, target: { type: 'Utilization', averageUtilization: scaling[resource] } },
        })),
      },
    });
    new k8s.KubePodDisruptionBudget(this, 'Budget', {
      metadata,
      spec: { selector: { matchLabels: selector }, minAvailable: k8s.IntOrString.fromNumber(1) },
    });
    new DestinationRule(this, 'Rule', { metadata, spec: { host: this.host, subsets: [{ name: 'v1', labels: { version: 'v1' } }] } });
  }

  private validate({ scaling: { min, max }, environment, secrets }: MeshServiceProps): void {
    if (min < 2 || max < min) {
      throw new PropError(this, {
        problem: 'scaling allows no replacement without downtime',
        got: `min ${min}, max ${max}`,
        allowed: '2 <= min <= max',
        fix: 'correct them',
      });
    }
    const twice = Object.keys(secrets ?? {}).find((name) => environment?.[name] !== undefined);
    if (twice) {
      throw new PropError(this, {
        problem: 'an environment variable is in both environment and secrets',
        got: twice,
        fix: 'remove it from environment',
      });
    }
  }
}

function annotationsOf({ metrics }: MeshServiceProps): Record<string, string> {
  return {
    // The application starts after the proxy, without which its outbound calls fail.
    'proxy.istio.io/config': '{"holdApplicationUntilProxyStarts":true}',
    ...(metrics && { 'prometheus.io/scrape': 'true', 'prometheus.io/port': String(metrics.port), 'prometheus.io/path': metrics.path }),
  };
}

function podOf(props: MeshServiceProps, selector: Record<string, string>): k8s.PodSpec {
  const { name, image, port, probes, resources, files = [], environment = {}, secrets = {}, metrics } = props;
  const spread = (topologyKey: string) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: selector },
  });
  const metricsPort = metrics && metrics.port !== port.container ? [{ name: 'metrics', containerPort: metrics.port, protocol: 'TCP' }] : [];
  return {
    serviceAccountName: name,
    automountServiceAccountToken: false,
    securityContext: restrictedPod(props.user ?? 65_532),
    topologySpreadConstraints: [spread('topology.kubernetes.io/zone'), spread('kubernetes.io/hostname')],
    terminationGracePeriodSeconds: 30,
    containers: [
      {
        name,
        image,
        imagePullPolicy: 'IfNotPresent',
        ports: [{ name: port.protocol, containerPort: port.container, protocol: 'TCP' }, ...metricsPort],
        env: [
          ...Object.entries(environment).map(([variable, value]) => ({ name: variable, value })),
          ...Object.entries(secrets).map(([variable, { secret, key }]) => ({ name: variable, valueFrom: { secretKeyRef: { name: secret, key } } })),
        ],
        ...probesOf(probes),
        resources: requirementsOf(resources),
        securityContext: restrictedContainer,
        ...(files.length > 0 && { volumeMounts: files.map(({ path }, index) => ({ name: `files-${index}`, mountPath: path, readOnly: true })) }),
      },
    ],
    ...(files.length > 0 && { volumes: files.map(({ from }, index) => ({ name: `files-${index}`, ...volumeOf(from) })) }),
  };
}
