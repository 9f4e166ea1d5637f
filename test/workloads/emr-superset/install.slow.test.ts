import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../support/files';
import { shellcheck } from '../../support/shellcheck';

const script = join(root, 'workloads/emr-superset/install/install_superset.sh');
const ARGUMENTS = ['--region', 'us-east-1', '--secret-key', 'arn:key', '--admin', 'arn:admin', '--alpha', 'arn:alpha', '--gamma', 'arn:gamma'];

/** A fake node with packages, services and users as lists in files; the script runs unchanged. */
function machine() {
  const folder = mkdtempSync(join(tmpdir(), 'node-'));
  const bin = join(folder, 'bin');
  const log = join(folder, 'log');
  mkdirSync(bin);
  mkdirSync(join(folder, 'root/etc/systemd/system'), { recursive: true });
  writeFileSync(log, '');
  const program = (name: string, body: string) => {
    writeFileSync(join(bin, name), `#!/usr/bin/env bash\necho "${name} $*" >> '${log}'\n${body}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  // A fake Python whose programs record their arguments, and whose users are unique lines of a file.
  const python = `case "$*" in
  *users.py*) for user in SupersetAdmin SupersetUserAlpha SupersetUserGamma; do grep -qx "$user" '${folder}/users' 2>/dev/null || echo "$user" >> '${folder}/users'; done ;;
esac`;
  program('sudo', `while [[ $1 == -* ]]; do [[ $1 == -u ]] && shift; shift; done; exec "$@"`);
  program('dnf', '');
  program('useradd', '');
  program('curl', '');
  program('systemctl', `[[ $1 == enable ]] && { grep -qx "$2" '${folder}/enabled' 2>/dev/null || echo "$2" >> '${folder}/enabled'; }; exit 0`);
  program('install', `exec /usr/bin/install $(printf '%s\\n' "$@" | sed '/^-[og]$/,+1d')`);
  program(
    'python3.11',
    `if [[ $2 == venv ]]; then mkdir -p "$3/bin"; for name in python pip superset gunicorn; do cp '${bin}/in-venv' "$3/bin/$name"; done; fi`,
  );
  program('in-venv', python);
  const run = (args: readonly string[] = ARGUMENTS, env: NodeJS.ProcessEnv = {}) =>
    spawnSync('bash', [script, ...args], {
      encoding: 'utf8',
      env: { PATH: `${bin}:${process.env['PATH']}`, SUPERSET_INSTALL_ROOT: join(folder, 'root'), ...env },
    });
  return {
    folder,
    run,
    bin,
    lines: (file: string) => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8').trim().split('\n') : []),
  };
}

test('acceptance 5: the script passes ShellCheck', async () => {
  await expect(shellcheck(script)).resolves.toBe('');
}, 120_000);

test('acceptance 7: two installations leave one service and three users, and both succeed', () => {
  const node = machine();

  for (const round of ['first', 'second']) {
    const { status, stderr } = node.run();
    expect({ round, status, stderr }).toEqual({ round, status: 0, stderr: '' });
  }

  expect(node.lines('users')).toEqual(['SupersetAdmin', 'SupersetUserAlpha', 'SupersetUserGamma']);
  expect(node.lines('enabled')).toEqual(['superset']);
  expect(node.lines('log').filter((line) => /^python3\.11 -m venv/.test(line))).toHaveLength(1);
});

test('acceptance 7: reinstalls when the packages have changed', () => {
  const node = machine();
  node.run();
  writeFileSync(join(node.folder, 'root/opt/superset/installed'), 'other');
  node.run();

  expect(node.lines('log').filter((line) => /^python3\.11 -m venv/.test(line))).toHaveLength(2);
});

test('acceptance 6: uses port 8280 by default, and passes another port to the service', () => {
  const unit = (args?: readonly string[]) => {
    const node = machine();
    expect(node.run(args).status).toBe(0);
    return readFileSync(join(node.folder, 'root/etc/systemd/system/superset.service'), 'utf8');
  };

  expect(unit()).toContain('--bind 127.0.0.1:8280 ');
  expect(unit([...ARGUMENTS, '--port', '9000'])).toContain('--bind 127.0.0.1:9000 ');
  expect(unit()).toMatch(/^User=superset$[\s\S]*^Restart=always$/m);
});

test('writes and passes only names of secrets', () => {
  const node = machine();
  node.run();

  expect(JSON.parse(readFileSync(join(node.folder, 'root/etc/superset/node.json'), 'utf8'))).toEqual({
    region: 'us-east-1',
    secrets: { key: 'arn:key', admin: 'arn:admin', alpha: 'arn:alpha', gamma: 'arn:gamma' },
  });
});

test.each([
  [[], 2, /usage: install_superset\.sh/],
  [['--region', 'us-east-1', '--secret-key', 'arn:key'], 2, /usage/],
  [['--other', 'x'], 2, /usage/],
  [[...ARGUMENTS, '--port'], 2, /usage/],
  [[...ARGUMENTS, '--port', '80'], 1, /--port 80 is not a number from 1024 to 65535/],
  [[...ARGUMENTS, '--port', 'a b'], 1, /--port a b is not a number/],
])('refuses %j', (args, code, message) => {
  const { status, stderr } = machine().run(args);

  expect({ status, stderr }).toEqual({ status: code, stderr: expect.stringMatching(message) });
});

test('refuses a user without sudo', () => {
  const node = machine();
  writeFileSync(join(node.bin, 'sudo'), '#!/usr/bin/env bash\nexit 1\n');

  expect(node.run()).toMatchObject({ status: 1, stderr: expect.stringMatching(/may not use sudo; run this as hadoop/) });
});
