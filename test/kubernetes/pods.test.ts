import { type KubePod, podOf } from '../../lib/kubernetes/pods';

type Status = NonNullable<KubePod['status']>;
type Container = NonNullable<Status['containerStatuses']>[number];

const metadata = { name: 'toy-1', namespace: 'toy' };
const podWith = (status?: Status) => podOf({ metadata, spec: {}, status });
const containerWith = (container: Omit<Container, 'name'>) => podWith({ containerStatuses: [{ name: 'server', ...container }] }).containers[0];

test('a pod without status is not ready, has no node and no containers', () => {
  expect(podWith()).toEqual({
    name: 'toy-1',
    namespace: 'toy',
    labels: {},
    phase: 'Unknown',
    ready: false,
    node: undefined,
    ending: false,
    containers: [],
    unscheduled: undefined,
  });
});

test.each<[string, Status, boolean]>([
  ['runs and is ready', { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }, true],
  ['runs and is not ready', { phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }] }, false],
  ['runs with something else true', { phase: 'Running', conditions: [{ type: 'Initialized', status: 'True' }] }, false],
  ['has done its work', { phase: 'Succeeded', conditions: [{ type: 'Ready', status: 'False' }] }, true],
  ['has failed', { phase: 'Failed' }, false],
])('a pod that %s', (_, status, ready) => {
  expect(podWith(status).ready).toBe(ready);
});

test('quotes the scheduler while no node takes the pod', () => {
  const scheduled = (status: string) => podWith({ conditions: [{ type: 'PodScheduled', status, message: '0/2 nodes are available' }] });

  expect(scheduled('False').unscheduled).toBe('0/2 nodes are available');
  expect(scheduled('True').unscheduled).toBeUndefined();
});

test('lists init containers first, and counts a completed one as ready', () => {
  const initContainerStatuses = [{ name: 'prepare', ready: false, restartCount: 0, state: { terminated: { reason: 'Completed', exitCode: 0 } } }];
  const containerStatuses = [{ name: 'server', ready: true, restartCount: 1, state: { running: {} } }];

  expect(podWith({ initContainerStatuses, containerStatuses }).containers).toEqual([
    { name: 'prepare', ready: true, restarts: 0, state: 'terminated: Completed, exit code 0', message: undefined },
    { name: 'server', ready: true, restarts: 1, state: 'running', message: undefined },
  ]);
});

test.each<[string, Omit<Container, 'name'>, string, string | undefined]>([
  ['nothing is known of', {}, 'waiting: no reason yet', undefined],
  ['its image is missing', { state: { waiting: { reason: 'ErrImagePull', message: 'not found' } } }, 'waiting: ErrImagePull', 'not found'],
  ['terminated without a reason', { state: { terminated: {} } }, 'terminated: no reason, exit code unknown', undefined],
  [
    'it keeps crashing',
    {
      state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s' } },
      lastState: { terminated: { reason: 'Error', exitCode: 1, message: 'no database' } },
    },
    'waiting: CrashLoopBackOff, before: terminated: Error, exit code 1',
    'back-off 40s; no database',
  ],
  [
    'it has ended again: the end before is no news',
    { state: { terminated: { reason: 'OOMKilled', exitCode: 137 } }, lastState: { terminated: { reason: 'Error', exitCode: 1 } } },
    'terminated: OOMKilled, exit code 137',
    undefined,
  ],
])('the state of a container: %s', (_, container, state, message) => {
  expect(containerWith(container)).toEqual({ name: 'server', ready: false, restarts: 0, state, message });
});
