import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineUnavailable } from '../../lib/rehearsal/engine';
import { ended, ownerOfServers, programsIn, serverOf } from '../../lib/rehearsal/engines/postgres-programs';

/** A folder with programs: what each of them does, in the shell. */
function folderWith(programs: Readonly<Record<string, string>>, folder = mkdtempSync(join(tmpdir(), 'programs-'))): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}
const postgres = (version: string) => ({ initdb: '', postgres: `echo "postgres (PostgreSQL) ${version}"`, pg_basebackup: '' });
const pathOf = (...folders: string[]) => ({ PATH: folders.join(delimiter) });

afterEach(() => jest.restoreAllMocks());

describe('the programs', () => {
  test('are those of the first PATH folder with all programs and a server that reports its version', async () => {
    const incomplete = folderWith({ initdb: '', postgres: 'echo "postgres (PostgreSQL) 17.1"' });
    const broken = folderWith({ ...postgres(''), postgres: 'echo "cannot load libpq" >&2; exit 127' });
    const whole = folderWith(postgres('16.3'));

    await expect(programsIn(pathOf(incomplete, broken, '', whole), '/nowhere')).resolves.toEqual({
      version: '16.3',
      initdb: join(whole, 'initdb'),
      postgres: join(whole, 'postgres'),
      basebackup: join(whole, 'pg_basebackup'),
    });
  });

  test('are those of the newest version in the Debian folders if the PATH has none', async () => {
    const debian = mkdtempSync(join(tmpdir(), 'debian-'));
    for (const version of ['9', '15', '14']) folderWith(postgres(`${version}.1`), join(debian, version, 'bin'));

    await expect(programsIn({}, debian)).resolves.toMatchObject({ version: '15.1' });
    await expect(programsIn(pathOf(folderWith(postgres('13.2'))), debian)).resolves.toMatchObject({ version: '13.2' });
  });

  test('are missing if no folder has them', async () => {
    await expect(programsIn({}, '/nowhere')).resolves.toBeUndefined();
  });
});

describe('the operating system user of the servers', () => {
  const as = (uid: number) => jest.spyOn(process, 'getuid' as never).mockReturnValue(uid as never);

  test('is the current user, unless it is root', async () => {
    as(1_000);
    await expect(ownerOfServers(pathOf('/nowhere'))).resolves.toBeUndefined();
  });

  test.each([
    ['postgres, when root rehearses', 'case "$1 $2" in "-u postgres") echo 104;; "-g postgres") echo 112;; *) exit 1;; esac', 104, 112],
    ['nobody, when there is no postgres', 'case "$1 $2" in "-u nobody") echo 65534;; "-g nobody") echo 65535;; *) exit 1;; esac', 65_534, 65_535],
  ])('is %s', async (_, id, uid, gid) => {
    as(0);
    await expect(ownerOfServers(pathOf(folderWith({ id })))).resolves.toEqual({ uid, gid });
  });

  test('as root is unavailable if neither user exists, because PostgreSQL refuses to run as root', async () => {
    as(0);
    const owner = ownerOfServers(pathOf(folderWith({ id: 'exit 1' })));
    await expect(owner).rejects.toBeInstanceOf(EngineUnavailable);
    await expect(owner).rejects.toThrow('there is no user postgres or nobody to run it');
  });
});

describe('a program that is run to its end', () => {
  const how = { env: {}, cwd: tmpdir(), owner: undefined, signal: new AbortController().signal };
  const running = (body: string, args: readonly string[] = [], options = how) => ended(join(folderWith({ program: body }), 'program'), args, options);

  test('returns without output', async () => {
    await expect(running('exit 0')).resolves.toBeUndefined();
  });

  test.each([
    ['its last two lines', 'printf "1\\n2\\nno space left\\nremoving files\\n" >&2; exit 1', 'no space left / removing files'],
    ['the command, when it said nothing', 'exit 1', 'Error: Command failed: '],
  ])('makes the engine unavailable when it fails, with %s', async (_, body, message) => {
    const failing = running(body);
    await expect(failing).rejects.toBeInstanceOf(EngineUnavailable);
    await expect(failing).rejects.toThrow(message);
  });

  test('makes the engine unavailable when it cannot be started, whatever the reason', async () => {
    await expect(ended('/no/such/initdb', [], how)).rejects.toThrow(/ENOENT/);
    await expect(running('exit 0', ['a\0b'])).rejects.toBeInstanceOf(EngineUnavailable);
  });

  test('is ended by an interruption, which is reported as one', async () => {
    const control = new AbortController();
    const failing = running('exec /bin/sleep 60', [], { ...how, signal: control.signal });
    setTimeout(() => control.abort(new Error('Ctrl-C')), 50);
    await expect(failing).rejects.toThrow('Ctrl-C');
  });
});

describe('a server', () => {
  const how = { env: { PATH: process.env['PATH'] }, cwd: tmpdir(), owner: undefined };

  test('gets a stop signal, and is waited for', async () => {
    const folder = folderWith({});
    const log = join(folder, 'log');
    folderWith(
      { server: `trap 'sleep 0.2; echo stopped >> ${log}; exit' INT; echo ready >> ${log}; for i in $(seq 400); do sleep 0.05; done` },
      folder,
    );
    writeFileSync(log, '');
    const server = serverOf(join(folder, 'server'), [], how);
    while (readFileSync(log, 'utf8') === '') await sleep(20);
    await server.stop();

    expect(readFileSync(log, 'utf8')).toBe('ready\nstopped\n');
  });

  test.each([
    ['has ended before', join(folderWith({ server: 'exit 1' }), 'server')],
    ['could not be started', '/no/such/server'],
  ])('that %s counts as stopped', async (_, file) => {
    const server = serverOf(file, [], how);
    await sleep(100);
    await expect(server.stop()).resolves.toBeUndefined();
    await expect(server.stop()).resolves.toBeUndefined();
  });
});
