import { type HelmRelease, yamlOf } from 'stagecraft-constructs/mesh';
import type { KubernetesObject } from './kubernetes-object';
import type { NeededSecret } from './secrets';

/** Objects to apply together, or a chart to install. */
export type InstallStep =
  | { readonly kind: 'objects'; readonly name: string; readonly description: string; readonly objects: readonly KubernetesObject[] }
  | { readonly kind: 'chart'; readonly name: string; readonly description: string; readonly release: HelmRelease };

/** A file of Kubernetes objects. */
export interface ManifestFile {
  /** File name without its ending. */
  readonly name: string;
  /** One or more YAML documents. */
  readonly yaml: string;
}

/** Something with pages that is reached by forwarding a port of a service. */
export interface ForwardedTool {
  readonly name: string;
  readonly description: string;
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
  /** Path of its first page. */
  readonly path: string;
}

/** What programs of the installation make outside its namespaces, so that no step removes it. */
export interface LeftInCluster {
  /** Who makes it. */
  readonly description: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** Its name in each namespace. */
  readonly name: string;
  /** Labels by which it is told from one of the same name that somebody else made. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Everything that goes into a cluster. */
export interface Installation {
  /** In order: each needs those before it. They are removed in the reverse order. */
  readonly steps: readonly InstallStep[];
  readonly secrets: readonly NeededSecret[];
  readonly tools: readonly ForwardedTool[];
  readonly leftovers: readonly LeftInCluster[];
  /** Minor versions of Kubernetes that all of it works on, such as `1.32` to `1.36`. */
  readonly kubernetes: { readonly oldest: string; readonly newest: string };
  /** What a container that the mesh adds to every pod of namespaces with `istio-injection` asks for. @default - none is added */
  readonly sidecar?: { readonly cpuMillicores: number; readonly memoryMebibytes: number };
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
