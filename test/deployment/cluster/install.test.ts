import { install } from '../../../lib/deployment/cluster/install';
import { readRecord, stepsOf } from '../../../lib/deployment/cluster/record';
import { JobError } from '../../../lib/errors';
import { type Installation, type InstallStep, objectsOf } from '../../../lib/kubernetes/installation';
import type { KubernetesObject } from '../../../lib/kubernetes/kubernetes-object';
import { platform } from '../../../lib/scenarios/greeting-platform/platform';
import { type MemoryClusterOptions, memoryCluster } from '../../support/memory-cluster';
import { recordingSteps } from '../../support/steps';

const installed = { scenario: 'toy', stage: 'dev' };
const settings = { seconds: 5, pollMs: 60_000 };

function objects(name: string, ...names: string[]): InstallStep {
  const made = names.map((each): KubernetesObject => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: each, namespace: 'toy' } }));
  return { kind: 'objects', name, description: `Objects of ${name}`, objects: made };
}
function chart(name: string): InstallStep {
  const release = { name, chart: name, repository: 'https://charts.example', version: '1.2.3', namespace: 'toy-system', values: {} };
  return { kind: 'chart', name, description: `Chart ${name}`, release };
}
function installationOf(...steps: InstallStep[]): Installation {
  return { steps, secrets: [], tools: [], leftovers: [], kubernetes: { oldest: '1.32', newest: '1.36' } };
}
const endings = (lines: readonly string[]) => lines.filter((line) => line.startsWith('end: '));

/** Installs where an earlier run has recorded the objects of `before`. */
async function installing(installation: Installation, options: MemoryClusterOptions = {}, task = recordingSteps(), before?: Installation) {
  const memory = memoryCluster(options);
  const record = before && { ...installed, version: '0.9.0', phase: 'installed' as const, steps: stepsOf(before), leftovers: [] };
  const missing = { needed: [], object: () => Promise.reject() as never };
  const result = await install(memory.cluster, { installation, installed, before: record, missing, settings }, task).catch((error: unknown) => error);
  return { ...memory, task, result, record: await readRecord(memory.cluster) };
}

const RECORD = 'ConfigMap default/stagecraft-installation';

test('removes objects and charts of an earlier run that this one does not have, also from the record', async () => {
  const earlier = installationOf(objects('app', 'kept', 'gone'), chart('kept'), chart('gone'), objects('old', 'also-gone'));
  const now = installationOf(objects('app', 'kept', 'new'), chart('kept'));
  const there = (name: string) => ({ name, namespace: 'toy-system', status: 'deployed', chart: `${name}-1.2.3` });
  const { holds, record, result } = await installing(
    now,
    { objects: [...serviceNamed('kept'), ...serviceNamed('gone'), ...serviceNamed('also-gone')], releases: [there('kept'), there('gone')] },
    recordingSteps(),
    earlier,
  );

  expect(result).toBeUndefined();
  expect(holds().sort()).toEqual([RECORD, 'Service toy/kept', 'Service toy/new', 'release toy-system/kept']);
  expect(record).toMatchObject({ phase: 'installed', steps: stepsOf(now) });
});

test('removes objects of every kind that the reference platform has', async () => {
  const { steps } = platform({ protocol: 'rest', image: 'x:1', clusterName: 'x', tracing: 'jaeger', entrance: { kind: 'port-forward' } });
  const earlier = installationOf(...steps.filter(({ kind }) => kind === 'objects'));
  const { holds, result } = await installing(installationOf(), { objects: objectsOf(earlier) }, recordingSteps(), earlier);

  expect(new Set(objectsOf(earlier).map(({ kind }) => kind)).size).toBeGreaterThan(15);
  expect(result).toBeUndefined();
  expect(holds()).toEqual([RECORD]);
});

test('keeps objects to be removed later on record during the installation', async () => {
  const refused = new JobError({ problem: 'helm upgrade new failed on cluster kind', got: 'Error: invalid values', fix: 'repeat' });
  const { record, result, task } = await installing(
    installationOf(chart('new')),
    { install: () => Promise.reject(refused) },
    recordingSteps(),
    installationOf(chart('gone')),
  );

  expect(result).toBe(refused);
  expect(endings(task.lines)).toEqual(['end: failed, see below']);
  expect(record?.phase).toBe('installing');
  expect(record?.steps.map(({ name }) => name)).toEqual(['gone', 'new']);
});

test('names the pods of a release when Helm times out', async () => {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'new-1', namespace: 'toy-system' }, spec: {}, status: { phase: 'Pending' } };
  const { result } = await installing(installationOf(chart('new')), {
    objects: [pod],
    install: () => Promise.reject(new Error('Error: context deadline exceeded')),
  });

  expect(result).toMatchObject({
    refusal: { problem: 'new: 1 pod not ready after 5 s on cluster kind', got: 'toy-system/new-1: pending, on no node yet' },
  });
});

describe('Ctrl-C', () => {
  test('during a Helm wait is no time-out, and the pods are not queried', async () => {
    const task = recordingSteps();
    const ended = new Error('context deadline exceeded');
    const install = () => {
      task.abort();
      return Promise.reject(ended);
    };
    const { result } = await installing(installationOf(chart('one')), { install }, task);

    expect(result).toMatchObject({ refusal: { problem: 'the installation was interrupted' } });
    expect((result as JobError).cause).toBe(ended);
  });

  const interruptedAt = (step: number) => {
    const task = recordingSteps();
    let begun = 0;
    const install = async () => {
      begun += 1;
      if (begun < step) return;
      task.abort();
      task.signal.throwIfAborted();
    };
    return installing(installationOf(chart('one'), chart('two'), chart('three')), { install }, task);
  };

  test.each([
    [1, '0 of 3 steps are done', ['end: failed, interrupted']],
    [3, '2 of 3 steps are done: one, two', ['end: passed, one 1.2.3', 'end: passed, two 1.2.3', 'end: failed, interrupted']],
  ])('in step %d reports the progress and how to resume', async (step, got, ended) => {
    const { result, record, task } = await interruptedAt(step);

    expect(result).toMatchObject({
      exitCode: 1,
      refusal: {
        problem: 'the installation was interrupted',
        got,
        fix: 'repeat the command: it resumes. Or remove the installation: stagecraft destroy, with the same flags',
      },
    });
    expect(endings(task.lines)).toEqual(ended);
    expect(record?.phase).toBe('installing');
  });
});

function serviceNamed(name: string): KubernetesObject[] {
  return objectsOf(installationOf(objects('', name)));
}
