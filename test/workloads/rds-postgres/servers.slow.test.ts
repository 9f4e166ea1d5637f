import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PostgresServers } from '../../../lib/rehearsal/engine';
import { postgresServer } from '../../../lib/rehearsal/engines/postgres-server';
import { loadFolder } from '../../../lib/scenarios/rds-postgres/rehearsal/load';
import { connectTo } from '../../../workloads/postgres/client';
import type { Connection } from '../../../workloads/postgres/connection';
import { onlyValue } from '../../../workloads/postgres/session';
import { generate } from '../../../workloads/rds-postgres/generator';
import { main } from '../../../workloads/rds-postgres/local/verify';
import { workloadContext } from '../../support/scenario';
import { recordingTask } from '../../support/task';

jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'tls '));
const certificate = join(folder, 'localhost.pem');
let servers: PostgresServers | undefined;
let ports: { readonly primary: number; readonly replica: number };

beforeAll(async () => {
  if ((await postgresServer.find()) === undefined) {
    console.warn(`skipped: ${postgresServer.install}`);
    return;
  }
  servers = await postgresServer.open('', recordingTask());
  const { primary, replica, caughtUp } = servers;
  await generate({ seed: 1, scale: 0.05 }, folder, recordingTask());
  await loadFolder(workloadContext('rds-postgres'), primary.session, folder);
  await primary.session.run("CREATE ROLE client LOGIN PASSWORD 'hunter2' IN ROLE pagila_reader");
  await caughtUp();
  const port = async (session: typeof primary.session) => Number(await onlyValue(session, 'SHOW port'));
  ports = { primary: await port(primary.session), replica: await port(replica.session) };

  // Gives the primary a certificate for localhost from an untrusted CA.
  const data = String(await onlyValue(primary.session, 'SHOW data_directory'));
  const key = join(data, 'server.key');
  const options = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync('openssl', ['req', ...options, '-keyout', key, '-out', join(data, 'server.crt')], { stdio: 'ignore' });
  execFileSync('cp', [join(data, 'server.crt'), certificate]);
  const { uid, gid } = statSync(data);
  for (const file of ['server.key', 'server.crt']) chownSync(join(data, file), uid, gid);
  await primary.session.run('ALTER SYSTEM SET ssl = on');
  await primary.session.run('SELECT pg_reload_conf()');
});
afterAll(async () => {
  await servers?.close();
  rmSync(folder, { recursive: true });
});

const onServers = (name: string, work: (servers: PostgresServers) => Promise<void>) => test(name, async () => servers && work(servers));
const to = (wanted: Partial<Connection> = {}): Connection => ({
  host: 'localhost',
  port: ports.primary,
  database: 'postgres',
  user: 'client',
  password: 'hunter2',
  sslmode: 'disable',
  ...wanted,
});

/** Whether the server reports an encrypted connection. */
async function isEncrypted(connection: Connection): Promise<unknown> {
  const session = await connectTo(connection);
  try {
    return await onlyValue(session, 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
  } finally {
    await session.close();
  }
}

describe('acceptance 14: TLS modes work as in libpq', () => {
  onServers('acceptance 14: verify-full accepts a trusted certificate for this host', async () => {
    await expect(isEncrypted(to({ sslmode: 'verify-full', sslrootcert: certificate }))).resolves.toBe(true);
  });

  onServers('acceptance 14: verify-full refuses an untrusted certificate', async () => {
    await expect(isEncrypted(to({ sslmode: 'verify-full' }))).rejects.toThrow(/as client; .*; the certificate is not trusted/);
  });

  onServers('acceptance 14: verify-full refuses a certificate for another host, verify-ca accepts it', async () => {
    const other = { host: '127.0.0.1', sslrootcert: certificate };
    await expect(isEncrypted(to({ ...other, sslmode: 'verify-full' }))).rejects.toThrow(
      /the certificate is for another host: connect by the name of the instance/,
    );
    await expect(isEncrypted(to({ ...other, sslmode: 'verify-ca' }))).resolves.toBe(true);
  });

  onServers('acceptance 14: require encrypts with any certificate; disable does not encrypt', async () => {
    await expect(isEncrypted(to({ sslmode: 'require' }))).resolves.toBe(true);
    await expect(isEncrypted(to())).resolves.toBe(false);
  });

  onServers('acceptance 14: refuses a server without TLS when TLS is required', async () => {
    await expect(isEncrypted(to({ port: ports.replica, sslmode: 'require' }))).rejects.toThrow(/does not support SSL/);
  });
});

describe('connection errors are reported without the password', () => {
  test.each<[string, Partial<Connection>, RegExp]>([
    ['a wrong password', { password: 'wrong-one' }, /password authentication failed.*; wrong password, or the IAM authentication token has expired/],
    ['a database that does not exist', { database: 'nowhere' }, /database "nowhere" does not exist; no such database/],
  ])('%s', async (_, wanted, message) => {
    if (!servers) return;
    const error: Error = await connectTo(to(wanted)).catch((reason) => reason);
    expect(error.message).toMatch(message);
    expect(error.message).not.toMatch(/hunter2|wrong-one/);
  });
});

describe('client tests', () => {
  async function verified(port: number, ...flags: string[]) {
    const lines: string[] = [];
    const args = [`postgresql://client@127.0.0.1:${port}/postgres`, ...flags];
    return { code: await main({ args, env: { PGPASSWORD: 'hunter2' }, print: (line) => lines.push(line) }), lines };
  }

  onServers('pass on the primary', async () => {
    const { code, lines } = await verified(ports.primary);
    expect(lines.filter((line) => !line.startsWith('passed  '))).toEqual([]);
    expect([code, lines.length]).toEqual([0, 9]);
  });

  onServers('acceptance 10: pass on the replica, which refuses writes', async () => {
    const { code, lines } = await verified(ports.replica, '--replica');
    expect([code, lines.length]).toEqual([0, 10]);
    expect(lines).toContain('passed  a replica refuses to write');
  });

  onServers('fail when the primary is expected to be a replica', async () => {
    const { code, lines } = await verified(ports.primary, '--replica');
    expect(code).toBe(1);
    expect(lines).toEqual(
      expect.arrayContaining([
        'failed  the server has the expected role: got primary, expected replica',
        'failed  a replica refuses to write: got 42501, expected 25006',
      ]),
    );
  });
});
