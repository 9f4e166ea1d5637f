import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HelmRelease } from 'stagecraft-constructs/mesh';
import type { Task } from '../../contract/task';
import type { Cluster } from '../../kubernetes/cluster';
import type { Installation, LeftInCluster } from '../../kubernetes/installation';
import type { KubernetesObject } from '../../kubernetes/kubernetes-object';
import { type ObjectRef, refOf, refText } from '../../kubernetes/kubernetes-object';
import { packageRoot } from '../../paths';

/** A scenario and its stage. */
export interface Installed {
  readonly scenario: string;
  readonly stage: string;
}

/** Record of an installation in the cluster, so that another machine or a later version can remove it. */
export interface InstallationRecord extends Installed {
  /** Version of stagecraft that wrote it. */
  readonly version: string;
  /** Phase: current, or at the time of the interruption. */
  readonly phase: 'installing' | 'installed' | 'removing';
  /** In order of installation. */
  readonly steps: readonly RecordedStep[];
  readonly leftovers: readonly LeftInCluster[];
}

export interface RecordedStep {
  readonly name: string;
  readonly description: string;
  readonly release?: Pick<HelmRelease, 'name' | 'namespace' | 'version'>;
  readonly objects: readonly ObjectRef[];
}

const RECORD: ObjectRef = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'stagecraft-installation' };

const SCENARIO = 'stagecraft/scenario';
const STAGE = 'stagecraft/stage';

/** An object with the labels of its scenario. */
export function labelled<Labelled extends KubernetesObject>(object: Labelled, { scenario, stage }: Installed): Labelled {
  return { ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, [SCENARIO]: scenario, [STAGE]: stage } } };
}

/** Whether an object has the labels of a scenario. */
export function isOf({ metadata: { labels = {} } }: KubernetesObject, { scenario, stage }: Installed): boolean {
  return labels[SCENARIO] === scenario && labels[STAGE] === stage;
}

/** Selector of everything that has the labels of a scenario. */
export function selectorOf({ scenario, stage }: Installed): string {
  return `${SCENARIO}=${scenario},${STAGE}=${stage}`;
}

/** The record in a cluster, of any scenario. A cluster holds one installation, because namespaces have fixed names. */
export async function readRecord(cluster: Cluster): Promise<InstallationRecord | undefined> {
  const [found] = await cluster.objects.existing([RECORD]);
  const { installation } = (found?.['data'] ?? {}) as { readonly installation?: string };
  return installation === undefined ? undefined : (JSON.parse(installation) as InstallationRecord);
}

export async function writeRecord(cluster: Cluster, record: InstallationRecord, task: Task): Promise<void> {
  const { scenario, stage, version, phase, steps } = record;
  const releases = steps.flatMap(({ release }) => (release ? [`${release.namespace}/${release.name} ${release.version}`] : []));
  const object = {
    apiVersion: RECORD.apiVersion,
    kind: RECORD.kind,
    metadata: { name: RECORD.name, namespace: RECORD.namespace },
    data: { scenario, stage, version, phase, releases: releases.join('\n'), installation: JSON.stringify(record) },
  };
  await cluster.objects.apply([labelled(object, record)], quiet(task));
}

export async function deleteRecord(cluster: Cluster, task: Task): Promise<void> {
  await cluster.objects.delete([RECORD], quiet(task));
}

/** Whether an object is the record, which is deleted last. */
export function isRecord(ref: ObjectRef): boolean {
  return refText(ref) === refText(RECORD);
}

/** Steps to record, with the Secrets that each needs first. */
export function stepsOf({ steps, secrets }: Installation): RecordedStep[] {
  return steps.map((step) => {
    const needed = secrets.filter(({ before, values }) => before === step.name && values !== undefined);
    const objects = needed.map(({ namespace, name }): ObjectRef => ({ apiVersion: 'v1', kind: 'Secret', namespace, name }));
    const { name, description } = step;
    if (step.kind === 'objects') return { name, description, objects: [...objects, ...step.objects.map(refOf)] };
    const { release } = step;
    return { name, description, objects, release: { name: release.name, namespace: release.namespace, version: release.version } };
  });
}

/** A record for objects without one. Namespaces come first, so that they are removed last. */
export function recordOf(installed: Installed, objects: readonly KubernetesObject[]): InstallationRecord {
  const isNamespace = ({ kind }: KubernetesObject) => kind === 'Namespace';
  const step = (name: string, description: string, of: readonly KubernetesObject[]) =>
    of.length === 0 ? [] : [{ name, description, objects: of.map(refOf) }];
  const steps = [
    ...step('namespaces', 'Namespaces with the labels of the scenario', objects.filter(isNamespace)),
    ...step(
      'objects',
      'Objects with the labels of the scenario',
      objects.filter((object) => !isNamespace(object)),
    ),
  ];
  return { ...installed, version: ownVersion(), phase: 'removing', steps, leftovers: [] };
}

/** This version of stagecraft. */
export function ownVersion(): string {
  return (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }).version;
}

/** Writes the record without progress. */
function quiet({ signal }: Task): Task {
  return { progress: () => {}, signal };
}
