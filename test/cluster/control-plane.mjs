/**
 * A local Kubernetes control plane without containers: etcd, API server, controllers, scheduler, and kwok, which simulates the nodes.
 *
 *   node test/cluster/control-plane.mjs --bin <folder> [--data <folder>] [--build]
 *
 * `--build` first builds the programs with Go from their published modules into the folder (10 to 30 minutes, once). The script starts them, prints the
 * path of the kubeconfig (context `local`), and runs until Ctrl-C. Objects, admission, garbage collection, namespaces and scheduling are real. Pods are
 * simulated: kwok reports them ready, and no image is pulled. A pod with the annotation `stagecraft.test/no-image` never becomes ready.
 */
import { execFileSync, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildPrograms } from './build-programs.mjs';

const { values } = parseArgs({ options: { bin: { type: 'string' }, data: { type: 'string' }, build: { type: 'boolean' }, cpu: { type: 'string' } } });
const bin = resolve(values.bin ?? 'out/cluster-bin');
if (values.build) buildPrograms(bin);
for (const program of ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubectl', 'kwok']) {
  if (existsSync(join(bin, program))) continue;
  console.error(`${program} is not in ${bin}\nnext  repeat the command with --build`);
  process.exit(1);
}

const data = resolve(values.data ?? mkdtempSync(join(tmpdir(), 'stagecraft-cluster-')));
mkdirSync(data, { recursive: true });
const [clientPort, peerPort, port] = await Promise.all([freePort(), freePort(), freePort()]);
const file = (name) => join(data, name);
const kubeconfig = file('kubeconfig');
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
writeFileSync(file('sa.key'), keys.privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
writeFileSync(file('sa.pub'), keys.publicKey.export({ type: 'spki', format: 'pem' }));
writeFileSync(file('tokens.csv'), 'local-admin,admin,1,system:masters\n');

const children = [];
let stopping = false;
process.on('SIGINT', stop);
process.on('SIGTERM', stop);

start('etcd', [
  `--data-dir=${file('etcd')}`,
  `--listen-client-urls=http://127.0.0.1:${clientPort}`,
  `--advertise-client-urls=http://127.0.0.1:${clientPort}`,
  `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
]);
start('kube-apiserver', [
  `--etcd-servers=http://127.0.0.1:${clientPort}`,
  '--bind-address=127.0.0.1',
  `--secure-port=${port}`,
  `--cert-dir=${file('certificates')}`,
  `--service-account-key-file=${file('sa.pub')}`,
  `--service-account-signing-key-file=${file('sa.key')}`,
  '--service-account-issuer=https://kubernetes.default.svc',
  '--service-cluster-ip-range=10.96.0.0/16',
  '--authorization-mode=RBAC',
  `--token-auth-file=${file('tokens.csv')}`,
]);
await until('the certificate of the API server', () => existsSync(file('certificates/apiserver.crt')));
writeFileSync(
  kubeconfig,
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'local',
    clusters: [{ name: 'local', cluster: { server: `https://127.0.0.1:${port}`, 'certificate-authority': file('certificates/apiserver.crt') } }],
    users: [{ name: 'admin', user: { token: 'local-admin' } }],
    contexts: [{ name: 'local', context: { cluster: 'local', user: 'admin' } }],
  }),
  { mode: 0o600 },
);
await until('the API server', () => kubectl(['get', '--raw=/readyz']) === 'ok');
start('kube-controller-manager', [
  `--kubeconfig=${kubeconfig}`,
  `--service-account-private-key-file=${file('sa.key')}`,
  `--root-ca-file=${file('certificates/apiserver.crt')}`,
  '--leader-elect=false',
  '--secure-port=0',
  // kwok nodes have no cloud controller, and pods no routable addresses.
  '--allocate-node-cidrs=false',
]);
start('kube-scheduler', [`--kubeconfig=${kubeconfig}`, '--leader-elect=false', '--secure-port=0']);
start('kwok', [
  `--kubeconfig=${kubeconfig}`,
  '--manage-all-nodes=true',
  '--node-lease-duration-seconds=40',
  `--config=${join(dirname(fileURLToPath(import.meta.url)), 'stages.yaml')}`,
]);
const size = { cpu: values.cpu ?? '8', memory: '16Gi', pods: '110' };
for (const name of ['node-1', 'node-2']) {
  kubectl(['apply', '--filename=-'], { apiVersion: 'v1', kind: 'Node', metadata: { name }, status: { allocatable: size, capacity: size } });
}
await until('the nodes', () => (kubectl(['get', 'nodes', '--no-headers']) ?? '').split('\n').filter((line) => / Ready /.test(line)).length === 2);
await until('the namespaces', () => kubectl(['get', 'serviceaccount', 'default', '--namespace=default']) !== undefined);
console.log(`export KUBECONFIG=${kubeconfig} PATH=${bin}:$PATH`);
await new Promise(() => {});

function start(program, args) {
  const log = openSync(file(`${program}.log`), 'w');
  const child = spawn(join(bin, program), args, { stdio: ['ignore', log, log] });
  child.on('exit', (code) => {
    if (stopping) return;
    console.error(`${program} ended with ${code}; see ${file(`${program}.log`)}`);
    stop();
  });
  children.push(child);
}

/** Output of kubectl, or undefined when it fails. */
function kubectl(args, object) {
  try {
    const input = object && JSON.stringify(object);
    return execFileSync(join(bin, 'kubectl'), [`--kubeconfig=${kubeconfig}`, ...args], {
      input,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
    });
  } catch {
    return undefined;
  }
}

async function until(what, holds, seconds = 120) {
  const end = Date.now() + seconds * 1000;
  while (!holds()) {
    if (Date.now() > end) {
      console.error(`${what}: nothing within ${seconds} s; see the logs in ${data}`);
      await stop();
    }
    await sleep(300);
  }
}

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** Stops the programs in reverse order, and deletes their data. */
async function stop() {
  if (stopping) return;
  stopping = true;
  for (const child of [...children].reverse()) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    if ((await Promise.race([ended, sleep(5_000, 'late')])) === 'late') child.kill('SIGKILL');
  }
  if (values.data === undefined) rmSync(data, { recursive: true, force: true });
  process.exit(0);
}
