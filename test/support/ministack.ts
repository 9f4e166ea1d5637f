import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageRoot } from '../../lib/paths';

/** A MiniStack started for a test. */
export interface MiniStack {
  readonly endpoint: string;
  /** Environment of a process that works against it: fake credentials, a separate home, nothing else. */
  readonly env: Readonly<Record<string, string>>;
  /** Another account of the same server: MiniStack takes twelve digits of an access key for the account. */
  envOf(account: string): Readonly<Record<string, string>>;
  /** Stops the server and its child processes. */
  stop(): Promise<void>;
}

const READY_MS = 30_000;

/** Starts MiniStack on a free port of the loopback interface, with given settings. `STAGECRAFT_MINISTACK` names its Python. */
export async function startMiniStack(settings: Readonly<Record<string, string>> = {}): Promise<MiniStack> {
  const python = process.env['STAGECRAFT_MINISTACK'];
  if (!python) {
    throw new Error(
      'STAGECRAFT_MINISTACK names no Python with MiniStack. Get one: python3 -m venv .ministack && .ministack/bin/pip install ministack, ' +
        'then STAGECRAFT_MINISTACK=.ministack/bin/python npm run test:e2e',
    );
  }
  const [port, home] = [await freePort(), await mkdtemp(join(tmpdir(), 'ministack-'))];
  const endpoint = `http://127.0.0.1:${port}`;
  const system = { PATH: process.env['PATH'] ?? '', HOME: home, TMPDIR: home };
  const server = spawn(python, ['-m', 'ministack'], {
    cwd: home,
    // A separate process group: Lambda workers do not always end with the server.
    detached: true,
    stdio: 'ignore',
    env: {
      ...system,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      // These two listen on every interface, whatever BIND_HOST says, and on ports that another server may have.
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      // Functions require SDK clients that Lambda's own runtime has.
      NODE_PATH: join(packageRoot, 'node_modules'),
      ...settings,
    },
  });
  const stop = async () => {
    await endGroup(server);
    await rm(home, { recursive: true, force: true });
  };
  await ready(endpoint, server, join(home, `ministack-${port}.log`)).catch(async (error) => {
    await stop();
    throw error;
  });
  const envOf = (key: string) => ({
    ...system,
    CDK_HOME: join(home, 'cdk'),
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: key,
    AWS_SECRET_ACCESS_KEY: 'made-up',
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    NO_COLOR: '1',
    CI: 'true',
  });
  // The CDK remembers which account a key belongs to: no two servers may share one.
  return { endpoint, env: envOf(`made-up-${port}`), envOf, stop };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

async function ready(endpoint: string, server: ChildProcess, log: string): Promise<void> {
  const until = Date.now() + READY_MS;
  while (Date.now() < until) {
    if (server.exitCode !== null) break;
    const answer = await fetch(`${endpoint}/_ministack/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error(`MiniStack did not start: exit code ${server.exitCode}\n${await readFile(log, 'utf8').catch(() => '')}`);
}

async function endGroup(server: ChildProcess): Promise<void> {
  const { pid } = server;
  if (pid === undefined) return;
  const ended = new Promise((done) => (server.exitCode === null && server.signalCode === null ? server.once('exit', done) : done(undefined)));
  signalGroup(pid, 'SIGTERM');
  await Promise.race([ended, sleep(2_000)]);
  signalGroup(pid, 'SIGKILL');
  await ended;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
