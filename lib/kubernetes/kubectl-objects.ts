import { setTimeout as sleep } from 'node:timers/promises';
import type { Task } from '../contract/task';
import { JobError } from '../errors';
import { outputTail, type ProgramOptions } from '../program';
import { failed, type Kubectl } from './kubectl';
import { type KubernetesObject, kindText, type ObjectRef } from './kubernetes-object';

/** A resource type that a cluster serves. */
export interface ServedKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** Name for kubectl, such as `deployments.v1.apps`. */
  readonly resource: string;
  readonly namespaced: boolean;
}

/** Object verbs of installations. */
export interface ObjectVerbs {
  /**
   * Server-side apply, in order, with the field manager `stagecraft`. Fields of other managers are kept.
   *
   * @throws JobError with the server's reason
   */
  apply(objects: readonly KubernetesObject[], task: Task): Promise<void>;
  /** The existing ones of these objects. */
  existing(refs: readonly ObjectRef[]): Promise<readonly KubernetesObject[]>;
  /** Deletes objects without waiting. Missing objects and missing kinds count as deleted. */
  delete(refs: readonly ObjectRef[], task: Task): Promise<void>;
  /** Resource types that can be listed and deleted. */
  kinds(): Promise<readonly ServedKind[]>;
}

/** Field manager of server-side apply. */
const MANAGER = 'stagecraft';

/** Transient errors: CRDs that are not served yet, and webhooks whose pods have just become ready. */
const PASSES =
  /no matches for kind|could not find the requested resource|failed calling webhook|the server is currently unable|etcdserver: (leader changed|request timed out)/i;

/** kubectl's error for a kind whose CRD is gone. */
const GONE_KIND = /no matches for kind|doesn't have a resource type|could not find the requested resource/i;

/** Attempts after a transient error. */
const ATTEMPTS = 10;

/** @param pauseMs pause between two attempts; ten cover the time that a webhook needs for its certificate */
export function objectVerbs(kubectl: Kubectl, pauseMs = 3_000): ObjectVerbs {
  const kinds = async () => {
    const args = ['api-resources', '--verbs=list,delete', '--no-headers'];
    const ended = await kubectl.attempt(args);
    // An aggregated API that does not respond fails the command, but kubectl still prints the types of all others.
    if (ended.code !== 0 && ended.stdout.trim() === '') throw failed(kubectl.access, args, ended);
    return servedKinds(ended.stdout);
  };
  // CRDs come and go during installation and removal: the types are fetched again when a listed one is gone.
  let served: ReadonlySet<string> | undefined;
  const known = async (refs: readonly ObjectRef[]) => {
    if (!served || refs.some((ref) => !served?.has(kindText(ref)))) served = new Set((await kinds()).map(kindText));
    return refs.filter((ref) => served?.has(kindText(ref)));
  };
  const onKnown = async (args: readonly string[], refs: readonly ObjectRef[], options: ProgramOptions = {}): Promise<string> => {
    for (let attempt = 1; ; attempt += 1) {
      const asked = await known(refs);
      if (asked.length === 0) return '';
      const ended = await kubectl.attempt([...args, '--filename=-'], { ...options, input: JSON.stringify(listOf(asked.map(bare))) });
      if (ended.code === 0) return ended.stdout;
      if (attempt === 2 || !GONE_KIND.test(ended.stderr)) throw failed(kubectl.access, args, ended);
      served = undefined;
    }
  };
  return {
    kinds,
    async apply(objects, task) {
      if (objects.length === 0) return;
      const args = ['apply', '--server-side', `--field-manager=${MANAGER}`, '--force-conflicts', '--filename=-'];
      const options = { input: JSON.stringify(listOf(objects)), signal: task.signal, line: (line: string) => task.progress(line) };
      for (let attempt = 1; ; attempt += 1) {
        const ended = await kubectl.attempt(args, options);
        if (ended.code === 0) return;
        if (attempt === ATTEMPTS || !PASSES.test(ended.stderr)) {
          throw new JobError({
            problem: `cluster ${kubectl.access.name} refused an object`,
            got: outputTail(ended),
            fix: 'fix the cause above and repeat the command: applied objects are kept',
          });
        }
        task.progress(`not yet: ${outputTail(ended, 1)}`);
        await sleep(pauseMs, undefined, { signal: task.signal });
      }
    },
    existing: async (refs) => itemsOf(await onKnown(['get', '--ignore-not-found', '--output=json'], refs)),
    async delete(refs, task) {
      const options = { signal: task.signal, line: (line: string) => task.progress(line) };
      await onKnown(['delete', '--ignore-not-found', '--wait=false'], refs, options);
    },
  };
}

/** Parses kubectl's JSON output: a list, one object, or nothing. */
export function itemsOf(json: string): KubernetesObject[] {
  if (json.trim() === '') return [];
  const printed = JSON.parse(json) as KubernetesObject & { readonly items?: KubernetesObject[] };
  return printed.items ?? [printed];
}

function listOf(items: readonly object[]) {
  return { apiVersion: 'v1', kind: 'List', items };
}

function bare({ apiVersion, kind, namespace, name }: ObjectRef) {
  return { apiVersion, kind, metadata: { name, namespace } };
}

/** Columns: name, optional short names, API version, namespaced, kind. */
function servedKinds(printed: string): ServedKind[] {
  const lines = printed.split('\n').map((line) => line.trim().split(/\s+/));
  return lines.flatMap(([plural = '', ...columns]) => {
    const [apiVersion, namespaced, kind] = columns.slice(-3);
    if (apiVersion === undefined || namespaced === undefined || kind === undefined) return [];
    const [group, version] = apiVersion.split('/');
    return [{ apiVersion, kind, resource: version === undefined ? plural : `${plural}.${version}.${group}`, namespaced: namespaced === 'true' }];
  });
}
