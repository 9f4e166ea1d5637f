import { type HelmRelease, yamlOf } from 'stagecraft-constructs/mesh';
import type { KubernetesObject } from './kubernetes-object';
import type { NeededSecret } from './secrets';

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
