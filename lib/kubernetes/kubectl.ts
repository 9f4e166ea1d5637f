import { type ChildProcess, spawn } from 'node:child_process';
import { ConfigError, JobError } from '../errors';
import { type Ended, outputTail, type ProgramOptions, run } from '../program';

/** Flags by which kubectl and Helm reach a cluster. They hold no secret: credentials are in files. */
export interface ClusterAccess {
  /** Display name. */
  readonly name: string;
  /** Context of the kubeconfig. @default - the current context */
  readonly context?: string;
  /** Kubeconfig of this cluster. @default - the files in `KUBECONFIG`, or `~/.kube/config` */
  readonly kubeconfig?: string;
}

/** kubectl for one cluster. */
export interface Kubectl {
  readonly access: ClusterAccess;
  /** Runs it and returns its output. @throws JobError with its reason, ConfigError when it is not installed */
  run(args: readonly string[], options?: ProgramOptions): Promise<string>;
  /** Runs it and returns failures too. @throws JobError when the cluster cannot be reached */
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

/** The error for a failed kubectl command. */
export function failed({ name }: ClusterAccess, args: readonly string[], ended: Ended): JobError {
  return new JobError({ problem: `kubectl ${args[0]} failed on cluster ${name}`, got: outputTail(ended), fix: fixOf(ended) });
}

/** Contexts of the kubeconfig. @throws ConfigError when kubectl is not installed or cannot read it */
export async function contexts(): Promise<readonly string[]> {
  const ended = await run('kubectl', ['config', 'get-contexts', '--output=name']);
  if (ended.code === 0) return ended.stdout.split('\n').filter(Boolean);
  throw new ConfigError({ problem: 'the kubeconfig cannot be read', got: outputTail(ended), fix: 'kubectl config view' });
}

/** Version of kubectl, such as `v1.36.3`. @throws ConfigError when it is not installed */
export async function kubectlVersion(): Promise<string> {
  const ended = await run('kubectl', ['version', '--client', '--output=json']);
  if (ended.code === 0) return (JSON.parse(ended.stdout) as { clientVersion: { gitVersion: string } }).clientVersion.gitVersion;
  throw new ConfigError({ problem: 'kubectl version failed', got: outputTail(ended), fix: 'kubectl version --client' });
}

const UNREACHABLE =
  /connection to the server .* was refused|Unable to connect to the server|no such host|i\/o timeout|TLS handshake timeout|certificate signed by unknown authority|context deadline exceeded/i;
const UNKNOWN_PERSON = /must be logged in to the server|\(Unauthorized\)|getting credentials: exec/i;

function throwUnreachable(ended: Ended, { name }: ClusterAccess): void {
  const said = outputTail(ended, 2);
  if (UNKNOWN_PERSON.test(ended.stderr)) {
    throw new JobError({ problem: `cluster ${name} rejects the credentials`, got: said, fix: 'sign in again, or get another kubeconfig' });
  }
  if (!UNREACHABLE.test(ended.stderr)) return;
  throw new JobError({
    problem: `cluster ${name} does not respond`,
    got: said,
    fix: 'check that it runs and can be reached from here: kubectl cluster-info',
  });
}

function fixOf({ stderr }: Ended): string {
  if (/\(Forbidden\)|forbidden:/i.test(stderr)) return 'ask for the permission, or use an account that has it: kubectl auth whoami';
  return 'fix the cause above and repeat the command';
}
