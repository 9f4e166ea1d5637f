import type { Task } from '../contract/task';
import type { LogLine } from '../contract/values';
import { type HelmVerbs, helmVerbs } from './helm';
import { type ClusterAccess, kubectl } from './kubectl';
import { itemsOf, type ObjectVerbs, objectVerbs } from './kubectl-objects';
import type { KubernetesObject } from './kubernetes-object';
import { type ExecOptions, execIn, type KubePod, logsOf, type Pod, type PodLogsOptions, podOf } from './pods';
import { type ForwardedPort, type ForwardOptions, forwardPort } from './port-forward';

export type { Container, Pod } from './pods';

/** Kubernetes verbs for jobs, queries, tools and logs. */
export interface ClusterVerbs {
  /** Display name: the kubeconfig context, or the EKS cluster name. */
  readonly name: string;
  /**
   * Forwards a local port to a port of a Service. Ctrl-C closes it.
   *
   * @throws JobError with kubectl's reason when there is no such Service, or no pod behind it
   */
  forward(options: ForwardOptions, task: Task): Promise<ForwardedPort>;
  /**
   * Runs a program in the first ready pod that matches a selector, and returns its stdout.
   *
   * @throws JobError when no such pod is ready, or with the end of the program's error output when it fails
   */
  exec(options: ExecOptions, task: Task): Promise<string>;
  /** Log lines of pods, oldest first, with `<pod>/<container>` as source; empty when there is no such pod. */
  logs(options: PodLogsOptions): Promise<readonly LogLine[]>;
  /** Pods of a namespace, filtered by an optional selector. */
  pods(namespace: string, selector?: string): Promise<readonly Pod[]>;
  /** Objects of one resource type, in kubectl's form (`deployments`, `gateways.networking.istio.io`); empty when the cluster does not serve it. */
  list(kind: string, options?: ListOptions): Promise<readonly KubernetesObject[]>;
}

/** A cluster with the verbs of installations. */
export interface Cluster extends ClusterVerbs {
  readonly objects: ObjectVerbs;
  readonly helm: HelmVerbs;
  /** Version of the API server, such as `v1.36.3`. @throws JobError when it does not respond */
  serverVersion(): Promise<string>;
  /** Ends running processes, and deletes temporary credentials. Safe to repeat. */
  close(): Promise<void>;
}

/** The verbs of a cluster. @param close clean-up, such as the deletion of a credentials file */
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
