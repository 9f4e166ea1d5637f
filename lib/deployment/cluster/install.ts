import type { StepTask, Task } from '../../contract/task';
import { JobError } from '../../errors';
import type { Cluster } from '../../kubernetes/cluster';
import type { Installation, InstallStep } from '../../kubernetes/installation';
import { countText, refOf, refText } from '../../kubernetes/kubernetes-object';
import { notReady, type PollSettings, waitUntilReady, watchingPods } from './readiness';
import { type InstallationRecord, type Installed, labelled, ownVersion, type RecordedStep, stepsOf, writeRecord } from './record';
import type { MissingSecrets } from './secrets';

export interface InstallOptions {
  readonly installation: Installation;
  readonly installed: Installed;
  /** Record of an earlier run. */
  readonly before: InstallationRecord | undefined;
  readonly missing: MissingSecrets;
  readonly settings: PollSettings;
}

/**
 * Installs the steps in order, each after the previous one is ready.
 *
 * The plan is recorded first, so that an interrupted run can be repeated or destroyed.
 *
 * @throws JobError when a step is refused or does not become ready, or after Ctrl-C
 */
export async function install(
  cluster: Cluster,
  { installation, installed, before, missing, settings }: InstallOptions,
  task: StepTask,
): Promise<void> {
  const steps = stepsOf(installation);
  const stale = staleOf(before, steps);
  const record: InstallationRecord = { ...installed, version: ownVersion(), phase: 'installing', steps, leftovers: installation.leftovers };
  task.plan(installation.steps.map(({ description }) => description));
  const done: string[] = [];
  try {
    // Until the installation is complete, `destroy` must also remove objects that only an earlier version created.
    await writeRecord(cluster, { ...record, steps: [...stale, ...steps] }, task);
    for (const step of installation.steps) {
      task.start();
      const note = await installStep(cluster, step, { installed, missing, settings }, task).catch((error) => {
        task.end('failed', task.signal.aborted ? 'interrupted' : 'see below');
        throw error;
      });
      task.end('passed', note);
      done.push(step.name);
    }
    await removeStale(cluster, stale, settings, task);
    await writeRecord(cluster, { ...record, phase: 'installed' }, task);
  } catch (error) {
    if (!task.signal.aborted) throw error;
    throw new JobError(
      {
        problem: 'the installation was interrupted',
        got: `${done.length} of ${steps.length} steps are done${done.length === 0 ? '' : `: ${done.join(', ')}`}`,
        fix: 'repeat the command: it resumes. Or remove the installation: stagecraft destroy, with the same flags',
      },
      { cause: error },
    );
  }
}

/** @returns one line about the result */
async function installStep(
  cluster: Cluster,
  step: InstallStep,
  { installed, missing, settings }: Pick<InstallOptions, 'installed' | 'missing' | 'settings'>,
  task: Task,
): Promise<string> {
  const secrets = missing.needed.filter(({ before }) => before === step.name);
  await cluster.objects.apply(secrets.map(missing.object), task);
  if (step.kind === 'objects') {
    await cluster.objects.apply(
      step.objects.map((object) => labelled(object, installed)),
      task,
    );
    await waitUntilReady(cluster, step.name, step.objects.map(refOf), settings, task);
    return `${countText(step.objects.length)}${secrets.length === 0 ? '' : `, ${secrets.length} Secrets made`}`;
  }
  const { release } = step;
  const work = () => cluster.helm.install(release, settings, task);
  await watchingPods(cluster, release.namespace, settings.pollMs, task, work).catch(async (error) => {
    if (task.signal.aborted || !/timed out|timeout|not ready|deadline/i.test(String(error))) throw error;
    throw await notReady(cluster, step.name, [release.namespace], settings.seconds, `release ${release.name}`);
  });
  return `${release.chart} ${release.version}`;
}

/** Recorded parts of an earlier run that this one does not install. */
function staleOf(before: InstallationRecord | undefined, steps: readonly RecordedStep[]): RecordedStep[] {
  const objects = new Set(steps.flatMap((step) => step.objects.map(refText)));
  const releases = new Set(steps.map(({ release }) => release && `${release.namespace}/${release.name}`));
  return (before?.steps ?? [])
    .map((step) => ({
      ...step,
      objects: step.objects.filter((ref) => !objects.has(refText(ref))),
      release: step.release && releases.has(`${step.release.namespace}/${step.release.name}`) ? undefined : step.release,
    }))
    .filter((step) => step.objects.length > 0 || step.release);
}

async function removeStale(cluster: Cluster, stale: readonly RecordedStep[], settings: PollSettings, task: Task): Promise<void> {
  for (const { objects, release } of [...stale].reverse()) {
    if (release) await cluster.helm.uninstall(release, settings, task);
    await cluster.objects.delete(objects, task);
  }
}
