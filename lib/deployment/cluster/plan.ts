import type { Document } from 'yaml';
import type { Task } from '../../contract/task';
import { ConfigError } from '../../errors';
import type { Cluster } from '../../kubernetes/cluster';
import { type Demand, demandOf } from '../../kubernetes/demand';
import { chartsOf, type Installation, objectsOf } from '../../kubernetes/installation';
import type { KubernetesObject } from '../../kubernetes/kubernetes-object';
import { countText, refOf, refText } from '../../kubernetes/kubernetes-object';
import { type InstallationRecord, type Installed, isOf, readRecord, stepsOf } from './record';
import { type Room, requireRoom, requireStorage, roomOf } from './room';
import { type MissingSecrets, missingSecrets } from './secrets';
import { requireServerVersion, skewNote, type Tools } from './versions';

/** A planned installation. */
export interface ClusterPlan extends Installed {
  readonly cluster: string;
  /** Kubernetes version. */
  readonly server: string;
  /** Whether a part of it is already installed. */
  readonly again: boolean;
  /** Phase in which an earlier run was interrupted. */
  readonly cutOff?: InstallationRecord['phase'];
  /** In order of installation. */
  readonly steps: readonly { readonly name: string; readonly description: string; readonly what: string }[];
  readonly demand: Demand;
  readonly room: Room;
  /** Secrets to create, as `<namespace>/<name>`. */
  readonly secrets: readonly string[];
  readonly notes: readonly string[];
}

export interface PlanOptions {
  readonly cluster: Cluster;
  readonly installation: Installation;
  readonly installed: Installed;
  readonly tools: Tools;
  readonly random: () => string;
}

/** A plan with the input of its execution. */
export interface PlannedInstallation {
  readonly plan: ClusterPlan;
  readonly record: InstallationRecord | undefined;
  readonly missing: MissingSecrets;
}

/**
 * Checks whether an installation fits a cluster. Changes nothing.
 *
 * @throws ConfigError when version, capacity, storage or existing objects of the cluster prevent it, JobError when a chart was not found or could not be pulled
 */
export async function planInstallation({ cluster, installation, installed, tools, random }: PlanOptions, task: Task): Promise<PlannedInstallation> {
  task.progress('reading the cluster version');
  const server = await cluster.serverVersion();
  requireServerVersion(cluster.name, server, installation.kubernetes);

  task.progress('listing the objects of the cluster');
  const record = await readRecord(cluster);
  requireFree(cluster.name, record, installed);
  await requireOwn(cluster, installation, installed, record);

  const charts: KubernetesObject[] = [];
  for (const release of chartsOf(installation)) {
    task.progress(`pulling chart ${release.chart} ${release.version}`);
    charts.push(...(await rendered(await cluster.helm.template(release, task), release.namespace)));
  }

  task.progress('comparing requested and free resources');
  const room = await roomOf(cluster, ownPods(installation, record));
  const demand = demandOf([...objectsOf(installation), ...charts], installation, room.nodes);
  requireRoom(demand, room, cluster.name);
  await requireStorage(demand, cluster);

  const missing = await missingSecrets(cluster, installation.secrets, installed, random);
  const note = skewNote(tools.kubectl, server);
  const plan: ClusterPlan = {
    ...installed,
    cluster: cluster.name,
    server,
    again: record !== undefined,
    cutOff: record?.phase === 'installed' ? undefined : record?.phase,
    steps: installation.steps.map((step) => ({
      name: step.name,
      description: step.description,
      what: step.kind === 'chart' ? `chart ${step.release.chart} ${step.release.version}` : countText(step.objects.length),
    })),
    demand,
    room,
    secrets: missing.needed.map(({ namespace, name }) => `${namespace}/${name}`),
    notes: note === undefined ? [] : [note],
  };
  return { plan, record, missing };
}

/** A cluster holds one installation at a time, because namespaces and CRDs have fixed names. */
function requireFree(cluster: string, record: InstallationRecord | undefined, { scenario, stage }: Installed): void {
  if (!record || (record.scenario === scenario && record.stage === stage)) return;
  throw new ConfigError({
    problem: `cluster ${cluster} holds another installation`,
    got: `${record.scenario}, stage ${record.stage}`,
    allowed: `one installation in a cluster: none, or ${scenario}, stage ${stage}`,
    fix: `name another --cluster, or first: stagecraft destroy ${record.scenario} --stage ${record.stage} --cluster ${cluster}`,
  });
}

/** Objects of other owners must not be overwritten now, nor deleted later. */
async function requireOwn(cluster: Cluster, installation: Installation, installed: Installed, record: InstallationRecord | undefined): Promise<void> {
  const recorded = new Set(record?.steps.flatMap(({ objects }) => objects.map(refText)));
  const refs = stepsOf({ ...installation, secrets: [] }).flatMap(({ objects }) => objects);
  const foreign = (await cluster.objects.existing(refs)).filter((object) => !isOf(object, installed) && !recorded.has(refText(refOf(object))));
  const releases = new Set(record?.steps.flatMap(({ release }) => (release ? [`${release.namespace}/${release.name}`] : [])));
  const wanted = new Set(chartsOf(installation).map(({ namespace, name }) => `${namespace}/${name}`));
  const foreignReleases = (await cluster.helm.releases())
    .map(({ namespace, name }) => `${namespace}/${name}`)
    .filter((name) => wanted.has(name) && !releases.has(name));
  const all = [...foreign.map((object) => refText(refOf(object))), ...foreignReleases.map((name) => `release ${name}`)];
  if (all.length === 0) return;
  throw new ConfigError({
    problem: `cluster ${cluster.name} already has what this would install, from another owner`,
    got: all.slice(0, SHOWN).join(', ') + (all.length > SHOWN ? ` and ${all.length - SHOWN} more` : ''),
    allowed: 'a cluster without them',
    fix: 'name another cluster with --cluster, or remove them if they are unused',
  });
}

/** Objects that a message names before it counts the rest. */
const SHOWN = 8;

/** Whether a pod belongs to the installation: by namespace, or by release. */
function ownPods(installation: Installation, record: InstallationRecord | undefined): (pod: KubernetesObject) => boolean {
  if (!record) return () => false;
  const namespaces = new Set<string | undefined>(
    objectsOf(installation).flatMap(({ kind, metadata }) => (kind === 'Namespace' ? [metadata.name] : [])),
  );
  const releases = new Set(chartsOf(installation).map(({ namespace, name }) => `${namespace}/${name}`));
  return ({ metadata: { namespace, labels = {} } }) =>
    namespaces.has(namespace) || releases.has(`${namespace}/${labels['app.kubernetes.io/instance']}`);
}

/** Objects of a rendered chart. An object without a namespace gets that of the release. */
async function rendered(yaml: string, namespace: string): Promise<KubernetesObject[]> {
  const { parseAllDocuments } = await import('yaml');
  const documents: Document[] = parseAllDocuments(yaml, { uniqueKeys: false });
  const objects = documents.map((document) => document.toJS() as KubernetesObject | null).filter((object) => object !== null);
  return objects.map((object) => ({ ...object, metadata: { namespace, ...object.metadata } }));
}
