import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { EngineUnavailable } from '../../lib/rehearsal/engine';
import { airflowOn } from '../../lib/rehearsal/engines/airflow';
import { recordingTask } from '../support/task';

/** A machine whose python3 says this version, and whose virtual environments do what they are told. */
function machine(version: string, { migrate = 'exit 0', program = 'exit 0' } = {}) {
  const home = mkdtempSync(join(tmpdir(), 'machine-'));
  const file = join(home, 'bin', 'python3');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    `#!/bin/sh
if [ "$1" = --version ]; then echo "Python ${version}"; exit 0; fi
if [ "$2" = venv ]; then
  mkdir -p "$3/bin"
  cat > "$3/bin/python" <<'EOF'
#!/bin/sh
if [ "$2" = pip ]; then echo "$@" >> "$HOME/pip.log"; exit 0; fi
if [ "$2" = airflow ]; then echo "$@" >> "$HOME/airflow.log"; ${migrate}; fi
${program}
EOF
  chmod +x "$3/bin/python"
fi
`,
  );
  chmodSync(file, 0o755);
  const env: NodeJS.ProcessEnv = {
    PATH: [join(home, 'bin'), '/usr/bin', '/bin'].join(delimiter),
    HOME: home,
    AIRFLOW__CORE__EXECUTOR: 'another',
    AIRFLOW_VAR_WORK_BUCKET: 'mine',
    AWS_PROFILE: 'real',
    PYTHONPATH: '/elsewhere',
    SECRET: 'kept',
  };
  return { home, env, cache: join(home, '.cache', 'stagecraft'), workspace: mkdtempSync(join(tmpdir(), 'workspace-')) };
}

test.each([
  ['3.11.7', 'Airflow 3.3.1, Python 3.11'],
  ['3.14.0', 'Airflow 3.3.1, Python 3.14'],
  ['3.9.2', undefined],
  ['3.15.0', undefined],
  ['2.7.18', undefined],
  ['of an unknown version', undefined],
])('with Python %s there is %s', async (version, expected) => {
  await expect(airflowOn(machine(version).env).find()).resolves.toBe(expected);
});

test('is not found without Python, and open refuses', async () => {
  const { env, home, workspace } = machine('3.11.7');
  const bare = airflowOn({ ...env, PATH: join(home, 'nowhere') });

  await expect(bare.find()).resolves.toBeUndefined();
  await expect(bare.open(workspace, recordingTask())).rejects.toBeInstanceOf(EngineUnavailable);
  expect(bare.install).toContain('python3-venv');
});

test('creates a virtual environment once, with the tested versions, and a database for each rehearsal', async () => {
  const { env, cache, home, workspace } = machine('3.11.7');
  await airflowOn(env).open(workspace, recordingTask());
  await airflowOn(env).open(workspace, recordingTask());

  expect(readdirSync(cache)).toEqual(['airflow-3.3.1-python3.11']);
  expect(readFileSync(join(home, 'pip.log'), 'utf8').trim().split('\n')).toEqual([
    expect.stringMatching(
      /install .*apache-airflow==3\.3\.1 apache-airflow-providers-amazon==9\.34\.0 --constraint .*emr-mwaa\/rehearsal\/constraints\.txt$/,
    ),
  ]);
  expect(readFileSync(join(home, 'airflow.log'), 'utf8')).toBe('-m airflow db migrate\n'.repeat(2));
});

test('lets pip resolve versions for a Python without tested versions', async () => {
  const { env, home, workspace } = machine('3.10.4');
  await airflowOn(env).open(workspace, recordingTask());

  expect(readFileSync(join(home, 'pip.log'), 'utf8')).not.toContain('--constraint');
});

test('is unavailable when the database cannot be made', async () => {
  const { env, workspace } = machine('3.11.7', { migrate: 'echo "sqlite3.OperationalError: disk full" >&2; exit 1' });

  const opening = airflowOn(env).open(workspace, recordingTask());
  await expect(opening).rejects.toBeInstanceOf(EngineUnavailable);
  await expect(opening).rejects.toThrow('Airflow cannot make its database: sqlite3.OperationalError: disk full');
});

test('runs a program with its DAGs, without settings of another Airflow or an AWS account', async () => {
  const { env, workspace } = machine('3.11.7', { program: 'echo "$@"; env | sort' });
  const airflow = await airflowOn(env).open(workspace, recordingTask());

  const printed = await airflow.run('/dags.py', ['parse', '/folder'], '/folder', recordingTask());
  expect(printed.split('\n')[0]).toBe('/dags.py parse /folder');
  expect(printed).toContain(`AIRFLOW_HOME=${join(workspace, '.airflow')}\n`);
  expect(printed).toContain('AIRFLOW__CORE__DAGS_FOLDER=/folder\n');
  expect(printed).toContain('SECRET=kept');
  expect(printed).not.toMatch(/EXECUTOR|AIRFLOW_VAR|AWS_PROFILE|PYTHONPATH/);
  await airflow.close();
});

test.each([
  ['the error that ended it', 'printf "Traceback\\nKeyError: 12\\nbye\\n" >&2', 'KeyError: 12'],
  ['its last line, when it names no error', 'printf "starting\\nKilled\\n\\n" >&2', 'Killed'],
  ['that it said nothing', 'true', 'nothing on standard error'],
])('reports why a program failed: %s', async (_, description, got) => {
  const { env, workspace } = machine('3.11.7', { program: `${description}; exit 3` });
  const airflow = await airflowOn(env).open(workspace, recordingTask());

  await expect(airflow.run('/dags.py', [], '/folder', recordingTask())).rejects.toMatchObject({
    refusal: { problem: 'the program with Airflow failed', got },
  });
});
