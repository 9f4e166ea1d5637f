import * as nodeModule from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { Environment } from 'aws-cdk-lib';
import type { Refusal } from 'stagecraft-constructs/errors';
import { StagecraftError } from '../errors';
import { type LoadedScenario, loadScenario, type ScenarioOptions } from '../scenarios/load';
import type { TemplateFile, ValidationResult } from './validate';

/** What the worker is asked. Scenarios are named, since one that is loaded holds functions. */
export type WorkerRequest =
  | { readonly kind: 'synthesize'; readonly scenario: ScenarioOptions; readonly changes: Readonly<Record<string, unknown>>; readonly outdir?: string }
  | {
      readonly kind: 'validate';
      readonly scenarios: readonly ScenarioOptions[];
      readonly changes: Readonly<Record<string, unknown>>;
      readonly env?: Environment;
    }
  | { readonly kind: 'validate files'; readonly files: readonly TemplateFile[] };

export interface SynthesizedTemplate {
  readonly stackName: string;
  readonly template: unknown;
}

export type WorkerReply =
  | { readonly result: readonly SynthesizedTemplate[] | ValidationResult }
  | { readonly refusal: Refusal; readonly exitCode: number }
  | { readonly bug: unknown };

// Node 22.1 and newer keep compiled code; the worker's own temporary folder would lose it.
(nodeModule as { enableCompileCache?(folder?: string): void }).enableCompileCache?.(workerData?.compileCache);

// Requests come one after the other: each waits for its reply.
parentPort?.on('message', async (request: WorkerRequest) => {
  parentPort?.postMessage(await replyTo(request));
});

async function replyTo(request: WorkerRequest): Promise<WorkerReply> {
  try {
    return { result: await resultOf(request) };
  } catch (error) {
    return StagecraftError.is(error) ? { refusal: error.refusal, exitCode: error.exitCode } : { bug: error };
  }
}

async function resultOf(request: WorkerRequest) {
  if (request.kind === 'synthesize') return synthesized(request);
  if (request.kind === 'validate') return validated(request);
  const { validateFiles } = await import('./validate');
  return validateFiles(request.files);
}

async function synthesized({ scenario, changes, outdir }: WorkerRequest & { readonly kind: 'synthesize' }): Promise<readonly SynthesizedTemplate[]> {
  const { synthesize } = await import('../scenarios/synthesize');
  const { stacks } = await synthesize(await changed(scenario, changes), { outdir });
  return stacks.map(({ stackName, template }) => ({ stackName, template }));
}

async function validated({ scenarios, changes, env }: WorkerRequest & { readonly kind: 'validate' }): Promise<ValidationResult> {
  const { validate } = await import('./validate');
  return validate(await Promise.all(scenarios.map((scenario) => changed(scenario, changes))), { env });
}

async function changed(scenario: ScenarioOptions, changes: Readonly<Record<string, unknown>>): Promise<LoadedScenario> {
  const loaded = await loadScenario(scenario);
  return { ...loaded, config: { ...loaded.config, ...changes } };
}
