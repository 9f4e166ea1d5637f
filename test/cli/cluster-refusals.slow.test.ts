import { decoded, FakeCluster, type FakeClusterState, type FakeObject, node, storageClass } from '../support/fake-cluster';
import { expectExit, stagecraft } from '../support/spawned';

/** Every refusal happens before anything is changed. kubectl and Helm are fakes; see fake-programs.cjs. */
jest.setTimeout(120_000);

let cluster: FakeCluster;

beforeEach(() => {
  cluster = new FakeCluster();
});
afterEach(() => cluster.remove());

const deploy = ['deploy', 'toy', '--cluster', 'kind-toy', '--yes'];

/** Expects a refusal without changes. */
async function refusal(args: readonly string[], code = 2): Promise<string> {
  const ended = expectExit(await cluster.toy(args), code);
  expect(cluster.commands.filter((command) => /^(kubectl \S+ (apply|delete) |helm (upgrade|uninstall) )/.test(command))).toEqual([]);
  return ended.stderr.slice(ended.stderr.indexOf('error '));
}

test('an unknown context: names the existing ones, and the nearest', async () => {
  await expect(refusal(['deploy', 'toy', '--cluster', 'kind-toi', '--yes'])).resolves.toBe(
    "error    the kubeconfig has no such context\ngot      'kind-toi'\nallowed  kind-toy, staging\n" +
      "next     name another with --cluster, or add it to the kubeconfig; did you mean 'kind-toy'?\n",
  );
  cluster.change({ contexts: [] });
  await expect(refusal(deploy)).resolves.toContain('allowed  none: the kubeconfig has no contexts\n');
});

test.each([
  ['kubectl', 'install kubectl: https://kubernetes.io/docs/tasks/tools/'],
  ['helm', 'install Helm: https://helm.sh/docs/intro/install/'],
] as const)('%s is missing', async (program, fix) => {
  cluster.uninstall(program);

  await expect(refusal(deploy)).resolves.toBe(`error    ${program} is not installed, or not on the PATH\nnext     ${fix}\n`);
});

test.each<[string, Partial<FakeClusterState>, RegExp]>([
  ['kubectl is too old', { kubectl: 'v1.30.9' }, /^error {4}kubectl is too old\ngot {6}v1\.30\.9\nallowed {2}1\.31 or later\n/],
  ['helm is too old', { helm: 'v3.12.3' }, /^error {4}helm is too old\ngot {6}v3\.12\.3\nallowed {2}3\.13 or later\n/],
  [
    'the cluster is too old',
    { server: 'v1.31.9' },
    /^error {4}cluster kind-toy is too old\ngot {6}Kubernetes v1\.31\.9\nallowed {2}1\.32 to 1\.36\nnext {5}upgrade the cluster/,
  ],
  [
    'the cluster is too new',
    { server: 'v1.37.0' },
    /^error {4}cluster kind-toy is too new\ngot {6}Kubernetes v1\.37\.0\nallowed {2}1\.32 to 1\.36\n/,
  ],
])('%s', async (_, state, message) => {
  cluster.change(state);

  await expect(refusal(deploy)).resolves.toMatch(message);
});

test.each([
  ['does not respond', 'The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?', 'does not respond'],
  ['rejects the credentials', 'error: You must be logged in to the server (Unauthorized)', 'rejects the credentials'],
])('the cluster %s', async (_, down, problem) => {
  cluster.change({ down });

  await expect(refusal(deploy, 1)).resolves.toContain(`error    cluster kind-toy ${problem}\ngot      ${down}\n`);
});

describe('the cluster is too small', () => {
  test('in CPU and memory: shows the requests and the free capacity', async () => {
    const busy: FakeObject = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'busy', namespace: 'other' },
      spec: { nodeName: 'node-1', containers: [{ name: 'busy', resources: { requests: { cpu: '500m', memory: '1Gi' } } }] },
      status: { phase: 'Running' },
    };
    cluster.change({ objects: [node('node-1', { cpu: '1', memory: '1100Mi', pods: '110' }), busy] });

    await expect(refusal(deploy)).resolves.toBe(
      'error    cluster kind-toy is too small\n' +
        'got      schedulable nodes: 1; 0.9 CPU requested, 0.5 CPU free; 0.6 GiB memory requested, 0.1 GiB free\n' +
        'allowed  0.9 CPU, 0.6 GiB memory and 3 pods, free on ready nodes\nnext     add or enlarge nodes, or remove other workloads from the cluster\n',
    );
  });

  test('in pods; tainted nodes do not count', async () => {
    const tainted = { ...node('control-plane'), spec: { taints: [{ effect: 'NoSchedule' }] } };
    const cordoned = { ...node('cordoned'), spec: { unschedulable: true } };
    const broken = { ...node('broken'), status: { allocatable: { cpu: '64' }, conditions: [{ type: 'Ready', status: 'Unknown' }] } };
    cluster.change({ objects: [tainted, cordoned, broken, node('node-1', { cpu: '4', memory: '8Gi', pods: '2' })] });

    await expect(refusal(deploy)).resolves.toContain('got      schedulable nodes: 1; 3 pods requested, 2 free\n');
  });
});

test('a volume claim without a default storage class', async () => {
  cluster.change({ objects: [...cluster.state.objects, storageClass(false)] });

  await expect(refusal([...deploy, '--set', 'claim=true'])).resolves.toContain(
    'error    cluster kind-toy has no default storage class\ngot      volume claims toy; storage classes: standard\n',
  );
});

test('a Secret that the user must create: gives the command', async () => {
  await expect(refusal([...deploy, '--set', 'byHand=true'])).resolves.toBe(
    'error    cluster kind-toy lacks a Secret that you have to create\ngot      no Secret webhook in namespace toy-app\nallowed  url: address of the webhook\n' +
      'next     kubectl create namespace toy-app (if missing), then kubectl --namespace toy-app create secret generic webhook --from-file=url=<file with the address of the webhook>\n',
  );
});

test('what another owner has put there is not overwritten', async () => {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'toy-app' } };
  cluster.change({ objects: [...cluster.state.objects, namespace], releases: { 'toy-system/controller': 'deployed' } });

  await expect(refusal(deploy)).resolves.toContain(
    'error    cluster kind-toy already has what this would install, from another owner\ngot      Namespace toy-app, release toy-system/controller\n',
  );
});

test('refuses a second installation in a cluster', async () => {
  expectExit(await cluster.toy(deploy), 0);
  const before = cluster.commands.length;
  const { code, stderr } = await cluster.toy([...deploy, '--stage', 'test']);

  expect(code).toBe(2);
  expect(stderr).toContain(
    'error    cluster kind-toy holds another installation\ngot      toy, stage dev\nallowed  one installation in a cluster: none, or toy, stage test\n' +
      'next     name another --cluster, or first: stagecraft destroy toy --stage dev --cluster kind-toy\n',
  );
  expect(cluster.commands.slice(before).join()).not.toMatch(/upgrade| apply /);
  expect(decoded(cluster.object('Secret', 'toy-credentials'))['user']).toBe('toy');
});

test('a chart that cannot be pulled stops the installation before it begins', async () => {
  cluster.change({ noCharts: true });

  await expect(refusal(deploy, 1)).resolves.toMatch(
    /^error {4}chart definitions 1\.2\.3 not found, or could not be pulled\ngot {6}Error: looks like "https:\/\/charts\.example" is not a valid chart repository.*\nnext {5}check the connection to https:\/\/charts\.example/,
  );
});

test('warns about kubectl version skew, and continues', async () => {
  cluster.change({ server: 'v1.34.0' });

  const { stderr } = expectExit(await cluster.toy(deploy), 0);

  expect(stderr).toContain('note: kubectl v1.36.1 and Kubernetes v1.34.0 are 2 minor versions apart; Kubernetes supports one\n');
});

test('refuses flags of the account, and an invalid time', async () => {
  const both = await cluster.toy([...deploy, '--profile', 'ada']);
  expect({ code: both.code, stderr: both.stderr }).toEqual({
    code: 2,
    stderr: "error    option '--cluster <context>' cannot be used with option '--profile <name>'\nnext     stagecraft deploy --help\n",
  });
  await expect(refusal([...deploy, '--timeout', 'soon'])).resolves.toContain("got      'soon'\nallowed  whole seconds, 1 to 99999\n");
});

test('refuses a scenario without a cluster part, without any request', async () => {
  const { code, stderr } = await stagecraft(['deploy', 'glue-athena-data-lake', '--cluster', 'kind-toy', '--yes'], { env: cluster.env });

  expect(code).toBe(2);
  expect(stderr).toContain('error    glue-athena-data-lake has no installation for a Kubernetes cluster\n');
  expect(cluster.commands).toEqual([]);
});
