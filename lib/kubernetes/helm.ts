import type { HelmRelease } from 'stagecraft-constructs/mesh';
import type { Task } from '../contract/task';
import { ConfigError, JobError } from '../errors';
import { outputTail, run } from '../program';
import type { ClusterAccess } from './kubectl';

/** A Helm release. */
export interface ReleaseState {
  readonly name: string;
  readonly namespace: string;
  /** Status: `deployed`, `failed`, `pending-install` … */
  readonly status: string;
  /** Chart and version, such as `istiod-1.31.1`. */
  readonly chart: string;
}

/** Helm verbs. Helm pulls charts from their repositories. */
export interface HelmVerbs {
  /** Renders a chart to YAML. Pulls the chart and changes nothing. @throws JobError when the chart was not found or could not be pulled */
  template(release: HelmRelease, task: Task): Promise<string>;
  /**
   * Installs or upgrades a release, and waits until it is ready. A pending release of an interrupted run is repaired first.
   *
   * A failed release stays installed: its pods show the reason, and the next attempt upgrades it.
   *
   * @throws JobError with Helm's reason
   */
  install(release: HelmRelease, options: WaitOptions, task: Task): Promise<void>;
  /** Uninstalls a release and waits until its objects are gone. A missing one counts as uninstalled. @throws JobError with Helm's reason */
  uninstall(release: Pick<HelmRelease, 'name' | 'namespace'>, options: WaitOptions, task: Task): Promise<void>;
  /** Every release of the cluster, in any state. */
  releases(): Promise<readonly ReleaseState[]>;
}

export interface WaitOptions {
  /** Timeout. */
  readonly seconds: number;
}

/** States in which Helm refuses to change a release, because it assumes another operation in progress. */
const CUT_OFF = /^(pending-|uninstalling$)/;

export function helmVerbs({ name: cluster, context, kubeconfig }: ClusterAccess): HelmVerbs {
  const bound = [
    ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`]),
    ...(context === undefined ? [] : [`--kube-context=${context}`]),
  ];
  const helm = async (args: readonly string[], options: { input?: string; signal?: AbortSignal } = {}) => {
    const ended = await run('helm', [...args, ...bound], options);
    if (ended.code === 0) return ended.stdout;
    throw new JobError({
      problem: `helm ${args.slice(0, 2).join(' ')} failed on cluster ${cluster}`,
      got: outputTail(ended),
      fix: 'fix the cause above and repeat the command',
    });
  };
  const releases = async (): Promise<readonly ReleaseState[]> => {
    const printed = await helm([
      'list',
      '--all-namespaces',
      '--deployed',
      '--failed',
      '--pending',
      '--superseded',
      '--uninstalling',
      '--max=0',
      '--output=json',
    ]);
    return (JSON.parse(printed) as ReleaseState[]).map(({ name, namespace, status, chart }) => ({ name, namespace, status, chart }));
  };
  return {
    releases,
    async template(release, task) {
      const args = ['template', release.name, ...chartArgs(release), '--include-crds', '--values=-'];
      const ended = await run('helm', args, { input: JSON.stringify(release.values), signal: task.signal });
      if (ended.code === 0) return ended.stdout;
      throw new JobError({
        problem: `chart ${release.chart} ${release.version} not found, or could not be pulled`,
        got: outputTail(ended),
        fix: `check the connection to ${release.repository}: helm show chart ${release.chart} --repo ${release.repository} --version ${release.version}`,
      });
    },
    async install(release, { seconds }, task) {
      const before = (await releases()).find(({ name, namespace }) => name === release.name && namespace === release.namespace);
      if (before && CUT_OFF.test(before.status)) {
        task.progress(`${release.name} was left ${before.status}: repairing it`);
        const verb = /upgrade|rollback/.test(before.status) ? 'rollback' : 'uninstall';
        await helm([verb, release.name, `--namespace=${release.namespace}`], { signal: task.signal });
      }
      const args = ['upgrade', release.name, ...chartArgs(release), '--install', '--wait', `--timeout=${seconds}s`, '--values=-'];
      await helm(args, { input: JSON.stringify(release.values), signal: task.signal });
    },
    async uninstall({ name, namespace }, { seconds }, task) {
      await helm(['uninstall', name, `--namespace=${namespace}`, '--ignore-not-found', '--wait', `--timeout=${seconds}s`], { signal: task.signal });
    },
  };
}

/** Version of Helm, such as `v4.2.3`. @throws ConfigError when it is not installed */
export async function helmVersion(): Promise<string> {
  const ended = await run('helm', ['version', '--template={{.Version}}']);
  if (ended.code === 0) return ended.stdout.trim();
  throw new ConfigError({ problem: 'helm version failed', got: outputTail(ended), fix: 'helm version' });
}

function chartArgs({ chart, repository, version, namespace }: HelmRelease): string[] {
  return [chart, `--repo=${repository}`, `--version=${version}`, `--namespace=${namespace}`];
}
