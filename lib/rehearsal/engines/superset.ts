import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SUPERSET } from 'stagecraft-constructs/versions';
import type { Task } from '../../contract/task';
import { JobError } from '../../errors';
import { workload } from '../../paths';
import type { ProgramAws } from '../aws-endpoint';
import { type EngineModule, EngineUnavailable, type SupersetEngine } from '../engine';
import { recordingEnvironment, takeCalls } from '../python-calls';
import { runProcess } from './process';
import { virtualEnvironment } from './virtual-environment';

/** Pythons that Superset supports; the first is the one on which its packages were tried together. */
const PYTHONS = ['python3.11', 'python3.12', 'python3.10', 'python3'] as const;

/** By these Superset's charts ask DuckDB, which no deployment needs. */
const BESIDE = ['duckdb==2.0.0', 'duckdb-engine==0.17.0'];

interface FoundPython {
  readonly command: string;
  readonly version: string;
}

/** Superset on this machine, with the packages that are installed on a cluster, in a virtual environment that is made on first use. */
export function supersetOn(env: NodeJS.ProcessEnv): EngineModule<SupersetEngine> {
  return {
    title: 'Apache Superset',
    install: 'install Python 3.11 with venv; on Debian: apt-get install python3-venv',

    async find() {
      const python = await findPython(env);
      return python && `Superset ${SUPERSET}, Python ${python.version}`;
    },

    async open(workspace, task) {
      const python = await findPython(env);
      if (!python) throw new EngineUnavailable('Python 3.10, 3.11 or 3.12 was not found');
      const [requirements, constraints] = ['requirements.txt', 'constraints.txt'].map((file) => workload('emr-superset', 'install', file)) as [
        string,
        string,
      ];
      const texts = await Promise.all([requirements, constraints].map((file) => readFile(file)));
      const hash = createHash('sha256').update(Buffer.concat(texts)).digest('hex').slice(0, 8);
      const name = `superset-${SUPERSET}-python${python.version}-${hash}`;
      const packages = ['--prefer-binary', '--requirement', requirements, '--constraint', constraints, ...BESIDE];
      const made = await virtualEnvironment({ name, python: python.command, packages, env }, task);
      const home = join(workspace, '.superset');
      await mkdir(home, { recursive: true, mode: 0o700 });
      return new LocalSuperset(made, home, env);
    },
  };
}

export const superset = supersetOn(process.env);

class LocalSuperset implements SupersetEngine {
  constructor(
    private readonly python: string,
    public readonly home: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  public async run(
    program: string,
    args: readonly string[],
    settings: Readonly<Record<string, string>>,
    { signal }: Task,
    aws?: ProgramAws,
  ): Promise<string> {
    const calls = join(this.home, 'aws-calls.jsonl');
    const env = recordingEnvironment(calls, { ...this.environment(), ...settings, ...aws?.environment });
    const { code, stdout, stderr } = await runProcess(this.python, [program, ...args], { env, cwd: this.home, signal });
    for (const call of await takeCalls(calls)) aws?.record(call);
    if (code === 0) return stdout;
    throw new JobError({ problem: 'the program with Superset failed', got: reasonIn(stderr), fix: 'correct the assets, and repeat the rehearsal' });
  }

  public async close(): Promise<void> {}

  /** The person's environment, without what would mix another Superset, other packages or a real account into this one. */
  private environment(): NodeJS.ProcessEnv {
    const foreign = /^(SUPERSET|FLASK|AWS_|PYTHONPATH$|PYTHONHOME$)/;
    return {
      ...Object.fromEntries(Object.entries(this.env).filter(([name]) => !foreign.test(name))),
      SUPERSET_HOME: this.home,
      FLASK_APP: 'superset',
      PYTHONDONTWRITEBYTECODE: '1',
    };
  }
}

async function findPython(env: NodeJS.ProcessEnv): Promise<FoundPython | undefined> {
  for (const command of PYTHONS) {
    const version = await versionOf(command, env);
    if (version !== undefined && /^3\.1[0-2]$/.test(version)) return { command, version };
  }
  return undefined;
}

async function versionOf(command: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const { code, stdout, stderr } = await runProcess(command, ['--version'], { env, signal: AbortSignal.timeout(10_000) });
    return code === 0 ? /Python (\d+\.\d+)/.exec(stdout + stderr)?.[1] : undefined;
  } catch {
    return undefined;
  }
}

/** Reason of a failure: the last error on standard error. */
function reasonIn(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  return (
    lines.findLast((line) => /^(?:[\w.]+\.)?\w*(?:Error|Exception|Invalid)\b/.test(line)) ??
    lines.findLast((line) => line !== '') ??
    'nothing on standard error'
  );
}
