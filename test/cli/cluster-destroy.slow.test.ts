import { FakeCluster, type FakeObject } from '../support/fake-cluster';
import { expectExit } from '../support/spawned';

/** Uninstalling from a cluster, and its status, with fake kubectl and Helm; see fake-programs.cjs. */
jest.setTimeout(120_000);

let cluster: FakeCluster;

beforeEach(async () => {
  cluster = new FakeCluster();
  expectExit(await cluster.toy(['deploy', 'toy', '--cluster', 'kind-toy', '--yes']), 0);
});
afterEach(() => cluster.remove());

const destroy = ['destroy', 'toy', '--cluster', 'kind-toy', '--yes'];
const status = ['status', 'toy', '--cluster', 'kind-toy'];

/** Objects that are not the cluster's own. */
function installed(): string[] {
  return cluster.state.objects.filter(({ kind }) => kind !== 'Node').map(({ kind, metadata }) => `${kind} ${metadata.name}`);
}

describe('destroy --cluster', () => {
  test('removes the steps in reverse, then objects made by controllers and kept by Helm, and proves that nothing is left', async () => {
    expect(installed()).toContain('ConfigMap toy-root');

    const { stdout, stderr } = expectExit(await cluster.toy(destroy), 0);

    expect(stdout).toMatch(
      /^removed app\nremoved controller\nremoved definitions\nremoved namespaces\nnothing left of toy in cluster kind-toy \([\d.]+ s\)\n$/,
    );
    expect(stderr).toContain('All of this will be deleted, including the data.\n');
    expect(stderr).toContain('configmap "toy-root" deleted');
    expect(stderr).toContain('customresourcedefinition "widgets.toys.example" deleted');
    expect(installed()).toEqual([]);
    expect(cluster.state.releases).toEqual({});

    const again = expectExit(await cluster.toy(destroy), 0);
    expect(again.stdout).toBe('nothing to destroy: toy is not in cluster kind-toy\n');
    const plan = expectExit(await cluster.toy(['destroy', 'toy', '--cluster', 'kind-toy', '--plan']), 0);
    expect(plan.stdout).toBe('toy, stage dev\ncluster kind-toy\nnothing to destroy\n');
  });

  test('--plan shows what it would remove, and removes nothing', async () => {
    const before = installed();
    const { stdout } = expectExit(await cluster.toy(['destroy', 'toy', '--cluster', 'kind-toy', '--plan', '--json']), 0);

    expect(JSON.parse(stdout)).toMatchObject({
      cluster: 'kind-toy',
      anything: true,
      steps: [
        { name: 'app', what: '5 objects' },
        { name: 'controller', what: 'release toy-system/controller' },
        { name: 'definitions', what: 'release toy-system/definitions' },
        { name: 'namespaces', what: '2 objects' },
      ],
    });
    expect(installed()).toEqual(before);
  });

  test('reports what is not removed with the reason and exit code 1, and keeps what its removal needs', async () => {
    cluster.change({ stuck: ['Widget/toy'] });

    const { code, stdout, stderr } = await cluster.toy([...destroy, '--timeout', '1']);

    expect(code).toBe(1);
    expect(stdout).toMatch(/^left +why\nWidget\.toys\.example toy-app\/toy +waits for toys\.example\/finalizer\n$/);
    expect(stderr).toContain('error    1 thing is left of toy in cluster kind-toy\ngot      Widget.toys.example toy-app/toy\n');
    expect(cluster.state.releases).toEqual({ 'toy-system/definitions': 'deployed', 'toy-system/controller': 'deployed' });

    cluster.change({ stuck: undefined });
    expectExit(await cluster.toy(destroy), 0);
    expect(installed()).toEqual([]);
  });

  test('names each object that is not removed', async () => {
    cluster.change({ stuck: ['Service/toy', 'Widget/toy'] });

    const { code, stderr } = await cluster.toy([...destroy, '--timeout', '1']);

    expect(code).toBe(1);
    expect(stderr).toMatch(
      /error {4}2 things are left of toy in cluster kind-toy\ngot {6}(Service toy-app\/toy|Widget\.toys\.example toy-app\/toy|, ){3}\n/,
    );
  });

  test('a definition of which another owner has objects stays, and is told', async () => {
    const foreign: FakeObject = { apiVersion: 'toys.example/v1', kind: 'Widget', metadata: { name: 'theirs', namespace: 'default' } };
    cluster.change({ objects: [...cluster.state.objects, foreign] });

    const { code, stdout } = await cluster.toy(destroy);

    expect(code).toBe(1);
    expect(stdout).toMatch(/CustomResourceDefinition\.apiextensions\.k8s\.io widgets\.toys\.example +another owner has 1 object of it\n$/);
    expect(installed()).toEqual(
      expect.arrayContaining(['Widget theirs', 'CustomResourceDefinition widgets.toys.example', 'ConfigMap stagecraft-installation']),
    );
  });

  test('finds objects by labels when the record is gone', async () => {
    cluster.change({
      objects: cluster.state.objects.filter(
        ({ metadata, kind }) => metadata.name !== 'stagecraft-installation' && kind !== 'CustomResourceDefinition',
      ),
      releases: {},
    });

    const { stdout } = expectExit(await cluster.toy(destroy), 0);

    expect(stdout).toMatch(/^removed objects\nremoved namespaces\nnothing left of toy/);
    expect(cluster.object('Namespace', 'toy-app')).toBeUndefined();
  });

  test('the same command resumes after Ctrl-C', async () => {
    cluster.change({ hangAt: 'uninstall controller' });

    const { code, stderr } = await cluster.toy(destroy, { interruptAt: 'uninstalling controller' });

    expect(code).toBe(130);
    expect(stderr).toContain('error    the removal was interrupted\ngot      1 of 4 steps are removed\nnext     repeat the command: it resumes\n');
    cluster.change({ hangAt: undefined });
    expectExit(await cluster.toy(destroy), 0);
    expect(installed()).toEqual([]);
  });

  test('does not remove another stage', async () => {
    const { code, stderr } = await cluster.toy([...destroy, '--stage', 'test']);

    expect(code).toBe(2);
    expect(stderr).toContain('error    cluster kind-toy does not hold toy in stage test\ngot      toy, stage dev\nallowed  toy, stage test\n');
  });
});

describe('status --cluster', () => {
  test('shows the state of each step, and the version of the cluster', async () => {
    const { stdout } = expectExit(await cluster.toy(status), 0);

    expect(stdout).toMatch(/^toy, stage dev, cluster kind-toy, Kubernetes v1\.36\.3: installed by version \d+\.\d+\.\d+\n/);
    expect(stdout).toMatch(/\ncontroller +ready +controller-1\.2\.3 +What looks after widgets\napp +ready +5 objects +The toy\n$/);
  });

  test('names missing objects, and pods that are not ready', async () => {
    cluster.change({
      unready: { waiting: { reason: 'CrashLoopBackOff' } },
      failing: 'app',
      objects: cluster.state.objects.filter(({ kind }) => kind !== 'Widget'),
    });

    const { stdout } = expectExit(await cluster.toy([...status, '--json']), 0);

    expect(JSON.parse(stdout)).toMatchObject({
      deployed: false,
      phase: 'installed',
      steps: [
        { state: 'ready' },
        { state: 'ready' },
        { state: 'ready' },
        { name: 'app', state: 'in part', detail: 'no Widget.toys.example toy-app/toy' },
      ],
      unready: [{ pod: 'toy-0', namespace: 'toy-app', states: ['server waiting: CrashLoopBackOff, 2 restarts'], events: [] }, { pod: 'toy-1' }],
    });
  });

  test('reports an interrupted installation with advice', async () => {
    cluster.change({ refuses: 'Widget' });
    expectExit(await cluster.toy(['deploy', 'toy', '--cluster', 'kind-toy', '--yes']), 1);

    const { stdout } = expectExit(await cluster.toy(status), 0);

    expect(stdout).toMatch(/^toy, stage dev, cluster kind-toy, Kubernetes v1\.36\.3: interrupted while installing: repeat the command\n/);
  });

  test('reports a cluster without the scenario, or with another stage', async () => {
    const other = expectExit(await cluster.toy([...status, '--stage', 'test']), 0);
    expect(other.stdout).toBe('toy, stage test, is not installed in cluster kind-toy, Kubernetes v1.36.3, which holds toy, stage dev\n');

    expectExit(await cluster.toy(destroy), 0);
    const { stdout } = expectExit(await cluster.toy(status), 0);
    expect(stdout).toBe('toy, stage dev, is not installed in cluster kind-toy, Kubernetes v1.36.3\n');
  });
});
