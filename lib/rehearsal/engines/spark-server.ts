import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Task } from '../../contract/task';
import { workload } from '../../paths';
import { endGroup, type FinishedProcess, GRACE_MS, spawnGroup } from './process';

interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

/** Reply of the server at the end of a program. */
const answer = z.object({ code: z.number(), stderr: z.string() });

/** Most characters that are kept of what nobody has asked for. */
const KEPT = 20_000;

/** A Python with its JVM that runs PySpark programs one after the other, each in its own Spark context. It starts with the first program. */
export class SparkServer {
  /** A line that begins with it is an answer, whatever a program prints. */
  private readonly mark = `${randomUUID()} `;
  private child: ChildProcess | undefined;
  private ended: Promise<number> = Promise.resolve(0);
  private heard = '';
  private listener: ((line: string) => void) | undefined;

  constructor(
    private readonly python: string,
    private readonly surroundings: Surroundings,
  ) {}

  /** Runs a program to its end; `environment` is added to that of the server while it runs. @throws the reason of the signal when it was aborted, which ends the server too, and Error when Python cannot be started */
  public async run(
    program: string,
    args: readonly string[],
    { signal, progress }: Task,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<FinishedProcess> {
    signal.throwIfAborted();
    const child = this.start();
    const end = () => void this.end(child);
    signal.addEventListener('abort', end, { once: true });
    try {
      const printed: string[] = [];
      const answered = new Promise<z.infer<typeof answer>>((resolve, reject) => {
        this.listener = (line) => {
          try {
            if (line.startsWith(this.mark)) return resolve(answer.parse(JSON.parse(line.slice(this.mark.length))));
            printed.push(line);
            progress(line);
          } catch (error) {
            reject(error);
          }
        };
        // One that is ended from outside, for want of memory perhaps, has no answer.
        this.ended.then((code) => resolve({ code: code === 0 ? -1 : code, stderr: this.heard }), reject);
      });
      child.stdin?.write(`${JSON.stringify({ program, args, environment })}\n`);
      const { code, stderr } = await answered;
      signal.throwIfAborted();
      return { code, stderr, stdout: printed.map((line) => `${line}\n`).join('') };
    } finally {
      this.listener = undefined;
      signal.removeEventListener('abort', end);
    }
  }

  /** Ends Python and the JVM. */
  public async close(): Promise<void> {
    if (!this.child) return;
    this.child.stdin?.end();
    await this.end(this.child, GRACE_MS);
  }

  private start(): ChildProcess {
    if (this.child) return this.child;
    const { env, cwd } = this.surroundings;
    const child = spawnGroup(this.python, [workload('spark', 'serve.py'), this.mark], { env, cwd });
    this.child = child;
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? -1));
    });
    this.ended
      .catch(() => {})
      .finally(() => {
        this.child = undefined;
      });
    child.stdin?.on('error', () => {
      // It has ended; `ended` has its code.
    });
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      this.heard = (this.heard + chunk).slice(-KEPT);
    });
    if (child.stdout) this.listen(child.stdout);
    return child;
  }

  private listen(stdout: NodeJS.ReadableStream): void {
    let line = '';
    stdout.setEncoding('utf8');
    stdout.on('data', (chunk: string) => {
      const lines = (line + chunk).split('\n');
      line = lines.pop() ?? '';
      for (const complete of lines) this.listener?.(complete);
    });
  }

  /** Waits for the group to end, then sends SIGTERM, then SIGKILL. */
  private async end(child: ChildProcess, byItself = 0): Promise<void> {
    const over = this.ended.then(
      () => true,
      () => true,
    );
    for (const [wait, signal] of [
      [byItself, 'SIGTERM'],
      [GRACE_MS, 'SIGKILL'],
    ] as const) {
      const timer = new AbortController();
      const isOver = await Promise.race([over, sleep(wait, false, { signal: timer.signal }).catch(() => false)]);
      timer.abort();
      if (isOver) return;
      endGroup(child, signal);
    }
    await over;
  }
}
