import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Ended, expectExit, nodeProcess } from '../support/spawned';

/**
 * Installs a scenario with two charts and a few objects into a real cluster and removes it, with real kubectl and Helm. Uses the current context of
 * the kubeconfig and the namespaces toy-system and toy-app, and leaves the cluster unchanged. The tests depend on their order.
 */
const context = kubectl('config', 'current-context').trim();
const repository = mkdtempSync(join(tmpdir(), 'stagecraft-charts-'));
let server: Server;
let address: string;

beforeAll(async () => {
  for (const chart of ['definitions', 'controller']) execFileSync('helm', ['package', join(__dirname, 'charts', chart), '--destination', repository]);
  execFileSync('helm', ['repo', 'index', repository]);
  server = createServer((request, response) => response.end(readFileSync(join(repository, basename(request.url ?? '')))));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.close();
  rmSync(repository, { recursive: true, force: true });
});

const deploy = ['deploy', 'toy', '--yes'];
const destroy = ['destroy', 'toy', '--yes'];

test('deploy installs everything and waits until it is ready', async () => {
  const { stdout } = expectExit(await toy(deploy), 0);

  expect(stdout).toContain(`toy is installed in cluster ${context} (4 steps, `);
  const available = kubectl('get', 'deployments', '-A', '-o', 'jsonpath={range .items[*]}{.metadata.name} {.status.availableReplicas}{"\\n"}{end}');
  expect(available.split('\n')).toEqual(expect.arrayContaining(['controller 1', 'toy 2']));
  expect(kubectl('get', 'widget', 'toy', '-n', 'toy-app', '-o', 'jsonpath={.spec.size} {.metadata.managedFields[0].manager}')).toBe('3 stagecraft');
});

test('both Secrets hold one password, which no output and no record contains', async () => {
  const password = secretOf('toy-credentials', 'password');

  expect(password).toMatch(/^[0-9a-f]{48}$/);
  expect(secretOf('toy-connection', 'url')).toBe(`toy://toy:${password}@toy.toy-app:80/`);
  expect(kubectl('get', 'configmap', 'stagecraft-installation', '-n', 'default', '-o', 'yaml')).not.toContain(password);
});

test('status, run and query work', async () => {
  const status = expectExit(await toy(['status', 'toy', '--json']), 0);
  const run = expectExit(await toy(['run', 'toy', 'count', '--json']), 0);
  const query = expectExit(await toy(['query', 'toy', 'widgets', '--json']), 0);

  expect(JSON.parse(status.stdout)).toMatchObject({ deployed: true, phase: 'installed', unready: [] });
  expect(JSON.parse(run.stdout)).toMatchObject({ cluster: context, facts: { pods: 2 } });
  expect(JSON.parse(query.stdout)).toMatchObject({ table: { columns: ['name', 'size'], rows: [['toy', 3]] } });
});

test('reports an image that cannot be pulled with pod, state and event, and the next run resumes', async () => {
  const broken = ['--set', 'image=example.invalid/none:1', '--set', 'pod=stagecraft.test/no-image', '--timeout', '30'];
  const { code, stderr } = await toy([...deploy, ...broken]);

  expect(code).toBe(1);
  expect(stderr).toMatch(
    /error {4}app: \d pods? not ready after 30 s on cluster .*\ngot {6}toy-app\/toy-\S+: server waiting: (ErrImagePull|ImagePullBackOff).*event Failed/,
  );
  expect(secretOf('toy-credentials', 'password')).toMatch(/^[0-9a-f]{48}$/);
  expectExit(await toy(deploy), 0);
});

test('resumes after Ctrl-C with the same command', async () => {
  const { code, stderr } = await toy([...deploy, '--set', 'replicas=3'], '3/4 What looks after widgets');

  expect(code).toBe(130);
  expect(stderr).toContain('error    the installation was interrupted\ngot      2 of 4 steps are done: namespaces, definitions\n');
  expectExit(await toy([...deploy, '--set', 'replicas=3']), 0);
});

test('destroy reports what it cannot remove with the reason, and finally leaves nothing', async () => {
  kubectl('patch', 'widget', 'toy', '-n', 'toy-app', '--type=merge', '-p', '{"metadata":{"finalizers":["toys.example/held"]}}');
  kubectl('create', 'configmap', 'toy-root', '-n', 'kube-system');
  kubectl('label', 'configmap', 'toy-root', '-n', 'kube-system', 'toys.example/root=true');

  const held = await toy([...destroy, '--timeout', '10']);
  expect(held.code).toBe(1);
  expect(held.stdout).toMatch(/Widget\.toys\.example toy-app\/toy +waits for toys\.example\/held/);

  kubectl('patch', 'widget', 'toy', '-n', 'toy-app', '--type=merge', '-p', '{"metadata":{"finalizers":null}}');
  const { stdout } = expectExit(await toy(destroy), 0);
  expect(stdout).toContain(`nothing left of toy in cluster ${context}`);
  const all = kubectl('get', 'namespaces,customresourcedefinitions,clusterroles,configmaps', '-A', '-o', 'name');
  expect(all).not.toMatch(/toy|stagecraft/);
});

function toy(args: readonly string[], interruptAt?: string): Promise<Ended> {
  const env = { ...(process.env as Record<string, string>), TOY_REPOSITORY: address };
  return nodeProcess([join(__dirname, '../support/toy-cluster.cjs'), ...args, '--cluster', context], { env, interruptAt });
}

function kubectl(...args: string[]): string {
  return execFileSync('kubectl', args, { encoding: 'utf8' });
}

function secretOf(name: string, key: string): string {
  const encoded = kubectl('get', 'secret', name, '-n', 'toy-app', '-o', `jsonpath={.data.${key}}`);
  return Buffer.from(encoded, 'base64').toString();
}
