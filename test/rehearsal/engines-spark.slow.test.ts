import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { EngineUnavailable } from '../../lib/rehearsal/engine';
import { engines } from '../../lib/rehearsal/engines';
import { runProcess } from '../../lib/rehearsal/engines/process';
import { sparkOn } from '../../lib/rehearsal/engines/spark';
import { isRunning } from '../support/is-running';
import { recordingTask } from '../support/task';

/** A machine with the given programs: shell scripts by name. What a shell needs is there too. */
function machine(programs: Readonly<Record<string, string>>) {
  const home = mkdtempSync(join(tmpdir(), 'machine-'));
  for (const [name, script] of Object.entries(programs)) {
    const file = join(home, 'bin', name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }
  const env: NodeJS.ProcessEnv = {
    PATH: [join(home, 'bin'), '/usr/bin', '/bin'].join(delimiter),
    HOME: home,
    SPARK_HOME: '/another/spark',
    SECRET: 'kept',
    AWS_PROFILE: 'mine',
  };
  return { home, env, cache: join(home, '.cache', 'stagecraft'), workspace: mkdtempSync(join(tmpdir(), 'workspace-')) };
}

const java = (version: string) => `echo 'openjdk version "${version}" 2025-04-15' >&2`;

/** Python that can make virtual environments, in which `pip` and the program do what is told. */
const python = (version: string, { pip = 'exit 0', program = 'exit 0' } = {}) => `
if [ "$1" = --version ]; then echo "Python ${version}"; exit 0; fi
if [ "$2" = venv ]; then
  mkdir -p "$3/bin"
  cat > "$3/bin/python" <<'EOF'
#!/bin/sh
if [ "$2" = pip ]; then echo "$@" >> "$HOME/pip.log"; ${pip}; fi
${program}
EOF
  chmod +x "$3/bin/python"
fi`;

describe('find', () => {
  test.each([
    ['3.11.7', '17.0.15', 'PySpark 3.5.6, Python 3.11, Java 17'],
    ['3.10.0', '17', 'PySpark 3.5.6, Python 3.10, Java 17'],
    ['3.13.1', '17.0.15', 'PySpark 4.1.1, Python 3.13, Java 17'],
    ['3.12.0', '21.0.1', 'PySpark 4.1.1, Python 3.12, Java 21'],
  ])('with Python %s and Java %s finds %s', async (pythonVersion, javaVersion, expected) => {
    const { env } = machine({ python3: python(pythonVersion), java: java(javaVersion) });
    await expect(sparkOn(env).find()).resolves.toBe(expected);
  });

  test.each([
    ['a Python that is too old', { python3: python('3.9.2'), java: java('17.0.15') }],
    ['a Java that is too old', { python3: python('3.11.7'), java: java('1.8.0_402') }],
    ['a Java that is none', { python3: python('3.11.7'), java: 'echo "no Java here" >&2; exit 1' }],
  ])('finds nothing with %s', async (_, programs) => {
    await expect(sparkOn(machine(programs).env).find()).resolves.toBeUndefined();
  });

  test('finds nothing without Java, and creates nothing', async () => {
    const { env, home } = machine({ python3: python('3.11.7') });
    await expect(sparkOn({ ...env, PATH: join(home, 'bin') }).find()).resolves.toBeUndefined();
    expect(readdirSync(home)).toEqual(['bin']);
  });

  test('finds Java by JAVA_HOME', async () => {
    const { env } = machine({ python3: python('3.11.7'), java: 'exit 1' });
    const { home } = machine({ java: java('17.0.15') });
    await expect(sparkOn({ ...env, JAVA_HOME: home }).find()).resolves.toContain('Java 17');
  });
});

describe('open', () => {
  test('creates a virtual environment once, with the pinned PySpark', async () => {
    const { env, cache, home, workspace } = machine({ python3: python('3.11.7'), java: java('17.0.15') });
    const task = recordingTask();
    await sparkOn(env).open(workspace, task);
    await sparkOn(env).open(workspace, recordingTask());

    expect(readdirSync(cache)).toEqual(['pyspark-3.5.6-python3.11']);
    expect(readFileSync(join(home, 'pip.log'), 'utf8').trim().split('\n')).toEqual([expect.stringMatching(/install .*pyspark==3\.5\.6$/)]);
    expect(task.lines).toEqual(['making a virtual environment of Python', expect.stringContaining('installing pyspark==3.5.6, once')]);
  });

  test('honours XDG_CACHE_HOME', async () => {
    const { env, home, workspace } = machine({ python3: python('3.11.7'), java: java('17.0.15') });
    await sparkOn({ ...env, XDG_CACHE_HOME: join(home, 'elsewhere') }).open(workspace, recordingTask());
    expect(readdirSync(join(home, 'elsewhere', 'stagecraft'))).toHaveLength(1);
  });

  test('is unavailable when PySpark cannot be installed, and does not reuse the incomplete environment', async () => {
    const offline = machine({
      python3: python('3.11.7', { pip: 'echo "ERROR: No matching distribution found" >&2; exit 1' }),
      java: java('17.0.15'),
    });
    const opening = sparkOn(offline.env).open(offline.workspace, recordingTask());
    await expect(opening).rejects.toBeInstanceOf(EngineUnavailable);
    await expect(opening).rejects.toThrow('pyspark==3.5.6 cannot be installed: ERROR: No matching distribution found');
    expect(readdirSync(offline.cache)).toEqual([]);
  });

  test('is unavailable when the cache cannot be written', async () => {
    const { env, home, workspace } = machine({ python3: python('3.11.7'), java: java('17.0.15') });
    writeFileSync(join(home, 'file'), '');
    const opening = sparkOn({ ...env, XDG_CACHE_HOME: join(home, 'file') }).open(workspace, recordingTask());
    await expect(opening).rejects.toBeInstanceOf(EngineUnavailable);
    await expect(opening).rejects.toThrow(/the cache cannot be written/);
  });

  test('is unavailable when Python and Java are gone', async () => {
    const { env, workspace } = machine({ python3: 'exit 1', java: 'exit 1' });
    await expect(sparkOn(env).open(workspace, recordingTask())).rejects.toBeInstanceOf(EngineUnavailable);
  });

  test('can be interrupted, and leaves nothing', async () => {
    const { env, cache, workspace } = machine({ python3: python('3.11.7', { pip: 'sleep 60' }), java: java('17.0.15') });
    const task = recordingTask();
    const opening = sparkOn(env).open(workspace, {
      ...task,
      progress: (line) => line.startsWith('installing') && setTimeout(() => task.abort(), 100),
    });
    await expect(opening).rejects.toThrow(/abort/i);
    expect(readdirSync(cache)).toEqual([]);
  });
});

describe('submit', () => {
  const open = async (program: string) => {
    const { env, workspace } = machine({ python3: python('3.11.7', { program }), java: java('17.0.15') });
    return { spark: await sparkOn(env).open(workspace, recordingTask()), workspace };
  };

  test('runs the program on this machine with its arguments, and returns what it printed', async () => {
    const { spark, workspace } = await open('echo "$@"; echo "home:$SPARK_HOME $SECRET $SPARK_LOCAL_IP"; echo "$PYSPARK_SUBMIT_ARGS"');
    const task = recordingTask();
    const printed = await spark.submit('/jobs/rates.py', ['--to', 'file:///a b'], task);
    expect(printed.split('\n').slice(0, 2)).toEqual(['/jobs/rates.py --to file:///a b', 'home: kept 127.0.0.1']);
    expect(printed).toContain(`--master local[*] --conf 'spark.local.dir=${join(workspace, '.spark')}'`);
    expect(task.lines[0]).toBe('/jobs/rates.py --to file:///a b');
  });

  test('a program finds AWS where it is answered and no account of the person, and its calls are recorded', async () => {
    const call = { service: 'glue', operation: 'GetTable', input: { DatabaseName: 'lake', Name: 'rates' } };
    const { spark } = await open(`echo "[$AWS_PROFILE] $AWS_ENDPOINT_URL"; echo '${JSON.stringify(call)}' >> "$STAGECRAFT_CALLS"`);
    const calls: unknown[] = [];
    const aws = { environment: { AWS_ENDPOINT_URL: 'http://here' }, record: (each: unknown) => void calls.push(each) };
    await expect(spark.submit('/jobs/rates.py', [], recordingTask(), { aws })).resolves.toBe('[] http://here\n');
    expect(calls).toEqual([call]);
  });

  test('fails with the Python error, without the surrounding output', async () => {
    const { spark } = await open(`cat >&2 <<'TEXT'
26/11/21 WARN NativeCodeLoader: Unable to load native-hadoop library
Traceback (most recent call last):
ValueError: rates.xml is not well-formed XML: mismatched tag
py4j.protocol.Py4JJavaError: An error occurred while calling o42.parquet.
TEXT
exit 1`);
    await expect(spark.submit('/jobs/rates.py', [], recordingTask())).rejects.toMatchObject({
      refusal: { problem: 'the Spark program failed', got: 'ValueError: rates.xml is not well-formed XML: mismatched tag' },
    });
  });

  test('fails with the last line when the output has no recognizable error', async () => {
    const { spark } = await open('echo "killed" >&2; exit 137');
    await expect(spark.submit('/jobs/rates.py', [], recordingTask())).rejects.toMatchObject({ refusal: { got: 'killed' } });
    const { spark: silent } = await open('exit 1');
    await expect(silent.submit('/jobs/rates.py', [], recordingTask())).rejects.toMatchObject({ refusal: { got: 'nothing on standard error' } });
  });

  test('an interruption ends the program and its child processes', async () => {
    const { spark, workspace } = await open('sleep 60 & echo $! > child.pid; echo started; wait');
    const task = recordingTask();
    await expect(spark.submit('/jobs/rates.py', [], { ...task, progress: () => task.abort() })).rejects.toThrow(/abort/i);
    const child = Number(readFileSync(join(workspace, '.spark', 'child.pid'), 'utf8'));
    expect(isRunning(child)).toBe(false);
  });
});

test('kills a program that ignores the stop signal', async () => {
  const task = recordingTask();
  const options = { env: process.env, signal: task.signal, onLine: () => task.abort() };
  const started = Date.now();
  await expect(runProcess('sh', ['-c', "trap '' TERM; echo started; while true; do sleep 0.1; done"], options)).rejects.toThrow(/abort/i);
  expect(Date.now() - started).toBeLessThan(20_000);
});

test('refuses a missing program', async () => {
  await expect(runProcess('/no/such/program', [], { env: {}, signal: recordingTask().signal })).rejects.toThrow(/ENOENT/);
});

test('find reports each engine and how to install it, and opens none', () => {
  expect(Object.keys(engines)).toEqual(expect.arrayContaining(['duckdb', 'spark']));
  for (const { title, install } of Object.values(engines)) expect([title, install].filter((text) => text.trim() === '')).toEqual([]);
});
