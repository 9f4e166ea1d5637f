import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sparkOn } from '../../lib/rehearsal/engines/spark';
import { SparkServer } from '../../lib/rehearsal/engines/spark-server';
import { isRunning } from '../support/is-running';
import { recordingTask } from '../support/task';

/** Speaks as the server in Python does: what it does with a request depends on the name of the program in it. */
const SCRIPT = `#!/bin/sh
mark="$2"
echo $$ >> pids
while read -r line; do
  case "$line" in
    *fails.py*) echo "before"; printf '%s\\n' "$mark"'{"code": 1, "stderr": "Traceback:\\nValueError: no rates\\n"}';;
    *dies.py*) echo "out of memory" >&2; exit 137;;
    *sleeps.py*) sleep 60 & echo $! >> pids; echo "started"; wait;;
    *) printf '%s\\n' "$$ $line"; echo "a line"; echo "$mark"'{"code": 0, "stderr": ""}';;
  esac
done
echo ended >> pids
`;

function python() {
  const folder = mkdtempSync(join(tmpdir(), 'server-'));
  const program = join(folder, 'python');
  writeFileSync(program, SCRIPT);
  chmodSync(program, 0o755);
  const starts = () => readFileSync(join(folder, 'pids'), 'utf8').trim().split('\n');
  return { server: new SparkServer(program, { env: { PATH: process.env['PATH'] }, cwd: folder }), starts };
}

test('programs run one after the other in one process, each with its own output', async () => {
  const { server, starts } = python();
  const task = recordingTask();
  const first = await server.run('/jobs/one.py', ['--to', 'file:///a "b"'], task);
  const second = await server.run('/jobs/two.py', [], recordingTask(), { AWS_REGION: 'eu-central-1' });
  await server.close();

  const [pid, ended] = starts();
  expect(first).toEqual({
    code: 0,
    stderr: '',
    stdout: `${pid} {"program":"/jobs/one.py","args":["--to","file:///a \\"b\\""],"environment":{}}\na line\n`,
  });
  expect(second.stdout).toBe(`${pid} {"program":"/jobs/two.py","args":[],"environment":{"AWS_REGION":"eu-central-1"}}\na line\n`);
  expect(task.lines).toEqual(first.stdout.trim().split('\n'));
  expect(ended).toBe('ended');
});

test('reports why a program failed, and runs the next one in the same process', async () => {
  const { server, starts } = python();
  await expect(server.run('/jobs/fails.py', [], recordingTask())).resolves.toEqual({
    code: 1,
    stdout: 'before\n',
    stderr: 'Traceback:\nValueError: no rates\n',
  });
  await expect(server.run('/jobs/one.py', [], recordingTask())).resolves.toMatchObject({ code: 0 });
  await server.close();
  expect(starts()).toHaveLength(2);
});

test('a crash of the process fails the program with its last output, and the next program gets a new process', async () => {
  const { server, starts } = python();
  await expect(server.run('/jobs/dies.py', [], recordingTask())).resolves.toEqual({ code: 137, stdout: '', stderr: 'out of memory\n' });
  await expect(server.run('/jobs/one.py', [], recordingTask())).resolves.toMatchObject({ code: 0 });
  await server.close();
  expect(starts()).toHaveLength(3);
});

test('an interruption ends the process and its child processes', async () => {
  const { server, starts } = python();
  const task = recordingTask();
  await expect(server.run('/jobs/sleeps.py', [], { ...task, progress: () => task.abort() })).rejects.toThrow(/abort/i);
  expect(starts().map((pid) => isRunning(Number(pid)))).toEqual([false, false]);
  await server.close();
});

test('starts nothing for an interrupted task, and close without a start does nothing', async () => {
  const { server, starts } = python();
  const task = recordingTask();
  task.abort();
  await expect(server.run('/jobs/one.py', [], task)).rejects.toThrow(/abort/i);
  await server.close();
  expect(starts).toThrow(/ENOENT/);
});

test('fails without Python', async () => {
  const server = new SparkServer('/no/such/python', { env: {}, cwd: tmpdir() });
  await expect(server.run('/jobs/one.py', [], recordingTask())).rejects.toThrow(/ENOENT/);
  await server.close();
});

describe('the engine', () => {
  /** A machine whose virtual environment has the Python above. */
  async function engine() {
    const home = mkdtempSync(join(tmpdir(), 'machine-'));
    const workspace = mkdtempSync(join(tmpdir(), 'workspace-'));
    const bin = mkdtempSync(join(tmpdir(), 'bin-'));
    writeFileSync(
      join(bin, 'venv-python'),
      SCRIPT.replace('mark=', 'if [ "$2" = pip ]; then exit 0; fi\necho "$PYSPARK_SUBMIT_ARGS" >> conf\nmark='),
    );
    const python = `#!/bin/sh\nif [ "$1" = --version ]; then echo "Python 3.11.7"; exit 0; fi\nmkdir -p "$3/bin"; cp ${join(bin, 'venv-python')} "$3/bin/python"; chmod +x "$3/bin/python"\n`;
    writeFileSync(join(bin, 'python3'), python);
    writeFileSync(join(bin, 'java'), '#!/bin/sh\necho \'openjdk version "17.0.15" 2025-04-15\' >&2\n');
    for (const name of ['python3', 'java']) chmodSync(join(bin, name), 0o755);
    const spark = await sparkOn({ PATH: `${bin}:${process.env['PATH']}`, HOME: home }).open(workspace, recordingTask());
    const lines = (file: string) =>
      readFileSync(join(workspace, '.spark', file), 'utf8')
        .trim()
        .split('\n');
    return { spark, lines };
  }

  test('shares one process among programs with the same settings, and no other', async () => {
    const { spark, lines } = await engine();
    const submit = (memory: string) =>
      spark.submit('/jobs/one.py', [], recordingTask(), { sharesJvm: true, conf: { 'spark.driver.memory': memory, 'spark.x': '1' } });
    await submit('1g');
    await submit('1g');
    await spark.submit('/jobs/one.py', [], recordingTask(), { sharesJvm: true, conf: { 'spark.x': '1', 'spark.driver.memory': '1g' } });
    expect(lines('pids')).toHaveLength(1);
    await submit('2g');
    await spark.close();
    expect(lines('pids').filter((line) => line !== 'ended')).toHaveLength(2);
    expect(lines('conf')).toEqual([expect.stringContaining("'spark.driver.memory=1g'"), expect.stringContaining("'spark.driver.memory=2g'")]);
  });

  test('names the error of a program that failed', async () => {
    const { spark } = await engine();
    await expect(spark.submit('/jobs/fails.py', [], recordingTask(), { sharesJvm: true })).rejects.toMatchObject({
      refusal: { problem: 'the Spark program failed', got: 'ValueError: no rates' },
    });
    await spark.close();
  });
});
