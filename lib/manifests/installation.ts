import { type HelmRelease, yamlOf } from 'stagecraft-constructs/mesh';
import type { Manifest } from '../scenarios/scenario';

/** An object of Kubernetes, as its API takes it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly [field: string]: unknown;
}

/** Objects to apply together, or a chart to install. */
export type InstallStep =
  | { readonly kind: 'objects'; readonly name: string; readonly says: string; readonly objects: readonly KubernetesObject[] }
  | { readonly kind: 'chart'; readonly name: string; readonly says: string; readonly release: HelmRelease };

/** A Secret that must be there before the step that is named, and that no manifest contains. */
export interface NeededSecret {
  readonly namespace: string;
  readonly name: string;
  /** Its keys, and what each holds. */
  readonly keys: Readonly<Record<string, string>>;
  readonly before: string;
}

/** Something with pages that is reached by forwarding a port of a service. */
export interface ForwardedTool {
  readonly name: string;
  readonly says: string;
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
  /** Path of its first page. */
  readonly path: string;
}

/** Everything that goes into a cluster. */
export interface Installation {
  /** In order: each needs those before it. They are removed in the reverse order. */
  readonly steps: readonly InstallStep[];
  readonly secrets: readonly NeededSecret[];
  readonly tools: readonly ForwardedTool[];
}

/** Every object of an installation, in order. */
export function objectsOf({ steps }: Installation): KubernetesObject[] {
  return steps.flatMap((step) => (step.kind === 'objects' ? step.objects : []));
}

/** Every chart of an installation, in order. */
export function chartsOf({ steps }: Installation): HelmRelease[] {
  return steps.flatMap((step) => (step.kind === 'chart' ? [step.release] : []));
}

/** An installation as files, numbered in the order of their use. A chart is a file of comments with the command that installs it, since nothing is fetched here. */
export function manifestsOf({ steps, secrets }: Installation): Manifest[] {
  return steps.map((step, index) => {
    const needed = secrets.filter(({ before }) => before === step.name).map((secret) => comment(`Needs first: ${secretCommand(secret)}`));
    const body = step.kind === 'objects' ? step.objects.map((object) => yamlOf(object)).join('---\n') : comment(helmCommand(step.release));
    return { name: `${String(index + 1).padStart(2, '0')}-${step.name}`, yaml: `${comment(step.says)}${needed.join('')}${body}` };
  });
}

function helmCommand({ name, chart, repository, version, namespace, values }: HelmRelease): string {
  const command = `helm upgrade --install ${name} ${chart} --repo ${repository} --version ${version} --namespace ${namespace} --wait --values - <<'VALUES'`;
  return `${command}\n${yamlOf(values)}VALUES`;
}

function secretCommand({ namespace, name, keys }: NeededSecret): string {
  const literals = Object.entries(keys).map(([key, says]) => `--from-file=${key}=<file with the ${says}>`);
  return `kubectl --namespace ${namespace} create secret generic ${name} ${literals.join(' ')}`;
}

function comment(text: string): string {
  return text
    .split('\n')
    .map((line) => `# ${line}`.trimEnd())
    .join('\n')
    .concat('\n');
}
