import type { Cluster } from '../../lib/kubernetes/cluster';
import type { ReleaseState } from '../../lib/kubernetes/helm';
import type { KubernetesObject } from '../../lib/kubernetes/kubernetes-object';
import { refOf, refText } from '../../lib/kubernetes/kubernetes-object';
import { type KubePod, podOf } from '../../lib/kubernetes/pods';

export interface MemoryClusterOptions {
  readonly objects?: readonly KubernetesObject[];
  readonly releases?: readonly ReleaseState[];
  /** Status of each installation. @default - deployed */
  readonly install?: () => Promise<void>;
  /** Objects that every chart installs. @default - none */
  readonly chart?: string;
}

/** A cluster in memory, for decisions about its responses. Objects stay as given: there are no controllers, and nothing becomes ready. */
export interface MemoryCluster {
  readonly cluster: Cluster;
  /** Its objects, as `Kind.group namespace/name`, releases last. */
  readonly holds: () => string[];
  readonly object: (text: string) => KubernetesObject | undefined;
}

export function memoryCluster({ objects = [], releases = [], install = async () => {}, chart = '' }: MemoryClusterOptions = {}): MemoryCluster {
  const stored = new Map(objects.map((object) => [refText(refOf(object)), object]));
  const installed = new Map(releases.map((release) => [`${release.namespace}/${release.name}`, release]));
  const list: Cluster['list'] = async (kinds, { namespace, selector = '' } = {}) => {
    const names = kinds.split(',').map((kind) => kind.split('.')[0]?.toLowerCase());
    const labels = selector
      .split(',')
      .filter(Boolean)
      .map((pair) => pair.split('='));
    return [...stored.values()].filter(
      ({ kind, metadata }) =>
        names.some((name) => name === kind.toLowerCase() || name === pluralOf(kind)) &&
        (namespace === undefined || metadata.namespace === namespace) &&
        labels.every(([key = '', value]) => metadata.labels?.[key] === value),
    );
  };
  const notPlayed = () => Promise.reject(new Error('this cluster has no running pods'));
  return {
    holds: () => [...stored.keys(), ...[...installed.keys()].map((name) => `release ${name}`)],
    object: (text) => stored.get(text),
    cluster: {
      name: 'kind',
      list,
      pods: async (namespace, selector) => (await list('pods', { namespace, selector })).map((pod) => podOf(pod as unknown as KubePod)),
      objects: {
        async apply(applied) {
          for (const object of applied) stored.set(refText(refOf(object)), object);
        },
        existing: async (refs) => refs.flatMap((ref) => stored.get(refText(ref)) ?? []),
        async delete(refs) {
          for (const ref of refs) stored.delete(refText(ref));
        },
        kinds: async () =>
          [...stored.values()].map(({ apiVersion, kind, metadata: { namespace } }) => {
            const [group, version] = apiVersion.split('/');
            const resource = version === undefined ? pluralOf(kind) : `${pluralOf(kind)}.${version}.${group}`;
            return { apiVersion, kind, resource, namespaced: namespace !== undefined };
          }),
      },
      helm: {
        template: async () => chart,
        async install({ name, namespace, chart: of, version }) {
          await install();
          installed.set(`${namespace}/${name}`, { name, namespace, status: 'deployed', chart: `${of}-${version}` });
        },
        async uninstall({ name, namespace }) {
          installed.delete(`${namespace}/${name}`);
        },
        releases: async () => [...installed.values()],
      },
      serverVersion: async () => 'v1.36.3',
      forward: notPlayed,
      exec: notPlayed,
      logs: notPlayed,
      close: async () => {},
    },
  };
}

function pluralOf(kind: string): string {
  return `${kind.toLowerCase()}s`;
}
