import type { ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineUnavailable } from '../engine';
import { endGroup, spawnGroup } from './process';

export interface ServerProcessOptions {
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Port of the loopback address that takes connections when it has started. */
  readonly port: number;
  readonly signal: AbortSignal;
}

/** A database or a broker takes seconds to start, on a busy machine a minute. */
const STARTUP_MS = 90_000;

/** Longest wait for a port to be given back after its program was killed. */
const ENDING_MS = 5_000;

/** Most characters of the output that are kept to tell why a start failed. */
const KEPT = 4_000;

/** A server as a process group, on the loopback address, that can be killed and started again. */
export class ServerProcess {
  private child?: ChildProcess;

  public constructor(private readonly options: ServerProcessOptions) {}

  /** Resolves when the port takes connections. @throws EngineUnavailable with the last line that the program printed */
  public async start(): Promise<void> {
    const { title, command, args, env, cwd, port, signal } = this.options;
    const child = spawnGroup(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    let output = '';
    let ended: string | undefined;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-KEPT);
      });
    }
    child.once('error', (error) => {
      ended = error.message;
    });
    child.once('exit', (code) => {
      ended ??= `it ended with ${code}: ${output.trim().split('\n').at(-1) ?? ''}`;
    });
    const end = Date.now() + STARTUP_MS;
    while (!(await takesConnections(port))) {
      if (ended === undefined && Date.now() > end) ended = `it took no connections within ${STARTUP_MS / 1_000} s`;
      if (ended !== undefined || signal.aborted) {
        await this.kill();
        signal.throwIfAborted();
        throw new EngineUnavailable(`${title} did not start: ${ended}`);
      }
      await sleep(100, undefined, { signal }).catch(() => {});
    }
  }

  /** Ends it with SIGKILL, and waits until its port takes no connections. */
  public async kill(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    endGroup(child, 'SIGKILL');
    await gone;
    // What was started by a script may outlive it for a moment.
    const end = Date.now() + ENDING_MS;
    while (Date.now() < end && (await takesConnections(this.options.port))) await sleep(20);
  }
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const settle = (taken: boolean) => {
      socket.destroy();
      resolve(taken);
    };
    socket.once('connect', () => settle(true)).once('error', () => settle(false));
  });
}
