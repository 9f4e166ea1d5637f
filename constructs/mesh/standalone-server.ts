import { createHash } from 'node:crypto';
import { k8s } from 'cdk8s-plus-34';
import { Construct } from 'constructs';
import type { MeshParty } from './call-graph';
import type { FileSource } from './files';
import type { SecretKey } from './mesh-service';
import { probesOf, requirementsOf, restrictedContainer, restrictedPod, volumeOf } from './pod-parts';
import type { Probes } from './probes';
import type { Resources } from './resources';

/** Properties of a `StandaloneServer`. */
export interface StandaloneServerProps {
  /** Name of its Deployment, Service and service account. */
  readonly name: string;
  /** Namespace of all its objects. */
  readonly namespace: string;
  /** Container image. */
  readonly image: string;
  /** Ports by name; `party` has the first. Istio reads the protocol from the prefix of the name: `http-`, `grpc-`, `tcp-`. */
  readonly ports: Readonly<Record<string, number>>;
  /** Startup, liveness and readiness probes. */
  readonly probes: Probes;
  /** CPU and memory of the container. */
  readonly resources: Resources;
  /** User ID and group ID of the process, as the image expects. */
  readonly user: number;

  /**
   * Arguments of the container.
   *
   * @default - those of the image
   */
  readonly args?: readonly string[];

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
   * Files by folder and name, as ConfigMaps. A change replaces the pod.
   *
   * @default - none
   */
  readonly files?: Readonly<Record<string, Readonly<Record<string, string>>>>;

  /**
   * SecretProviderClass to mount. The driver keeps its Secrets for as long as a pod mounts it.
   *
   * @default - none
   */
  readonly secretProviderClass?: string;

  /**
   * Writable folders, as emptyDir volumes.
   *
   * @default ['/tmp']
   */
  readonly writable?: readonly string[];

  /**
   * Mount the token of its service account, for access to the Kubernetes API.
   *
   * @default false
   */
  readonly asksCluster?: boolean;

  /**
   * Port and path of its Prometheus metrics.
   *
   * @default - none
   */
  readonly metrics?: { readonly port: number; readonly path: string };
}

/** A server with one pod and no persistent storage: for observability tools, or in place of a managed service. */
export class StandaloneServer extends Construct {
  /** The server as a party of a `CallGraph`. */
  public readonly party: MeshParty;
  /** Host name of the Service in the cluster. */
  public readonly host: string;

  constructor(scope: Construct, id: string, props: StandaloneServerProps) {
    super(scope, id);
    const { name, namespace, files = {} } = props;
    const labels = { app: name };
    const metadata = { name, namespace, labels };
    this.host = `${name}.${namespace}.svc.cluster.local`;
    this.party = { namespace, serviceAccount: name, labels, port: Object.values(props.ports)[0] };

    const folders = Object.entries(files).map(([path, data], index) => ({ path, data, configMap: `${name}-${index}` }));
    for (const { data, configMap } of folders) {
      new k8s.KubeConfigMap(this, configMap, { metadata: { name: configMap, namespace, labels }, data: { ...data } });
    }
    new k8s.KubeServiceAccount(this, 'Account', { metadata, automountServiceAccountToken: false });
    new k8s.KubeDeployment(this, 'Deployment', {
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        strategy: { type: 'Recreate' },
        template: { metadata: { labels: { ...labels, version: 'v1' }, annotations: annotationsOf(props) }, spec: podOf(props, folders) },
      },
    });
    new k8s.KubeService(this, 'Service', {
      metadata,
      spec: {
        selector: labels,
        ports: Object.entries(props.ports).map(([port, number]) => ({
          name: port,
          port: number,
          targetPort: k8s.IntOrString.fromNumber(number),
          protocol: 'TCP',
        })),
      },
    });
  }
}

function annotationsOf({ metrics, files }: StandaloneServerProps): Record<string, string> {
  return {
    ...(files && { 'stagecraft/files': createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16) }),
    ...(metrics && { 'prometheus.io/scrape': 'true', 'prometheus.io/port': String(metrics.port), 'prometheus.io/path': metrics.path }),
  };
}

function podOf(props: StandaloneServerProps, folders: readonly { path: string; configMap: string }[]): k8s.PodSpec {
  const { name, image, args, ports, probes, resources, environment = {}, secrets = {}, writable = ['/tmp'], asksCluster = false } = props;
  const store: FileSource | undefined = props.secretProviderClass === undefined ? undefined : { secretProviderClass: props.secretProviderClass };
  return {
    serviceAccountName: name,
    automountServiceAccountToken: asksCluster,
    // Service links would add environment variables for each Service, which some programs read as settings.
    enableServiceLinks: false,
    securityContext: restrictedPod(props.user),
    containers: [
      {
        name,
        image,
        imagePullPolicy: 'IfNotPresent',
        ...(args && { args: [...args] }),
        ports: Object.entries(ports).map(([port, containerPort]) => ({ name: port, containerPort, protocol: 'TCP' })),
        env: [
          ...Object.entries(environment).map(([variable, value]) => ({ name: variable, value })),
          ...Object.entries(secrets).map(([variable, { secret, key }]) => ({ name: variable, valueFrom: { secretKeyRef: { name: secret, key } } })),
        ],
        ...probesOf(probes),
        resources: requirementsOf(resources),
        securityContext: restrictedContainer,
        volumeMounts: [
          ...folders.map(({ path, configMap }) => ({ name: configMap, mountPath: path, readOnly: true })),
          ...writable.map((mountPath, index) => ({ name: `writable-${index}`, mountPath })),
          ...(store ? [{ name: 'secrets', mountPath: '/etc/secrets', readOnly: true }] : []),
        ],
      },
    ],
    volumes: [
      ...folders.map(({ configMap }) => ({ name: configMap, configMap: { name: configMap } })),
      ...writable.map((_, index) => ({ name: `writable-${index}`, emptyDir: {} })),
      ...(store ? [{ name: 'secrets', ...volumeOf(store) }] : []),
    ],
  };
}
