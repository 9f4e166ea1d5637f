import { type HelmRelease, yamlOf } from 'stagecraft-constructs/mesh';
import type { KubernetesObject } from './kubernetes-object';

/** Objects to apply together, or a Helm release. */
export type InstallStep =
  | { readonly kind: 'objects'; readonly name: string; readonly description: string; readonly objects: readonly KubernetesObject[] }
  | { readonly kind: 'chart'; readonly name: string; readonly description: string; readonly release: HelmRelease };

/** A manifest file. */
export interface ManifestFile {
  /** File name without extension. */
  readonly name: string;
  /** One or more YAML documents. */
  readonly yaml: string;
}

/** A web UI that is reached by a forwarded Service port. */
export interface ForwardedTool {
  readonly name: string;
  readonly description: string;
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
  /** Path of its first page. */
  readonly path: string;
}

/** Objects that programs of the installation create outside its namespaces, so that no step removes them. */
export interface LeftInCluster {
  /** The program that creates it. */
  readonly description: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** Its name in each namespace. */
  readonly name: string;
  /** Labels that distinguish it from an object of the same name of another owner. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Everything that is installed in a cluster. */
export interface Installation {
  /** In order of installation; removal is in reverse order. */
  readonly steps: readonly InstallStep[];
  readonly secrets: readonly NeededSecret[];
  readonly tools: readonly ForwardedTool[];
  readonly leftovers: readonly LeftInCluster[];
  /** Supported minor versions of Kubernetes, such as `1.32` to `1.36`. */
  readonly kubernetes: { readonly oldest: string; readonly newest: string };
  /** Resource requests of the sidecar in namespaces with `istio-injection`. @default - no sidecar */
  readonly sidecar?: { readonly cpuMillicores: number; readonly memoryMebibytes: number };
}

/** All objects of an installation, in order. */
export function objectsOf({ steps }: Installation): KubernetesObject[] {
  return steps.flatMap((step) => (step.kind === 'objects' ? step.objects : []));
}

/** All Helm releases of an installation, in order. */
export function chartsOf({ steps }: Installation): HelmRelease[] {
  return steps.flatMap((step) => (step.kind === 'chart' ? [step.release] : []));
}

/** An installation as files, numbered in order. A Helm release is a file of comments with the command that installs it, because nothing is pulled here. */
export function manifestsOf({ steps, secrets }: Installation): ManifestFile[] {
  return steps.map((step, index) => {
    const needed = secrets.filter(({ before }) => before === step.name).map((secret) => comment(`Needs first: ${secretCommand(secret)}`));
    const body = step.kind === 'objects' ? step.objects.map((object) => yamlOf(object)).join('---\n') : comment(helmCommand(step.release));
    return { name: `${String(index + 1).padStart(2, '0')}-${step.name}`, yaml: `${comment(step.description)}${needed.join('')}${body}` };
  });
}

function helmCommand({ name, chart, repository, version, namespace, values }: HelmRelease): string {
  const command = `helm upgrade --install ${name} ${chart} --repo ${repository} --version ${version} --namespace ${namespace} --wait --values - <<'VALUES'`;
  return `${command}\n${yamlOf(values)}VALUES`;
}

function secretCommand({ namespace, name, keys }: NeededSecret): string {
  const literals = Object.entries(keys).map(([key, description]) => `--from-file=${key}=<file with the ${description}>`);
  return `kubectl --namespace ${namespace} create secret generic ${name} ${literals.join(' ')}`;
}

function comment(text: string): string {
  return text
    .split('\n')
    .map((line) => `# ${line}`.trimEnd())
    .join('\n')
    .concat('\n');
}

/** A Secret that must exist before a step, and that no manifest contains. */
export interface NeededSecret {
  readonly namespace: string;
  readonly name: string;
  /** Keys, with a description of each. */
  readonly keys: Readonly<Record<string, string>>;
  readonly before: string;
  /**
   * Template of every key, with `{name}` for a random password of letters and digits. The same name is the same password in every Secret.
   *
   * @default - the user creates the Secret
   */
  readonly values?: Readonly<Record<string, string>>;
}

const PASSWORD = /\{([a-z][a-z0-9-]*)\}/g;

/** Names of the generated passwords in a Secret. */
export function passwordsIn(secret: NeededSecret): string[] {
  return [...new Set(textsOf(secret).flatMap(([, text]) => partsOf(text).names))];
}

/** A Secret object with its passwords. It is sent to the cluster, and never written or printed. */
export function secretObject(secret: NeededSecret, password: (name: string) => string): KubernetesObject {
  const { namespace, name } = secret;
  const stringData = textsOf(secret).map(([key, text]) => [key, text.replace(PASSWORD, (_, named: string) => password(named))]);
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, type: 'Opaque', stringData: Object.fromEntries(stringData) };
}

/** Passwords in an existing Secret, by name. A key that does not match its template gives none. */
export function passwordsOf(secret: NeededSecret, data: Readonly<Record<string, string>>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [key, text] of textsOf(secret)) {
    const { names, between } = partsOf(text);
    const pattern = between.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('([A-Za-z0-9]+)');
    const [, ...passwords] = new RegExp(`^${pattern}$`).exec(data[key] ?? '') ?? [];
    names.forEach((name, index) => {
      const password = passwords[index];
      if (password !== undefined) found[name] = password;
    });
  }
  return found;
}

/** Templates by key; empty for a Secret that the user creates. */
function textsOf({ values = {} }: NeededSecret): [key: string, text: string][] {
  return Object.entries(values);
}

/** Splits a template into password names and the text around them. */
function partsOf(text: string): { readonly names: string[]; readonly between: string[] } {
  // split() with a capture group returns the captured text as every second part.
  const parts = text.split(PASSWORD);
  return { names: parts.filter((_, index) => index % 2 === 1), between: parts.filter((_, index) => index % 2 === 0) };
}
