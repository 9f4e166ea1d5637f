import { decoded, FakeCluster, type FakeObject, storageClass } from '../support/fake-cluster';
import { expectExit } from '../support/spawned';

/**
 * Output of an installation, with fake kubectl and Helm that keep a cluster in a file. `npm run test:cluster:install` shows that the real programs and a
 * real server answer in the same way.
 */
jest.setTimeout(120_000);

let cluster: FakeCluster;

beforeEach(() => {
  cluster = new FakeCluster();
});
afterEach(() => cluster.remove());

const deploy = ['deploy', 'toy', '--cluster', 'kind-toy', '--yes'];
const inCluster = ['--cluster', 'kind-toy'];

/** Commands that change the cluster. */
function changes(): string[] {
  return cluster.commands.filter((command) => /^(kubectl \S+ (apply|delete) |helm (upgrade|uninstall|rollback) )/.test(command));
}

describe('deploy --cluster', () => {
  test('prints the plan, and does nothing without a terminal to confirm', async () => {
    const { code, stderr } = await cluster.toy(['deploy', 'toy', ...inCluster]);

    expect(code).toBe(2);
    expect(stderr).toContain('toy, stage dev\ncluster kind-toy, Kubernetes v1.36.3\n');
    // Two pods with 100m and a sidecar of 100m each, and a controller of 500m.
    expect(stderr).toContain('needs 0.9 CPU, 0.6 GiB memory, 3 pods\nfree  8 CPU, 16 GiB memory, 220 pods on 2 nodes\n');
    expect(stderr).toContain('  controller   chart controller 1.2.3: What looks after widgets\n');
    expect(stderr).toContain('Secrets to create, with random passwords: toy-app/toy-credentials, toy-app/toy-connection\n');
    expect(stderr).toContain('error    not a terminal: pass --yes to confirm\n');
    expect(changes()).toEqual([]);
  });

  test('installs pinned steps in order, records them, and needs no AWS credentials', async () => {
    const { stdout, stderr } = expectExit(await cluster.toy(deploy), 0);

    expect(stdout).toMatch(
      /^toy is installed in cluster kind-toy \(4 steps, [\d.]+ s\)\n {2}stagecraft open toy page --cluster kind-toy {2}the page of the toy\n$/,
    );
    expect(stderr).toContain('  1/4 Namespaces\n');
    expect(stderr).toContain('  4/4 The toy\n');
    expect(stderr).not.toContain('signing in');
    const chart =
      '--repo=https://charts.example --version=1.2.3 --namespace=toy-system --install --wait --timeout=600s --values=- --kube-context=kind-toy';
    expect(changes().filter((command) => command.startsWith('helm'))).toEqual([
      `helm upgrade definitions definitions ${chart}`,
      `helm upgrade controller controller ${chart}`,
    ]);
    const apply = 'kubectl --context=kind-toy apply --server-side --field-manager=stagecraft --force-conflicts --filename=-';
    expect(changes().filter((command) => command.startsWith('kubectl'))).toEqual(Array(5).fill(apply));
    expect(cluster.object('Deployment', 'toy')?.metadata.labels).toEqual({ 'stagecraft/scenario': 'toy', 'stagecraft/stage': 'dev' });
    const { data } = cluster.object('ConfigMap', 'stagecraft-installation') as FakeObject & { data: Record<string, string> };
    expect(data).toMatchObject({
      scenario: 'toy',
      stage: 'dev',
      phase: 'installed',
      releases: 'toy-system/definitions 1.2.3\ntoy-system/controller 1.2.3',
    });
  });

  test('puts a given stage into labels and suggested commands', async () => {
    const { stdout } = expectExit(await cluster.toy([...deploy, '--stage', 'test']), 0);

    expect(stdout).toContain('\n  stagecraft open toy page --stage test --cluster kind-toy  the page of the toy\n');
    expect(cluster.object('Deployment', 'toy')?.metadata.labels).toMatchObject({ 'stagecraft/stage': 'test' });
  });

  test('creates both Secrets with the same password, never prints it, and keeps it the next time', async () => {
    const first = expectExit(await cluster.toy([...deploy, '--json']), 0);
    const passwords = ['toy-credentials', 'toy-connection'].map((name) => decoded(cluster.object('Secret', name)));
    const [{ password = '', user }, { url }] = passwords as [Record<string, string>, Record<string, string>];

    expect(password).toMatch(/^[0-9a-f]{48}$/);
    expect({ user, url }).toEqual({ user: 'toy', url: `toy://toy:${password}@toy.toy-app:80/` });
    expect(first.stdout + first.stderr + cluster.commands.join()).not.toContain(password);
    expect(JSON.stringify(cluster.object('ConfigMap', 'stagecraft-installation'))).not.toContain(password);

    // One of them is deleted: it gets the password of the other.
    cluster.change({ objects: cluster.state.objects.filter(({ metadata }) => metadata.name !== 'toy-connection') });
    const again = expectExit(await cluster.toy(deploy), 0);

    expect(again.stderr).toContain('already installed: changes will be applied\n');
    expect(again.stderr).toContain('Secrets to create, with random passwords: toy-app/toy-connection\n');
    expect(decoded(cluster.object('Secret', 'toy-credentials'))).toEqual({ user, password });
    expect(decoded(cluster.object('Secret', 'toy-connection'))).toEqual({ url });
  });

  test('removes objects of an earlier configuration', async () => {
    cluster.change({ objects: [...cluster.state.objects, storageClass(true)] });
    expectExit(await cluster.toy([...deploy, '--set', 'claim=true']), 0);
    expect(cluster.object('PersistentVolumeClaim', 'toy')).toBeDefined();

    expectExit(await cluster.toy(deploy), 0);

    expect(cluster.object('PersistentVolumeClaim', 'toy')).toBeUndefined();
  });

  test('names pods that do not become ready, with states and last events, and the next run resumes', async () => {
    const event = (name: string, lastTimestamp: string, message: string): FakeObject => ({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name, namespace: 'toy-system' },
      involvedObject: { kind: 'Pod', name: 'controller-0' },
      type: 'Warning',
      reason: 'Failed',
      count: 4,
      lastTimestamp,
      message,
    });
    const events = [event('b', '2026-11-21T10:00:02Z', 'the newest'), event('a', '2026-11-21T10:00:01Z', 'the one before')];
    const waiting = { reason: 'ImagePullBackOff', message: 'Back-off pulling image "example.com/toy:1"' };
    cluster.change({ unready: { waiting }, objects: [...cluster.state.objects, ...events] });

    const { code, stderr } = await cluster.toy([...deploy, '--timeout', '1']);

    expect(code).toBe(1);
    expect(stderr).toContain('error    controller: 1 pod not ready after 1 s on cluster kind-toy\n');
    expect(stderr).toContain(
      'got      toy-system/controller-0: server waiting: ImagePullBackOff, 2 restarts, (Back-off pulling image "example.com/toy:1"); ' +
        'event Failed (4 times): the one before; event Failed (4 times): the newest\n',
    );
    expect(stderr).toContain('next     kubectl --namespace toy-system describe pod controller-0; then repeat the command: it resumes\n');
    expect(cluster.state.releases).toEqual({ 'toy-system/definitions': 'deployed', 'toy-system/controller': 'failed' });

    cluster.change({ unready: undefined });
    const again = expectExit(await cluster.toy(deploy), 0);
    expect(again.stderr).toContain('an earlier run was interrupted while installing: it will be completed\n');
  });

  test('names every pod of applied objects', async () => {
    cluster.change({ unready: { terminated: { reason: 'OOMKilled', exitCode: 137 } }, failing: 'app' });

    const { code, stderr } = await cluster.toy([...deploy, '--timeout', '1']);

    expect(code).toBe(1);
    expect(stderr).toContain('error    app: 2 pods not ready after 1 s on cluster kind-toy\n');
    expect(stderr).toContain(
      'got      toy-app/toy-0: server terminated: OOMKilled, exit code 137, 2 restarts\n         toy-app/toy-1: server terminated',
    );
  });

  test('quotes the server for a refused object', async () => {
    cluster.change({ refuses: 'Widget' });

    const { code, stderr } = await cluster.toy(deploy);

    expect(code).toBe(1);
    expect(stderr).toContain(
      'error    cluster kind-toy refused an object\ngot      Error from server (Invalid): Widget "toy" is invalid: spec.size: must be positive\n',
    );
  });

  test('Ctrl-C stops, reports the progress, and the same command resumes', async () => {
    cluster.change({ hangAt: 'upgrade controller' });

    const { code, stderr } = await cluster.toy(deploy, { interruptAt: '3/4 What looks after widgets' });

    expect(code).toBe(130);
    expect(stderr).toContain(
      'error    the installation was interrupted\ngot      2 of 4 steps are done: namespaces, definitions\nnext     repeat the command: it resumes',
    );

    // State of a release after Helm was killed.
    cluster.change({ hangAt: undefined, releases: { ...cluster.state.releases, 'toy-system/controller': 'pending-install' } });
    const again = expectExit(await cluster.toy(deploy), 0);
    expect(again.stderr).toContain('an earlier run was interrupted while installing: it will be completed\n');
    expect(again.stderr).toContain('controller was left pending-install: repairing it\n');
    expect(cluster.state.releases['toy-system/controller']).toBe('deployed');
  });
});
