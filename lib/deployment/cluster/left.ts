import type { Cluster } from '../../kubernetes/cluster';
import { countText, kindText, refOf, refText, type ServedKind } from '../../kubernetes/kubectl-objects';
import type { KubernetesObject } from '../../kubernetes/kubernetes-object';
import type { Left } from '../left';
import { type InstallationRecord, type Installed, isRecord, selectorOf } from './record';

interface StoredObject extends KubernetesObject {
  readonly metadata: KubernetesObject['metadata'] & {
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
    readonly deletionTimestamp?: string;
  };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[] };
}

/** Everything in the cluster that belongs to an installation: by label, by release, or created by its programs. The record is excluded. */
export async function inCluster(cluster: Cluster, record: InstallationRecord): Promise<Left[]> {
  const [labelled, released, releases, made] = await Promise.all([
    labelledObjects(cluster, record),
    ofReleases(cluster, record),
    cluster.helm.releases(),
    madeElsewhere(cluster, record),
  ]);
  const own = new Set(releaseNames(record));
  const left = new Map([...labelled, ...made].map((object) => [refText(refOf(object)), whyOf(object)]));
  for (const object of released) {
    const used = await objectsOfDefinition(cluster, object);
    left.set(refText(refOf(object)), used === 0 ? whyOf(object) : `another owner has ${countText(used)} of it`);
  }
  for (const { name, namespace, status } of releases) {
    if (own.has(`${namespace}/${name}`)) left.set(`release ${namespace}/${name}`, `Helm status: ${status}`);
  }
  return [...left].map(([what, why]) => ({ what, why }));
}

/** Objects that programs of an installation created outside its namespaces. */
export async function madeElsewhere(cluster: Cluster, { leftovers }: Pick<InstallationRecord, 'leftovers'>): Promise<KubernetesObject[]> {
  const made = await Promise.all(
    leftovers.map(async ({ name, labels, ...kind }) => {
      const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
      return (await cluster.list(kindText(kind), { selector: selector.join(',') })).filter(({ metadata }) => metadata.name === name);
    }),
  );
  return made.flat();
}

/** Number of objects of a CRD; 0 for anything else. */
export async function objectsOfDefinition(cluster: Cluster, { kind, metadata: { name } }: KubernetesObject): Promise<number> {
  return kind === 'CustomResourceDefinition' ? (await cluster.list(name)).length : 0;
}

/** Objects of any kind with the labels of a scenario, without the record. */
export async function labelledObjects(cluster: Cluster, installed: Installed): Promise<KubernetesObject[]> {
  const found = await ofEveryKind(cluster, selectorOf(installed));
  return found.filter((object) => !isRecord(refOf(object)));
}

/** Objects of the Helm releases of an installation. Charts can tell Helm to keep some, such as CRDs. */
export async function ofReleases(cluster: Cluster, record: Pick<InstallationRecord, 'steps'>): Promise<KubernetesObject[]> {
  const own = new Set(releaseNames(record));
  const made = (await ofEveryKind(cluster, 'app.kubernetes.io/managed-by=Helm')) as StoredObject[];
  return made.filter(({ metadata: { annotations = {} } }) =>
    own.has(`${annotations['meta.helm.sh/release-namespace']}/${annotations['meta.helm.sh/release-name']}`),
  );
}

/** Why an object still exists, from its status. */
export function whyOf(object: KubernetesObject): string {
  const { metadata, status } = object as StoredObject;
  const { deletionTimestamp, finalizers = [] } = metadata;
  if (deletionTimestamp === undefined) return 'it was not deleted';
  // The conditions of a namespace name what it waits for.
  const conditions = (status?.conditions ?? []).filter((condition) => condition.status === 'True' && condition.message).map(({ message }) => message);
  const waits = finalizers.length > 0 ? `waits for ${finalizers.join(', ')}` : 'is being deleted';
  return [waits, ...conditions].join('; ');
}

function releaseNames({ steps }: Pick<InstallationRecord, 'steps'>): string[] {
  return steps.flatMap(({ release }) => (release ? [`${release.namespace}/${release.name}`] : []));
}

/** Each kind once, because objects are served in several versions; without events, which expire. */
async function ofEveryKind(cluster: Cluster, selector: string): Promise<readonly KubernetesObject[]> {
  const kinds = new Map<string, ServedKind>();
  for (const kind of await cluster.objects.kinds()) if (kind.kind !== 'Event') kinds.set(withoutVersion(kind), kind);
  return cluster.list([...kinds.values()].map(({ resource }) => resource).join(','), { selector });
}

/** `widgets.toys.example` of `widgets.v1.toys.example`. */
function withoutVersion({ resource }: ServedKind): string {
  const [plural, , ...group] = resource.split('.');
  return [plural, ...group].join('.');
}
