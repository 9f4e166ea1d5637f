import type { Cluster } from '../../kubernetes/cluster';
import { countText, kindText, refOf, refText, type ServedKind } from '../../kubernetes/kubectl-objects';
import type { KubernetesObject } from '../../kubernetes/kubernetes-object';
import { type InstallationRecord, type Installed, isRecord, selectorOf } from './record';

/** Something that is still there. */
export interface Left {
  readonly what: string;
  readonly why: string;
}

interface StoredObject extends KubernetesObject {
  readonly metadata: KubernetesObject['metadata'] & {
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
    readonly deletionTimestamp?: string;
  };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[] };
}

/** Everything in the whole cluster that belongs to an installation: by label, by release, or made by its programs. The record itself does not count. */
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
    left.set(refText(refOf(object)), used === 0 ? whyOf(object) : `somebody else has ${countText(used)} of it`);
  }
  for (const { name, namespace, status } of releases) {
    if (own.has(`${namespace}/${name}`)) left.set(`release ${namespace}/${name}`, `Helm has it as ${status}`);
  }
  return [...left].map(([what, why]) => ({ what, why }));
}

/** What programs of an installation have made outside its namespaces. */
export async function madeElsewhere(cluster: Cluster, { leftovers }: Pick<InstallationRecord, 'leftovers'>): Promise<KubernetesObject[]> {
  const made = await Promise.all(
    leftovers.map(async ({ name, labels, ...kind }) => {
      const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
      return (await cluster.list(kindText(kind), { selector: selector.join(',') })).filter(({ metadata }) => metadata.name === name);
    }),
  );
  return made.flat();
}

/** How many objects there are of a definition; none for anything else. */
export async function objectsOfDefinition(cluster: Cluster, { kind, metadata: { name } }: KubernetesObject): Promise<number> {
  return kind === 'CustomResourceDefinition' ? (await cluster.list(name)).length : 0;
}

/** Objects with the labels of a scenario, of whatever kind, without the record. */
export async function labelledObjects(cluster: Cluster, installed: Installed): Promise<KubernetesObject[]> {
  const found = await ofEveryKind(cluster, selectorOf(installed));
  return found.filter((object) => !isRecord(refOf(object)));
}

/** Objects that Helm has made for the releases of an installation. Charts can tell it to keep some, as they do with definitions. */
export async function ofReleases(cluster: Cluster, record: Pick<InstallationRecord, 'steps'>): Promise<KubernetesObject[]> {
  const own = new Set(releaseNames(record));
  const made = (await ofEveryKind(cluster, 'app.kubernetes.io/managed-by=Helm')) as StoredObject[];
  return made.filter(({ metadata: { annotations = {} } }) =>
    own.has(`${annotations['meta.helm.sh/release-namespace']}/${annotations['meta.helm.sh/release-name']}`),
  );
}

/** Why an object is still there, as far as it says so itself. */
export function whyOf(object: KubernetesObject): string {
  const { metadata, status } = object as StoredObject;
  const { deletionTimestamp, finalizers = [] } = metadata;
  if (deletionTimestamp === undefined) return 'it was not deleted';
  // A namespace says itself what it waits for.
  const conditions = (status?.conditions ?? []).filter((condition) => condition.status === 'True' && condition.message).map(({ message }) => message);
  const waits = finalizers.length > 0 ? `waits for ${finalizers.join(', ')}` : 'is being deleted';
  return [waits, ...conditions].join('; ');
}

function releaseNames({ steps }: Pick<InstallationRecord, 'steps'>): string[] {
  return steps.flatMap(({ release }) => (release ? [`${release.namespace}/${release.name}`] : []));
}

/** Each kind once, since the same objects are served in several versions; events pass by themselves. */
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
