import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { NEWER_PYSPARK, PYSPARK } from 'stagecraft-constructs/versions';
import type { Task } from '../../contract/task';
import { JobError } from '../../errors';
import { type EngineModule, EngineUnavailable, type SparkEngine, type SparkSubmission } from '../engine';
import { recordingEnvironment, takeCalls } from '../python-calls';
import { runProcess } from './process';
import { pythonPackages } from './python-packages';
import { SparkServer } from './spark-server';
import { virtualEnvironment } from './virtual-environment';

interface Found {
  readonly python: readonly [major: number, minor: number];
  readonly java: number;
  readonly pyspark: string;
}

/** Spark on this machine, from PyPI, in a virtual environment that is made on first use. */
export function sparkOn(env: NodeJS.ProcessEnv): EngineModule<SparkEngine> {
  return {
    title: 'Apache Spark',
    install: 'install Python 3.10 or newer with venv, and Java 17; on Debian: apt-get install python3-venv openjdk-17-jre-headless',

    async find() {
      const found = await findParts(env);
      return found && `PySpark ${found.pyspark}, Python ${found.python.join('.')}, Java ${found.java}`;
    },

    async open(workspace, task) {
      const found = await findParts(env);
      if (!found) throw new EngineUnavailable('Python 3.10 or newer and Java 17 were not found');
      const name = `pyspark-${found.pyspark}-python${found.python.join('.')}`;
      const python = await virtualEnvironment({ name, python: 'python3', packages: [`pyspark==${found.pyspark}`], env }, task);
      return new LocalSpark(python, workspace, env);
    },
  };
}

export const spark = sparkOn(process.env);

class LocalSpark implements SparkEngine {
  /** Those of the programs that share a JVM, by their settings. */
  private readonly servers = new Map<string, SparkServer>();

  constructor(
    private readonly python: string,
    private readonly workspace: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  public async submit(program: string, args: readonly string[], task: Task, how: SparkSubmission = {}): Promise<string> {
    const { conf = {}, sharesJvm = false, packages = [], aws } = how;
    const scratch = join(this.workspace, '.spark');
    await mkdir(scratch, { recursive: true });
    const beside: Readonly<Record<string, string>> =
      packages.length > 0 ? { PYTHONPATH: await pythonPackages({ python: this.python, packages, env: this.env, engine: 'spark' }, task) } : {};
    const calls = join(scratch, 'aws-calls.jsonl');
    const own = this.environment(scratch, conf);
    const { code, stdout, stderr } = sharesJvm
      ? await this.server(conf, { env: recordingEnvironment(calls, own), cwd: scratch }).run(program, args, task, { ...beside, ...aws?.environment })
      : await runProcess(this.python, [program, ...args], {
          env: { ...recordingEnvironment(calls, { ...own, ...beside }), ...aws?.environment },
          cwd: scratch,
          signal: task.signal,
          onLine: task.progress,
        });
    for (const call of await takeCalls(calls)) aws?.record(call);
    if (code === 0) return stdout;
    throw new JobError({
      problem: 'the Spark program failed',
      got: reasonIn(stderr),
      fix: 'correct the data or the program, and repeat the rehearsal',
    });
  }

  public async close(): Promise<void> {
    await Promise.all([...this.servers.values()].map((server) => server.close()));
  }

  private server(settings: Readonly<Record<string, string>>, surroundings: { readonly env: NodeJS.ProcessEnv; readonly cwd: string }): SparkServer {
    const key = JSON.stringify(Object.entries(settings).sort());
    const server = this.servers.get(key) ?? new SparkServer(this.python, surroundings);
    this.servers.set(key, server);
    return server;
  }

  /** The person's environment, without what would mix another Spark, other packages or a real account into this one. */
  private environment(scratch: string, conf: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
    const foreign = /^(SPARK_HOME$|SPARK_CONF_DIR$|AWS_|PYTHONPATH$|PYTHONHOME$)/;
    const settings = {
      'spark.local.dir': scratch,
      'spark.sql.warehouse.dir': join(scratch, 'warehouse'),
      'spark.ui.enabled': 'false',
      'spark.ui.showConsoleProgress': 'false',
      ...conf,
    };
    const words = Object.entries(settings).flatMap(([name, value]) => ['--conf', quotedWord(`${name}=${value}`)]);
    return {
      ...Object.fromEntries(Object.entries(this.env).filter(([name]) => !foreign.test(name))),
      PYSPARK_PYTHON: this.python,
      PYSPARK_DRIVER_PYTHON: this.python,
      PYSPARK_SUBMIT_ARGS: ['--master', 'local[*]', ...words, 'pyspark-shell'].join(' '),
      // The name of this machine need not resolve.
      SPARK_LOCAL_IP: '127.0.0.1',
      PYTHONDONTWRITEBYTECODE: '1',
    };
  }
}

async function findParts(env: NodeJS.ProcessEnv): Promise<Found | undefined> {
  const javaCommand = env['JAVA_HOME'] ? join(env['JAVA_HOME'], 'bin', 'java') : 'java';
  const [python, java] = await Promise.all([
    versionOf('python3', ['--version'], /Python (\d+)\.(\d+)/, env),
    versionOf(javaCommand, ['-version'], /version "(\d+)(?:\.(\d+))?/, env),
  ]);
  const [major = 0, minor = 0] = python ?? [];
  const [release = 0] = java ?? [];
  if (major !== 3 || minor < 10 || release < 17) return undefined;
  // The last Python of Spark 3.5 is 3.12, and its last Java 17.
  return { python: [major, minor], java: release, pyspark: minor <= 12 && release === 17 ? PYSPARK : NEWER_PYSPARK };
}

async function versionOf(command: string, args: readonly string[], pattern: RegExp, env: NodeJS.ProcessEnv): Promise<number[] | undefined> {
  try {
    const { stdout, stderr } = await runProcess(command, args, { env, signal: AbortSignal.timeout(10_000) });
    return pattern
      .exec(stdout + stderr)
      ?.slice(1)
      .map(Number);
  } catch {
    return undefined;
  }
}

/** Reason of a failure: the innermost Python error, which Spark repeats within others. */
function reasonIn(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  const errors = lines.filter((line) => /^(?:[\w.]+\.)?\w*(?:Error|Exception): /.test(line) && !/^(?:py4j|org|java)\./.test(line));
  return errors.at(0) ?? lines.findLast((line) => line !== '') ?? 'nothing on standard error';
}

/** A word for Spark's command line, which is split as a shell would. */
function quotedWord(word: string): string {
  return `'${word.replaceAll("'", `'"'"'`)}'`;
}
