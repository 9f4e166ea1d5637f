import { FakeCluster } from '../support/fake-cluster';
import { expectExit } from '../support/spawned';

/** Jobs, queries, logs and tools of a scenario in a cluster, with a fake kubectl; see fake-programs.cjs. */
jest.setTimeout(120_000);

let cluster: FakeCluster;

beforeAll(async () => {
  cluster = new FakeCluster();
  expectExit(await cluster.toy(['deploy', 'toy', '--cluster', 'kind-toy', '--yes']), 0);
});
afterAll(() => cluster.remove());

const inCluster = ['--cluster', 'kind-toy'];

test('runs a job in the cluster without AWS', async () => {
  const { stdout, stderr } = expectExit(await cluster.toy(['run', 'toy', 'count', ...inCluster, '--param', 'ready=false', '--json']), 0);

  expect(JSON.parse(stdout)).toEqual({
    scenario: 'toy',
    stage: 'dev',
    cluster: 'kind-toy',
    job: 'count',
    finished: true,
    facts: { pods: 2, stage: 'dev' },
  });
  expect(stderr).toBe('');
});

test('passes arguments to a program in a pod unchanged, without a shell', async () => {
  const { stdout } = expectExit(await cluster.toy(['run', 'toy', 'ask', ...inCluster]), 0);

  expect(stdout).toBe('ask done\n  said  $HOME|a b\n');
  expect(cluster.commands.at(-1)).toBe('kubectl --context=kind-toy exec toy-0 --namespace=toy-app --container=server -- echo $HOME a b');
});

test('prints a table for a query', async () => {
  const { stdout } = expectExit(await cluster.toy(['query', 'toy', 'widgets', ...inCluster, '--csv']), 0);

  expect(stdout.trim()).toBe('name,size\r\ntoy,3');
});

test('merges the logs of all pods, oldest first', async () => {
  cluster.change({
    logs: [
      '[pod/toy-1/server] 2026-11-21T10:00:02.5Z {"msg":"second"}',
      '[pod/toy-0/server] 2026-11-21T10:00:01Z first line',
      'error: container "server" in pod "toy-2" is waiting to start',
    ],
  });

  const { stdout } = expectExit(await cluster.toy(['logs', 'toy', ...inCluster, '--since', '2026-11-21T00:00:00Z']), 0);

  expect(stdout).toBe('2026-11-21T10:00:01.000Z  toy-0/server  first line\n2026-11-21T10:00:02.500Z  toy-1/server  {"msg":"second"}\n');
  expect(cluster.commands.at(-1)).toContain('logs --namespace=toy-app --selector=app=toy --container=server --since-time=2026-11-21T00:00:00.000Z');
});

describe('open', () => {
  const open = ['open', 'toy', 'page', ...inCluster, '--no-browser'];

  test('prints the address of the forwarded port and keeps it open until Ctrl-C', async () => {
    const { code, stdout } = await cluster.toy(open, { interruptAt: 'open until Ctrl-C' });

    expect(stdout).toBe('http://localhost:43210/\n');
    expect(code).toBe(0);
    expect(cluster.commands.at(-1)).toBe('kubectl --context=kind-toy port-forward --namespace=toy-app --address=127.0.0.1 service/toy :80');
  });

  test('ends when the port is closed from the other side', async () => {
    cluster.change({ forwardEnds: true });
    try {
      expectExit(await cluster.toy(open), 0);
    } finally {
      cluster.change({ forwardEnds: undefined });
    }
  });

  test('quotes kubectl for a service without pods', async () => {
    cluster.change({ noEndpoints: true });
    try {
      const { code, stderr } = await cluster.toy(open);

      expect(code).toBe(1);
      expect(stderr).toContain(
        'error    port forwarding failed to toy-app/toy:80 of cluster kind-toy\ngot      error: unable to forward port because pod is not running.',
      );
    } finally {
      cluster.change({ noEndpoints: undefined });
    }
  });
});

test.each<[string, readonly string[], RegExp]>([
  [
    'a job that needs the account',
    ['run', 'toy', 'account', ...inCluster],
    /error {4}account needs the AWS account, not a cluster\ngot {6}--cluster kind-toy\n/,
  ],
  [
    'an unknown job',
    ['run', 'toy', 'cout', ...inCluster],
    /allowed {2}account, count, ask\nnext {5}stagecraft explain toy; did you mean 'count'\?\n/,
  ],
  ['an unknown query', ['query', 'toy', 'x', ...inCluster], /unknown query of toy\n.*\nallowed {2}widgets\n/],
  ['an unknown tool', ['open', 'toy', 'x', ...inCluster], /unknown tool of toy\n.*\nallowed {2}page\n/],
  ['an unknown log source', ['logs', 'toy', 'x', ...inCluster], /unknown log source of toy\n.*\nallowed {2}toy\n/],
])('refuses %s', async (_, args, message) => {
  const { code, stderr } = await cluster.toy(args);

  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});

test('runs no program in pods that are not ready', async () => {
  cluster.change({ unready: { waiting: { reason: 'ContainerCreating' } } });
  try {
    const { code, stderr } = await cluster.toy(['run', 'toy', 'ask', ...inCluster]);

    expect(code).toBe(1);
    expect(stderr).toContain('error    no pod with app=toy in namespace toy-app is ready\ngot      2 pods, none of them ready\n');
  } finally {
    cluster.change({ unready: undefined });
  }
});

test('manifests and explain include the cluster part', async () => {
  const manifests = expectExit(await cluster.toy(['manifests', 'toy', '--json']), 0);
  expect(JSON.parse(manifests.stdout).map(({ name }: { name: string }) => name)).toEqual([
    '01-namespaces',
    '02-definitions',
    '03-controller',
    '04-app',
  ]);
  expect(manifests.stdout).toContain('# Needs first: kubectl --namespace toy-app create secret generic toy-credentials');

  const explain = expectExit(await cluster.toy(['explain', 'toy', '--json']), 0);
  expect(JSON.parse(explain.stdout)).toMatchObject({
    jobs: [{ name: 'account' }, { name: 'count' }, { name: 'ask' }],
    queries: [{ name: 'widgets' }],
    tools: [{ name: 'page' }],
    logs: [{ name: 'toy' }],
  });
});

test('doctor checks kubectl and Helm', async () => {
  const { stdout } = await cluster.toy(['doctor', 'toy', '--json'], { env: { AWS_EC2_METADATA_DISABLED: 'true' } });

  expect(JSON.parse(stdout).diagnoses).toEqual(
    expect.arrayContaining([
      { subject: 'kubectl', state: 'ok', description: 'v1.36.1' },
      { subject: 'helm', state: 'ok', description: 'v4.2.3' },
    ]),
  );
});
