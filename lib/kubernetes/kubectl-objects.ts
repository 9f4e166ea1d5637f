import { setTimeout as sleep } from 'node:timers/promises';
import type { Task } from '../contract/task';
import { JobError } from '../errors';
import { lastWords, type ProgramOptions } from '../program';
import { failed, type Kubectl } from './kubectl';
import type { KubernetesObject } from './kubernetes-object';

/** An object by its name. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  /** @default - it belongs to no namespace */
  readonly namespace?: string;
  readonly name: string;
}

/** A kind of object that a cluster knows. */
export interface ServedKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** Its name for kubectl, such as `deployments.v1.apps`. */
  readonly resource: string;
  readonly namespaced: boolean;
}

/** What whoever installs or removes something asks of the objects of a cluster. */
export interface ObjectVerbs {
  /**
   * Applies objects on the server, in order, as the field manager `stagecraft`. Fields that others alone set stay as they are.
   *
   * @throws JobError with the server's reason
   */
  apply(objects: readonly KubernetesObject[], task: Task): Promise<void>;
  /** Those of the objects that exist. */
  existing(refs: readonly ObjectRef[]): Promise<readonly KubernetesObject[]>;
  /** Asks for the deletion of objects, and does not wait for it. Those that do not exist, and kinds that do not, count as deleted. */
  delete(refs: readonly ObjectRef[], task: Task): Promise<void>;
  /** Kinds that can be listed and deleted. */
  kinds(): Promise<readonly ServedKind[]>;
}

/** Name under which the server remembers which fields come from here. */
const MANAGER = 'stagecraft';

/** What passes by itself: definitions that are not served yet, and webhooks whose pods have only just become ready. */
const PASSES =
  /no matches for kind|could not find the requested resource|failed calling webhook|the server is currently unable|etcdserver: (leader changed|request timed out)/i;

/** What kubectl says of a kind whose definition has gone. */
const GONE_KIND = /no matches for kind|doesn't have a resource type|could not find the requested resource/i;

/** Attempts to apply what may pass by itself. */
const ATTEMPTS = 10;

/** @param pauseMs between two attempts; ten of them are as long as a webhook's certificate may take */
export function objectVerbs(kubectl: Kubectl, pauseMs = 3_000): ObjectVerbs {
  const kinds = async () => {
    const args = ['api-resources', '--verbs=list,delete', '--no-headers'];
    const ended = await kubectl.attempt(args);
    // An extension of the server that does not answer fails the command, and the kinds of all others are printed nevertheless.
    if (ended.code !== 0 && ended.stdout.trim() === '') throw failed(kubectl.access, args, ended);
    return servedKinds(ended.stdout);
  };
  // Definitions come and go while something is installed and removed: what was served is asked again when it does not fit any more.
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
            got: lastWords(ended),
            fix: 'put right what it says and repeat the command: what has been applied is kept',
          });
        }
        task.progress(`not yet: ${lastWords(ended, 1)}`);
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

/** The name of an object. */
export function refOf({ apiVersion, kind, metadata: { name, namespace } }: KubernetesObject): ObjectRef {
  return { apiVersion, kind, namespace, name };
}

/** An object's name as people read it, and equal only to itself. */
export function refText({ apiVersion, kind, namespace, name }: ObjectRef): string {
  const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0]}` : '';
  return `${kind}${group} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** A kind as kubectl takes it, whichever of several groups has one of that name. */
export function kindText({ apiVersion, kind }: Pick<ObjectRef, 'apiVersion' | 'kind'>): string {
  const [group, version] = apiVersion.split('/');
  return version === undefined ? kind : `${kind}.${version}.${group}`;
}

/** How many objects, in words. */
export function countText(count: number): string {
  return count === 1 ? '1 object' : `${count} objects`;
}

/** Objects that kubectl printed as JSON: a list, one object, or nothing. */
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

/** Columns: name, short names or nothing, version, whether it is in namespaces, kind. */
function servedKinds(printed: string): ServedKind[] {
  const lines = printed.split('\n').map((line) => line.trim().split(/\s+/));
  return lines.flatMap(([plural = '', ...columns]) => {
    const [apiVersion, namespaced, kind] = columns.slice(-3);
    if (apiVersion === undefined || namespaced === undefined || kind === undefined) return [];
    const [group, version] = apiVersion.split('/');
    return [{ apiVersion, kind, resource: version === undefined ? plural : `${plural}.${version}.${group}`, namespaced: namespaced === 'true' }];
  });
}
