import { type ChildProcess, spawn } from 'node:child_process';
import { ConfigError, JobError } from '../errors';
import { type Ended, outputTail, type ProgramOptions, run } from '../program';

/** How kubectl and Helm reach a cluster. Nothing of it is secret: credentials stand in files. */
export interface ClusterAccess {
  /** What people call it. */
  readonly name: string;
  /** Context of the kubeconfig. @default - its current one */
  readonly context?: string;
  /** Kubeconfig of this cluster alone. @default - those that `KUBECONFIG` names, or that of the home folder */
  readonly kubeconfig?: string;
}

/** kubectl, bound to a cluster. */
export interface Kubectl {
  readonly access: ClusterAccess;
  /** Runs it and gives what it printed. @throws JobError with its reason, ConfigError when it is not installed */
  run(args: readonly string[], options?: ProgramOptions): Promise<string>;
  /** Runs it and leaves it to the caller what a failure means. @throws JobError when the cluster cannot be reached at all */
  attempt(args: readonly string[], options?: ProgramOptions): Promise<Ended>;
  /** Starts it and leaves it running. */
  start(args: readonly string[]): ChildProcess;
}

export function kubectl(access: ClusterAccess): Kubectl {
  const withTarget = (args: readonly string[]) => [
    ...(access.kubeconfig === undefined ? [] : [`--kubeconfig=${access.kubeconfig}`]),
    ...(access.context === undefined ? [] : [`--context=${access.context}`]),
    ...args,
  ];
  const attempt = async (args: readonly string[], options?: ProgramOptions) => {
    const ended = await run('kubectl', withTarget(args), options);
    if (ended.code !== 0) throwUnreachable(ended, access);
    return ended;
  };
  return {
    access,
    attempt,
    async run(args, options) {
      const ended = await attempt(args, options);
      if (ended.code === 0) return ended.stdout;
      throw failed(access, args, ended);
    },
    start: (args) => spawn('kubectl', withTarget(args), { env: process.env, stdio: ['ignore', 'pipe', 'pipe'] }),
  };
}

/** What to say when kubectl has failed. */
export function failed({ name }: ClusterAccess, args: readonly string[], ended: Ended): JobError {
  return new JobError({ problem: `kubectl ${args[0]} failed on cluster ${name}`, got: outputTail(ended), fix: fixOf(ended) });
}

/** Contexts that the kubeconfig has. @throws ConfigError when kubectl is not installed, or cannot read it */
export async function contexts(): Promise<readonly string[]> {
  const ended = await run('kubectl', ['config', 'get-contexts', '--output=name']);
  if (ended.code === 0) return ended.stdout.split('\n').filter(Boolean);
  throw new ConfigError({ problem: 'the kubeconfig cannot be read', got: outputTail(ended), fix: 'kubectl config view' });
}

/** Version of kubectl itself, such as `v1.36.3`. @throws ConfigError when it is not installed */
export async function kubectlVersion(): Promise<string> {
  const ended = await run('kubectl', ['version', '--client', '--output=json']);
  if (ended.code === 0) return (JSON.parse(ended.stdout) as { clientVersion: { gitVersion: string } }).clientVersion.gitVersion;
  throw new ConfigError({ problem: 'kubectl does not say its version', got: outputTail(ended), fix: 'kubectl version --client' });
}

const UNREACHABLE =
  /connection to the server .* was refused|Unable to connect to the server|no such host|i\/o timeout|TLS handshake timeout|certificate signed by unknown authority|context deadline exceeded/i;
const UNKNOWN_PERSON = /must be logged in to the server|\(Unauthorized\)|getting credentials: exec/i;

function throwUnreachable(ended: Ended, { name }: ClusterAccess): void {
  const said = outputTail(ended, 2);
  if (UNKNOWN_PERSON.test(ended.stderr)) {
    throw new JobError({ problem: `cluster ${name} does not know who is asking`, got: said, fix: 'sign in again, or get another kubeconfig' });
  }
  if (!UNREACHABLE.test(ended.stderr)) return;
  throw new JobError({
    problem: `cluster ${name} does not answer`,
    got: said,
    fix: 'check that it runs and can be reached from here: kubectl cluster-info',
  });
}

function fixOf({ stderr }: Ended): string {
  if (/\(Forbidden\)|forbidden:/i.test(stderr)) return 'ask for the right, or use an account that has it: kubectl auth whoami';
  return 'put right what it says and repeat the command';
}
