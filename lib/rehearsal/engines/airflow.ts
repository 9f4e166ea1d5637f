import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AIRFLOW_AMAZON_PROVIDER, AIRFLOW_VERSIONS } from 'stagecraft-constructs/versions';
import type { SdkCall } from '../../contract/access';
import type { Task } from '../../contract/task';
import { JobError } from '../../errors';
import { workload } from '../../paths';
import { type AirflowEngine, type EngineModule, EngineUnavailable } from '../engine';
import { recordingEnvironment, takeCalls } from '../python-calls';
import { runProcess } from './process';
import { virtualEnvironment } from './virtual-environment';

const [AIRFLOW] = AIRFLOW_VERSIONS;
const NEEDED = 'Python 3.10 to 3.14 was not found';

/** Airflow on this machine, from PyPI, in a virtual environment that is made on first use. */
export function airflowOn(env: NodeJS.ProcessEnv): EngineModule<AirflowEngine> {
  return {
    title: 'Apache Airflow',
    install: 'install Python 3.10 or newer with venv; on Debian: apt-get install python3-venv',

    async find() {
      const python = await findPython(env);
      return python && `Airflow ${AIRFLOW}, Python ${python.join('.')}`;
    },

    async open(workspace, task) {
      const python = await findPython(env);
      if (!python) throw new EngineUnavailable(NEEDED);
      const name = `airflow-${AIRFLOW}-python${python.join('.')}`;
      const packages = [`apache-airflow==${AIRFLOW}`, `apache-airflow-providers-amazon==${AIRFLOW_AMAZON_PROVIDER}`];
      // Airflow works with few of the many versions that its requirements allow. The ones that were tried were resolved for Python 3.11.
      const tried = python[1] === 10 ? [] : ['--constraint', workload('emr-mwaa', 'rehearsal', 'constraints.txt')];
      const made = await virtualEnvironment({ name, python: 'python3', packages: [...packages, ...tried], env }, task);
      return LocalAirflow.open(made, join(workspace, '.airflow'), env, task);
    },
  };
}

export const airflow = airflowOn(process.env);

class LocalAirflow implements AirflowEngine {
  /** Airflow keeps runs and tasks in a database, new in each rehearsal. */
  public static async open(python: string, home: string, env: NodeJS.ProcessEnv, task: Task): Promise<LocalAirflow> {
    await mkdir(home, { recursive: true });
    const opened = new LocalAirflow(python, home, env);
    task.progress('making the database of Airflow');
    const { code, stderr } = await opened.runPython(['-m', 'airflow', 'db', 'migrate'], home, task);
    if (code !== 0) throw new EngineUnavailable(`Airflow cannot make its database: ${reasonIn(stderr)}`);
    return opened;
  }

  private constructor(
    private readonly python: string,
    private readonly home: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  public async run(program: string, args: readonly string[], dags: string, task: Task, record?: (call: SdkCall) => void): Promise<string> {
    const file = join(this.home, 'aws-calls.jsonl');
    const { code, stdout, stderr } = await this.runPython([program, ...args], dags, task, record && file);
    for (const call of await takeCalls(file)) record?.(call);
    if (code === 0) return stdout;
    throw new JobError({
      problem: 'the program with Airflow failed',
      got: reasonIn(stderr),
      fix: 'correct the DAGs, and repeat the rehearsal',
    });
  }

  public async close(): Promise<void> {}

  private runPython(args: readonly string[], dags: string, { signal }: Task, calls?: string) {
    const env = this.environment(dags);
    return runProcess(this.python, args, { env: calls === undefined ? env : recordingEnvironment(calls, env), cwd: this.home, signal });
  }

  /** The person's environment, without what would mix another Airflow, other variables or a real account into this one. */
  private environment(dags: string): NodeJS.ProcessEnv {
    const foreign = /^(AIRFLOW|AWS_|PYTHONPATH$|PYTHONHOME$)/;
    return {
      ...Object.fromEntries(Object.entries(this.env).filter(([name]) => !foreign.test(name))),
      AIRFLOW_HOME: this.home,
      AIRFLOW__CORE__DAGS_FOLDER: dags,
      AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
      AIRFLOW__LOGGING__LOGGING_LEVEL: 'WARNING',
      NO_COLOR: '1',
      PYTHONDONTWRITEBYTECODE: '1',
    };
  }
}

async function findPython(env: NodeJS.ProcessEnv): Promise<readonly [major: number, minor: number] | undefined> {
  try {
    const { stdout, stderr } = await runProcess('python3', ['--version'], { env, signal: AbortSignal.timeout(10_000) });
    const [, major = 0, minor = 0] = /Python (\d+)\.(\d+)/.exec(stdout + stderr)?.map(Number) ?? [];
    return major === 3 && minor >= 10 && minor <= 14 ? [major, minor] : undefined;
  } catch {
    return undefined;
  }
}

/** Reason of a failure: the last error on standard error. */
function reasonIn(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  return (
    lines.findLast((line) => /^(?:[\w.]+\.)?\w*(?:Error|Exception)\b/.test(line)) ??
    lines.findLast((line) => line !== '') ??
    'nothing on standard error'
  );
}
