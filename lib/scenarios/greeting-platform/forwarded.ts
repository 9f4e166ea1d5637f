import type { z } from 'zod';
import type { Protocol } from '../../../workloads/greeting-service/service/configuration';
import type { Task } from '../../contract/task';
import { JobError } from '../../errors';
import type { ClusterVerbs } from '../../kubernetes/cluster';
import type { ForwardedTool } from '../../kubernetes/installation';
import type { ForwardOptions } from '../../kubernetes/port-forward';
import { installationAnywhere } from './installation';
import type { Config } from './settings';

/** Service of a web UI or API in the cluster. @throws JobError for a tracer that is not installed */
export async function toolOf(protocol: Protocol, config: Config, name: string): Promise<ForwardedTool> {
  const { tools } = await installationAnywhere(protocol, config);
  const tool = tools.find((each) => each.name === name);
  if (tool) return tool;
  throw new JobError({
    problem: `${name} is not installed`,
    got: `tracing is ${config.tracing}`,
    allowed: tools.map((each) => each.name).join(', '),
    fix: `use ${config.tracing}, or deploy with --set tracing=${name}`,
  });
}

/** Runs work with a forwarded Service port. */
export async function throughPort<T>(cluster: ClusterVerbs, at: ForwardOptions, task: Task, work: (origin: string) => Promise<T>): Promise<T> {
  const { namespace, service, port } = at;
  const forwarded = await cluster.forward({ namespace, service, port }, task);
  try {
    return await work(`http://127.0.0.1:${forwarded.port}`);
  } finally {
    await forwarded.close();
  }
}

/** Requests JSON and validates it. @throws JobError with the response when it is unexpected */
export async function askJson<Schema extends z.ZodType>(schema: Schema, url: URL, task: Task, fix: string): Promise<z.infer<Schema>> {
  const { ok, status, text } = await fetched(url, task, fix);
  const { success, data, error } = schema.safeParse(jsonOf(text));
  if (ok && success) return data;
  throw new JobError({ problem: `${url.pathname} was answered with ${status}`, got: text.slice(0, 300), fix }, { cause: error });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A response of any status. */
export interface Fetched {
  readonly ok: boolean;
  readonly status: number;
  readonly text: string;
}

const TIMEOUT_MS = 30_000;

/** Sends a request. Ctrl-C aborts it. @throws JobError with the reason and `fix` when there is no response */
export async function fetched(url: string | URL, { signal }: Task, fix: string): Promise<Fetched> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) });
    return { ok: answer.ok, status: answer.status, text: await answer.text() };
  } catch (cause) {
    signal.throwIfAborted();
    throw new JobError({ problem: `${url} does not respond`, got: reasonOf(cause), fix }, { cause });
  }
}

/** `fetch` only reports that it failed; the reason is in the cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as { message: string; cause?: { message?: string } };
  return cause?.message ?? message;
}
