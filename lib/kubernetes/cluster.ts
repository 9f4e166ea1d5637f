import type { LogLine } from '../contract/log-line';
import type { Task } from '../contract/task';
import { type HelmVerbs, helmVerbs } from './helm';
import { type ClusterAccess, kubectl } from './kubectl';
import { itemsOf, type ObjectVerbs, objectVerbs } from './kubectl-objects';
import type { KubernetesObject } from './kubernetes-object';
import { type ExecOptions, execIn, logsOf, type PodLogsOptions } from './pod-access';
import { type KubePod, type Pod, podOf } from './pods';
import { type ForwardedPort, type ForwardOptions, forwardPort } from './port-forward';

export type { Container, Pod } from './pods';

/** What jobs, queries, tools and logs can ask a Kubernetes cluster, whoever runs it. */
export interface ClusterVerbs {
  /** What people call the cluster: the context of the kubeconfig, or the name of the EKS cluster. */
  readonly name: string;
  /**
   * Opens a port of this machine that leads to a port of a service. Ctrl-C closes it.
   *
   * @throws JobError with kubectl's reason when there is no such service, or no pod behind it
   */
  forward(options: ForwardOptions, task: Task): Promise<ForwardedPort>;
  /**
   * Runs a program in the first ready pod that a selector finds, and gives what it wrote on stdout.
   *
   * @throws JobError when no such pod is ready, or with the program's last words when it fails
   */
  exec(options: ExecOptions, task: Task): Promise<string>;
  /** Lines that pods have logged, oldest first, their source `<pod>/<container>`; none when there is no such pod. */
  logs(options: PodLogsOptions): Promise<readonly LogLine[]>;
  /** Pods of a namespace, or of those that a selector finds in it. */
  pods(namespace: string, selector?: string): Promise<readonly Pod[]>;
  /** Objects of one kind, named as kubectl does (`deployments`, `gateways.networking.istio.io`); none when the kind is unknown to the cluster. */
  list(kind: string, options?: ListOptions): Promise<readonly KubernetesObject[]>;
}

/** A cluster as whoever installs something in it needs it. */
export interface Cluster extends ClusterVerbs {
  readonly objects: ObjectVerbs;
  readonly helm: HelmVerbs;
  /** Version of the API server, such as `v1.36.3`. @throws JobError when nobody answers */
  serverVersion(): Promise<string>;
  /** Ends what is left running, and deletes the credentials that were written for this cluster alone. Safe to repeat. */
  close(): Promise<void>;
}

/** The verbs of a cluster. @param close what ends with them, such as credentials in a file */
export function clusterOf(access: ClusterAccess, close: () => Promise<void> = async () => {}): Cluster {
  const bound = kubectl(access);
  const open = new Set<ForwardedPort>();
  const list = async (kind: string, { namespace, selector }: ListOptions = {}) => {
    const where = namespace === undefined ? '--all-namespaces' : `--namespace=${namespace}`;
    const args = ['get', kind, where, ...(selector === undefined ? [] : [`--selector=${selector}`]), '--output=json'];
    const ended = await bound.attempt(args);
    if (ended.code !== 0 && /doesn't have a resource type/.test(ended.stderr)) return [];
    return itemsOf(ended.code === 0 ? ended.stdout : await bound.run(args));
  };
  const pods = async (namespace: string, selector?: string) =>
    (await list('pods', { namespace, selector })).map((pod) => podOf(pod as unknown as KubePod));
  return {
    name: access.name,
    list,
    pods,
    objects: objectVerbs(bound),
    helm: helmVerbs(access),
    async forward(options, task) {
      const port = await forwardPort(bound, options, task);
      open.add(port);
      void port.closed.then(() => open.delete(port));
      return port;
    },
    exec: (options, task) => execIn(bound, pods, options, task),
    logs: (options) => logsOf(bound, options),
    async serverVersion() {
      const { serverVersion } = JSON.parse(await bound.run(['version', '--output=json'])) as { serverVersion: { gitVersion: string } };
      return serverVersion.gitVersion;
    },
    async close() {
      await Promise.all([...open].map((port) => port.close()));
      await close();
    },
  };
}

export interface ListOptions {
  /** @default - all namespaces */
  readonly namespace?: string;
  readonly selector?: string;
}
