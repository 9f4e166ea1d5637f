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
  /** Name of the server, its pod and its account. */
  readonly name: string;
  /** Namespace of all its objects. */
  readonly namespace: string;
  /** Image of the program. */
  readonly image: string;
  /** Ports on which it listens, by name; the first is its own in a graph of calls. A name begins with what is spoken there: `http-`, `grpc-`, `tcp-`. */
  readonly ports: Readonly<Record<string, number>>;
  /** How Kubernetes finds out that it has started, lives, and can answer. */
  readonly probes: Probes;
  /** What its container gets. */
  readonly resources: Resources;
  /** User that the image is made for. */
  readonly user: number;

  /**
   * Arguments of the program.
   *
   * @default - the image's own
   */
  readonly args?: readonly string[];

  /**
   * Environment variables. No secrets: anybody who can see the pod sees them.
   *
   * @default - none
   */
  readonly environment?: Readonly<Record<string, string>>;

  /**
   * Environment variables whose values are in a Secret.
   *
   * @default - none
   */
  readonly secrets?: Readonly<Record<string, SecretKey>>;

  /**
   * Files by folder and name. When one changes, the pod is replaced.
   *
   * @default - none
   */
  readonly files?: Readonly<Record<string, Readonly<Record<string, string>>>>;

  /**
   * Class of the Secrets Store whose Secrets are there for as long as the pod mounts it.
   *
   * @default - none
   */
  readonly secretProviderClass?: string;

  /**
   * Folders that it may write to. They are empty at first and gone with the pod.
   *
   * @default ['/tmp']
   */
  readonly writable?: readonly string[];

  /**
   * Whether it gets the token of its account, to ask the cluster about itself.
   *
   * @default false
   */
  readonly asksCluster?: boolean;

  /**
   * Port and path of its metrics.
   *
   * @default - it has none
   */
  readonly metrics?: { readonly port: number; readonly path: string };
}

/** A server of one pod that keeps what it has for as long as it runs: enough to watch a platform, or to stand in for a managed service. */
export class StandaloneServer extends Construct {
  /** Its part in a graph of calls. */
  public readonly party: MeshParty;
  /** Host name by which others in the cluster call it. */
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
    // Service links would put a variable for each service into the environment, some of which programs take for their own settings.
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
