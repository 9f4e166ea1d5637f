import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Task } from '../../contract/task';
import type { EngineModule, PortOf, RunningServices, ServiceProgram, ServicesEngine } from '../engine';
import { freePorts } from './loopback';
import { endGroup, spawnGroup } from './process';

/** Milliseconds that a program has to become ready, on a busy machine. */
const READY_MS = 60_000;
const POLL_MS = 25;

/** Milliseconds that a program has to stop after SIGTERM. */
const STOP_MS = 15_000;

/** Services as Node processes. */
export const services: EngineModule<ServicesEngine> = {
  title: 'Services as Node processes',
  install: 'install Node 20.19 or newer',

  async find() {
    return process.version;
  },

  async open() {
    return new NodeServices();
  },
};

class NodeServices implements ServicesEngine {
  private started?: NodeProcesses;
  private readonly closing: (() => Promise<unknown>)[] = [];

  public get running(): RunningServices {
    if (!this.started) throw new Error('the services have not been started');
    return this.started;
  }

  public async start(programs: readonly ServiceProgram[], task: Task): Promise<RunningServices> {
    if (this.started) throw new Error('the services have been started already');
    this.started = new NodeProcesses(programs, await portsOf(programs));
    await this.started.start(task);
    return this.started;
  }

  public onClose(close: () => Promise<unknown>): void {
    this.closing.push(close);
  }

  public async close(): Promise<void> {
    await this.started?.stop();
    for (const close of this.closing.splice(0).reverse()) await close();
  }
}

class NodeProcesses implements RunningServices {
  private readonly programs: ReadonlyMap<string, ServiceProgram>;
  private readonly children = new Map<string, ChildProcess>();
  private readonly listeners = new Set<(line: string, program: string) => void>();

  constructor(
    list: readonly ServiceProgram[],
    private readonly ports: ReadonlyMap<string, number>,
  ) {
    this.programs = new Map(list.map((program) => [program.name, program]));
  }

  public get names(): readonly string[] {
    return [...this.programs.keys()];
  }

  public readonly portOf: PortOf = (program, port) => {
    const found = this.ports.get(keyOf(program, port));
    if (found === undefined) throw new Error(`the list has no port ${port} of a program ${program}`);
    return found;
  };

  public pidOf(name: string): number | undefined {
    return this.children.get(name)?.pid;
  }

  /** Starts each program as soon as those that it needs are ready. After a failure the others are stopped. */
  public async start({ progress, signal }: Task): Promise<void> {
    const ready = new Map<string, Promise<void>>();
    const startOnce = (name: string, needers: readonly string[]): Promise<void> => {
      if (needers.includes(name)) throw new Error(`programs need one another: ${[...needers, name].join(', ')}`);
      const starting = ready.get(name) ?? startAfterNeeds(name, [...needers, name]);
      ready.set(name, starting);
      return starting;
    };
    const startAfterNeeds = async (name: string, needers: readonly string[]) => {
      await all((this.programOf(name).needs ?? []).map(async (needed) => startOnce(needed, needers)));
      progress(`${name} starts`);
      await this.startOne(name, signal);
    };
    try {
      await all(this.names.map(async (name) => startOnce(name, [])));
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  public async kill(name: string): Promise<void> {
    await ended(this.children.get(name), 'SIGKILL');
  }

  public async restart(name: string): Promise<void> {
    await this.kill(name);
    await this.startOne(name);
  }

  public async stop(): Promise<(number | null)[]> {
    return Promise.all([...this.children.values()].map((child) => ended(child, 'SIGTERM')));
  }

  public onLine(listener: (line: string, program: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private programOf(name: string): ServiceProgram {
    const program = this.programs.get(name);
    if (!program) throw new Error(`the list has no program ${name}`);
    return program;
  }

  private async startOne(name: string, signal?: AbortSignal): Promise<void> {
    const { program, nodeFlags = [], environment, readiness } = this.programOf(name);
    const child = spawnGroup(process.execPath, [...nodeFlags, program], {
      env: { PATH: process.env['PATH'], ...environment(this.portOf) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.children.set(name, child);
    let last = 'it printed nothing';
    let failure: string | undefined;
    child.once('error', (error) => {
      failure = `cannot be started: ${error.message}`;
    });
    // At `close` every line has been read.
    child.once('close', (code, signalName) => {
      failure ??= `ended with ${signalName ?? `exit code ${code}`}: ${last}`;
    });
    if (child.stdout) {
      createInterface({ input: child.stdout }).on('line', (line) => {
        last = line;
        for (const listener of this.listeners) listener(line, name);
      });
    }
    const end = Date.now() + READY_MS;
    const url = `http://127.0.0.1:${this.portOf(name, readiness.port)}${readiness.path}`;
    while (!(await answersOk(url))) {
      signal?.throwIfAborted();
      if (failure !== undefined) throw new Error(`${name} ${failure}`);
      if (Date.now() > end) throw new Error(`${name} was not ready within ${READY_MS / 1_000} s: ${last}`);
      await sleep(POLL_MS);
    }
  }
}

async function portsOf(programs: readonly ServiceProgram[]): Promise<ReadonlyMap<string, number>> {
  const keys = programs.flatMap(({ name, ports }) => ports.map((port) => keyOf(name, port)));
  const twice = keys.find((key, at) => keys.indexOf(key) !== at);
  if (twice !== undefined) throw new Error(`the list has two ports ${twice}`);
  const free = await freePorts(keys.length);
  return new Map(keys.map((key, at) => [key, free[at] ?? 0]));
}

function keyOf(program: string, port: string): string {
  return `${program} ${port}`;
}

async function answersOk(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

async function ended(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<number | null> {
  if (!child) return null;
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return child.exitCode;
  return new Promise((resolve) => {
    const late = setTimeout(() => endGroup(child, 'SIGKILL'), STOP_MS);
    child.once('exit', (code) => {
      clearTimeout(late);
      resolve(code);
    });
    child.kill(signal);
  });
}

/** Waits for all, also when one fails: what still starts could not be stopped. @throws the first failure */
async function all(work: readonly Promise<void>[]): Promise<void> {
  const settled = await Promise.allSettled(work);
  for (const one of settled) if (one.status === 'rejected') throw one.reason;
}
