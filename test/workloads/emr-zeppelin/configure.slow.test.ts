import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../support/files';

const script = join(root, 'workloads/emr-zeppelin/node/configure.sh');
const SETTINGS = '{"region":"us-east-1","analyst":"arn:analyst"}';

/** A fake node whose services and Python record their arguments; the script runs unchanged. */
function machine({ sudo = true, git = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'node-'));
  const bin = join(folder, 'bin');
  const place = join(folder, 'root');
  for (const made of [bin, join(place, 'etc/zeppelin/conf'), ...(git ? [join(place, 'var/lib/zeppelin-notebooks')] : [])])
    mkdirSync(made, { recursive: true });
  const program = (name: string, body: string) => {
    writeFileSync(join(bin, name), `#!/usr/bin/env bash\necho "${name} $*" >> '${folder}/log'\n${body}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  program('sudo', sudo ? 'while [[ $1 == -* ]]; do shift; done; exec "$@"' : 'exit 1');
  program('systemctl', '');
  program('chown', '');
  program('python3.11', `case "$*" in -c*) echo /usr/lib/python3.11/site-packages ;; *' users '*) printf 'analyst = x' > "$3" ;; esac`);
  const run = (...args: string[]) =>
    spawnSync('bash', [script, ...args], { encoding: 'utf8', env: { PATH: `${bin}:${process.env['PATH']}`, ZEPPELIN_CONFIGURE_ROOT: place } });
  return { run, place, log: () => readFileSync(join(folder, 'log'), 'utf8').split('\n') };
}

test('installs helper, notes and settings where the notes expect them', () => {
  const { run, place, log } = machine();

  expect(run(SETTINGS)).toMatchObject({ status: 0, stderr: '' });
  expect(readFileSync(join(place, 'etc/zeppelin-demo/settings.json'), 'utf8')).toBe(`${SETTINGS}\n`);
  expect(readFileSync(join(place, 'usr/lib/python3.11/site-packages/zeppelin-demo.pth'), 'utf8')).toBe(`${place}/opt/zeppelin-demo\n`);
  expect(readdirSync(join(place, 'opt/zeppelin-demo')).sort()).toEqual([
    'configure.py',
    'notebooks',
    'ratings.sql',
    'run_note.py',
    'zeppelin_demo.py',
    'zeppelin_rest.py',
  ]);
  expect(readdirSync(join(place, 'opt/zeppelin-demo/notebooks'))).toHaveLength(4);
  const asked = log().flatMap((line) => /configure\.py (\w+)/.exec(line.startsWith('python3.11') ? line : '')?.[1] ?? []);
  expect(asked).toEqual(['users', 'interpreters', 'notes']);
});

test('restarts Zeppelin when its users have changed, and only then', () => {
  const { run, log } = machine();
  const restarts = () => log().filter((line) => line === 'systemctl restart zeppelin').length;

  expect(run(SETTINGS).stdout).toContain('users changed');
  expect(restarts()).toBe(1);
  expect(run(SETTINGS)).toMatchObject({ status: 0, stdout: '' });
  expect(restarts()).toBe(1);
});

test('makes the zeppelin user the owner of the repository folder', () => {
  const { run, log } = machine({ git: true });

  expect(run(SETTINGS).status).toBe(0);
  expect(log().some((line) => /^chown -R zeppelin:zeppelin .*\/var\/lib\/zeppelin-notebooks$/.test(line))).toBe(true);
});

test('refuses a user without sudo before writing anything', () => {
  const { run, place } = machine({ sudo: false });

  expect(run(SETTINGS)).toMatchObject({ status: 1, stderr: expect.stringMatching(/may not use sudo; run this as hadoop/) });
  expect(existsSync(join(place, 'opt'))).toBe(false);
});
