import { notReady, unreadyControllers, waitUntilReady, watchingPods } from '../../../lib/deployment/cluster/readiness';
import type { KubernetesObject } from '../../../lib/kubernetes/kubernetes-object';
import { type ObjectRef, refOf, refText } from '../../../lib/kubernetes/kubernetes-object';
import { memoryCluster } from '../../support/memory-cluster';
import { recordingTask } from '../../support/task';

function controller(kind: 'Deployment' | 'StatefulSet' | 'DaemonSet', fields: object, generation = 1): KubernetesObject {
  const metadata = { name: 'toy', namespace: 'toy', generation };
  return { apiVersion: 'apps/v1', kind, metadata, ...fields };
}
const toy: ObjectRef = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'toy', name: 'toy' };
const atOnce = { seconds: 0, pollMs: 1 };

describe('ready', () => {
  const counts = (replicas: number) => ({ replicas, updatedReplicas: replicas, readyReplicas: replicas, availableReplicas: replicas });
  test.each<[string, KubernetesObject]>([
    ['a deployment with all its pods', controller('Deployment', { spec: { replicas: 2 }, status: { observedGeneration: 1, ...counts(2) } })],
    ['one that does not say how many, with one', controller('Deployment', { status: { observedGeneration: 1, ...counts(1) } })],
    ['one that is to have none', controller('Deployment', { spec: { replicas: 0 }, status: { observedGeneration: 1 } })],
    ['one of which no generation is known', { ...controller('Deployment', { status: counts(1) }), metadata: { name: 'toy', namespace: 'toy' } }],
    [
      'a stateful set of a server that counts ready pods alone',
      controller('StatefulSet', { spec: { replicas: 1 }, status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1 } }),
    ],
    [
      'a daemon set with a pod on each node',
      controller('DaemonSet', { status: { observedGeneration: 1, desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 2 } }),
    ],
    ['a daemon set that no node takes', controller('DaemonSet', { status: { observedGeneration: 1 } })],
  ])('%s', async (_, object) => {
    await expect(unreadyControllers(memoryCluster({ objects: [object] }).cluster, [refOf(object)])).resolves.toEqual([]);
  });

  test.each<[string, KubernetesObject]>([
    ['a deployment without status', controller('Deployment', { spec: { replicas: 0 } })],
    ['one whose newest shape has not been seen', controller('Deployment', { status: { observedGeneration: 1, ...counts(1) } }, 2)],
    ['one with a pod too few', controller('Deployment', { spec: { replicas: 2 }, status: { observedGeneration: 1, ...counts(1) } })],
    ['one with pods of its old shape', controller('Deployment', { status: { observedGeneration: 1, ...counts(1), replicas: 2 } })],
    ['one whose pods are not available', controller('Deployment', { status: { observedGeneration: 1, ...counts(1), availableReplicas: 0 } })],
    [
      'a stateful set without ready pods',
      controller('StatefulSet', { spec: { replicas: 1 }, status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1 } }),
    ],
    [
      'a daemon set with a pod of its old shape',
      controller('DaemonSet', { status: { observedGeneration: 1, desiredNumberScheduled: 2, updatedNumberScheduled: 1, numberAvailable: 2 } }),
    ],
    [
      'a daemon set with a pod that is not available',
      controller('DaemonSet', { status: { observedGeneration: 1, desiredNumberScheduled: 1, updatedNumberScheduled: 1 } }),
    ],
  ])('not %s', async (_, object) => {
    const ref = refOf(object);
    await expect(unreadyControllers(memoryCluster({ objects: [object] }).cluster, [ref])).resolves.toEqual([ref]);
  });

  test('excludes what does not exist', async () => {
    await expect(unreadyControllers(memoryCluster().cluster, [toy])).resolves.toEqual([toy]);
  });
});

describe('waiting', () => {
  test('ends at once for objects without pods', async () => {
    const task = recordingTask();
    await waitUntilReady(memoryCluster().cluster, 'names', [{ apiVersion: 'v1', kind: 'Namespace', name: 'toy' }], atOnce, task);

    expect(task.lines).toEqual([]);
  });

  test('reports the pods, and ends when they are ready', async () => {
    const { cluster } = memoryCluster({ objects: [controller('Deployment', {}), waitingPod('toy')] });
    const task = recordingTask();
    const waiting = waitUntilReady(
      cluster,
      'app',
      [toy],
      { seconds: 60, pollMs: 1 },
      {
        ...task,
        progress(line) {
          task.progress(line);
          void cluster.objects.apply([controller('Deployment', { spec: { replicas: 0 }, status: { observedGeneration: 1 } })], task);
        },
      },
    );

    await expect(waiting).resolves.toBeUndefined();
    expect(task.lines).toEqual(['0 of 1 pods ready; toy-1: pending, on no node yet']);
  });

  test('ends on Ctrl-C', async () => {
    const task = recordingTask();
    const waiting = waitUntilReady(memoryCluster().cluster, 'app', [toy], { seconds: 60, pollMs: 60_000 }, { ...task, progress: () => task.abort() });

    await expect(waiting).rejects.toThrow('aborted');
  });

  test.each<[string, KubernetesObject[], ObjectRef, string]>([
    ['quotes who could not make pods', [refusal()], toy, 'ReplicaSet toy: exceeded quota: toy'],
    ['names the controller when nothing is known of its pods', [], toy, refText(toy)],
    ['accepts an object without a namespace', [refusal()], { ...toy, namespace: undefined }, 'Deployment.apps toy'],
  ])('without pods %s', async (_, objects, ref, got) => {
    const waiting = waitUntilReady(memoryCluster({ objects }).cluster, 'app', [ref], atOnce, recordingTask());

    await expect(waiting).rejects.toMatchObject({
      exitCode: 1,
      refusal: {
        problem: `app: ${refText(ref)} not ready after 0 s on cluster kind`,
        got,
        fix: 'fix the cause above; then repeat the command: it resumes',
      },
    });
  });
});

test('existing pods take precedence over controllers without quota', async () => {
  const { refusal: said } = await notReady(memoryCluster({ objects: [refusal(), waitingPod('toy')] }).cluster, 'app', ['toy'], 5, 'release toy');

  expect(said).toEqual({
    problem: 'app: 1 pod not ready after 5 s on cluster kind',
    got: 'toy/toy-1: pending, on no node yet',
    fix: 'kubectl --namespace toy describe pod toy-1; then repeat the command: it resumes',
  });
});

describe('during another wait', () => {
  const untilTold = (lines: readonly string[]) => async () => {
    while (lines.length === 0) await new Promise((done) => setImmediate(done));
    return 'done';
  };

  test('reports its pods', async () => {
    const task = recordingTask();
    const { cluster } = memoryCluster({ objects: [waitingPod('toy'), waitingPod('other')] });

    await expect(watchingPods(cluster, 'toy', 1, task, untilTold(task.lines))).resolves.toBe('done');
    expect(task.lines[0]).toBe('0 of 1 pods ready; toy-1: pending, on no node yet');
  });

  test('continues when the cluster does not answer', async () => {
    const asked: string[] = [];
    const cluster = {
      ...memoryCluster().cluster,
      pods: async (namespace: string) => {
        asked.push(namespace);
        throw new Error('cluster kind does not answer');
      },
    };

    await expect(watchingPods(cluster, 'toy', 1, recordingTask(), untilTold(asked))).resolves.toBe('done');
  });
});

function waitingPod(namespace: string): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'toy-1', namespace }, spec: {}, status: { phase: 'Pending' } };
}

/** A controller event about a quota. */
function refusal(): KubernetesObject {
  const involvedObject = { kind: 'ReplicaSet', name: 'toy' };
  const metadata = { name: 'refusal', namespace: 'toy' };
  return { apiVersion: 'v1', kind: 'Event', metadata, involvedObject, type: 'Warning', reason: 'FailedCreate', message: 'exceeded quota: toy' };
}
