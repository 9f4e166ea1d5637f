import { refusedPods, unreadyPods, unreadyText, waitingText } from '../../../lib/deployment/cluster/unready';
import type { Container, Pod } from '../../../lib/kubernetes/cluster';
import type { KubernetesObject } from '../../../lib/kubernetes/kubernetes-object';
import { memoryCluster } from '../../support/memory-cluster';

function podObject(name: string, status: object = { phase: 'Pending' }, more: object = {}): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'toy', ...more }, spec: {}, status };
}

/** An event of the pod `toy-1`, made at this second. */
function event(second: number, more: object = {}): KubernetesObject {
  const at = `2026-11-21T10:00:0${second}Z`;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `event-${second}`, namespace: 'toy', creationTimestamp: at } as KubernetesObject['metadata'],
    involvedObject: { kind: 'Pod', name: 'toy-1' },
    type: 'Normal',
    reason: 'Pulling',
    message: `message ${second}`,
    ...more,
  };
}

const textsOf = async (...objects: KubernetesObject[]) => (await unreadyPods(memoryCluster({ objects }).cluster, ['toy'])).map(unreadyText);

describe('pods that are not ready', () => {
  test("are listed with their own last events, by any of an event's timestamps", async () => {
    const others = { involvedObject: { kind: 'Pod', name: 'toy-2' } };
    const noPod = { involvedObject: { kind: 'ReplicaSet', name: 'toy-1' } };
    const late = event(4, { lastTimestamp: null, eventTime: '2026-11-21T10:00:09Z' });
    const again = event(1, { lastTimestamp: '2026-11-21T10:00:08Z', eventTime: '2026-11-21T10:00:01Z', count: 3 });

    await expect(textsOf(podObject('toy-1'), late, again, event(2), event(3), event(5, others), event(6, noPod))).resolves.toEqual([
      'toy/toy-1: pending, on no node yet; event Pulling: message 3; event Pulling (3 times): message 1; event Pulling: message 4',
    ]);
  });

  test('with warnings are listed with the warnings only', async () => {
    await expect(textsOf(podObject('toy-1'), event(1, { type: 'Warning', reason: 'Failed' }), event(2))).resolves.toEqual([
      'toy/toy-1: pending, on no node yet; event Failed: message 1',
    ]);
  });

  test('exclude ready pods and pods that are being deleted', async () => {
    const ready = podObject('toy-2', { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] });
    const ending = podObject('toy-3', { phase: 'Running' }, { deletionTimestamp: '2026-11-21T10:00:00Z' });

    await expect(textsOf(ready, ending, event(1))).resolves.toEqual([]);
  });
});

test('controllers that cannot create pods are listed once each, the last three', async () => {
  const refused = (second: number, name: string) =>
    event(second, { type: 'Warning', reason: 'FailedCreate', involvedObject: { kind: 'ReplicaSet', name }, message: 'exceeded quota' });
  const { cluster } = memoryCluster({
    objects: [
      ...['a', 'b', 'c', 'd', 'd'].map((name, second) => refused(second, name)),
      event(7, { type: 'Warning', reason: 'BackOff' }),
      event(8, { reason: 'FailedCreate' }),
    ],
  });

  await expect(refusedPods(cluster, ['toy'])).resolves.toEqual(['b', 'c', 'd'].map((name) => `ReplicaSet ${name}: exceeded quota`));
});

describe('pods that are waited for', () => {
  const pod = (more: Partial<Pod> = {}): Pod => ({
    name: 'toy-1',
    namespace: 'toy',
    labels: {},
    phase: 'Pending',
    ready: false,
    ending: false,
    containers: [],
    ...more,
  });
  const container = (more: Partial<Container> = {}): Container => ({ name: 'server', ready: false, restarts: 0, state: 'running', ...more });

  test.each<[string, Pod, string]>([
    ['one that no node takes', pod({ unscheduled: '0/2 nodes are available' }), 'no node takes it: 0/2 nodes are available'],
    ['one that waits for a node', pod(), 'pending, on no node yet'],
    ['one whose node has not begun', pod({ node: 'node-1' }), 'pending on node-1'],
    ['one that does not answer its probe', pod({ containers: [container()] }), 'server running, but its readiness probe fails'],
    [
      'one whose second container crashes',
      pod({ containers: [container({ ready: true }), container({ name: 'proxy', state: 'waiting: CrashLoopBackOff', restarts: 2, message: 'oh' })] }),
      'proxy waiting: CrashLoopBackOff, 2 restarts, (oh)',
    ],
  ])('is %s', (_, waiting, text) => {
    expect(waitingText([waiting])).toBe(`0 of 1 pods ready; toy-1: ${text}`);
  });

  test('exclude pods that are being deleted', () => {
    expect(waitingText([pod({ ready: true }), pod({ ready: true, name: 'toy-2' }), pod({ ending: true })])).toBe('2 of 2 pods ready');
    expect(waitingText([])).toBe('0 of 0 pods ready');
  });
});
