import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Environment } from 'aws-cdk-lib';
import { ConfigError, JobError } from '../errors';
import type { TemplateFile, ValidationResult } from '../insight/validate';
import type { SynthesizedTemplate, WorkerReply, WorkerRequest } from '../insight/validation-worker';
import type { ScenarioOptions } from '../scenarios/load';
import { makeTemporaryFolder } from '../temporary';

const PROGRAM = join(__dirname, '../insight/validation-worker.js');

/**
 * Synthesis and validation in a worker thread: each takes seconds of CPU, in which the terminal would neither show anything nor take Ctrl-C.
 *
 * The worker starts with the first request. Its temporary folder goes with it, also when it is interrupted.
 */
export class CdkWorker {
  /** False where the sources are not compiled, as in tests: there is no program for a worker then. */
  public static readonly isAvailable = existsSync(PROGRAM);

  private current?: { readonly worker: Worker; readonly folder: string };

  constructor(private readonly signal: AbortSignal) {}

  public async synthesize(
    scenario: ScenarioOptions,
    options: { readonly changes?: Readonly<Record<string, unknown>>; readonly outdir?: string } = {},
  ): Promise<readonly SynthesizedTemplate[]> {
    const { changes = {}, outdir } = options;
    return (await this.ask({ kind: 'synthesize', scenario, changes, outdir })) as readonly SynthesizedTemplate[];
  }

  /** @param changes values that replace those of the configurations */
  public async validate(
    scenarios: readonly ScenarioOptions[],
    { changes = {}, env }: { readonly changes?: Readonly<Record<string, unknown>>; readonly env?: Environment } = {},
  ): Promise<ValidationResult> {
    return (await this.ask({ kind: 'validate', scenarios, changes, env })) as ValidationResult;
  }

  public async validateFiles(files: readonly TemplateFile[]): Promise<ValidationResult> {
    return (await this.ask({ kind: 'validate files', files })) as ValidationResult;
  }

  /** Ends the worker; a later request starts another one. */
  public async close(): Promise<void> {
    const { current } = this;
    this.current = undefined;
    await current?.worker.terminate();
    if (current) await rm(current.folder, { recursive: true, force: true });
  }

  /** @throws the refusal or the bug of the worker, or the reason of the signal */
  private async ask(request: WorkerRequest): Promise<unknown> {
    this.signal.throwIfAborted();
    const { worker } = this.start();
    const { signal } = this;
    try {
      const reply = await new Promise<WorkerReply>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        worker.once('message', resolve).once('error', reject);
        worker.postMessage(request);
      });
      if ('result' in reply) return reply.result;
      if ('bug' in reply) throw reply.bug;
      throw reply.exitCode === 2 ? new ConfigError(reply.refusal) : new JobError(reply.refusal);
    } catch (error) {
      await this.close();
      throw error;
    } finally {
      worker.removeAllListeners('message').removeAllListeners('error');
    }
  }

  private start(): { readonly worker: Worker; readonly folder: string } {
    if (this.current) return this.current;
    const folder = makeTemporaryFolder();
    const env = { ...process.env, TMPDIR: folder, TEMP: folder, TMP: folder };
    this.current = { folder, worker: new Worker(PROGRAM, { env, workerData: { compileCache: join(tmpdir(), 'node-compile-cache') } }) };
    return this.current;
  }
}
