import type { z } from 'zod';
import type { Protocol } from '../../../workloads/greeting-service/service/configuration';
import type { Task } from '../../contract/task';
import { JobError } from '../../errors';
import type { ClusterVerbs } from '../../kubernetes/cluster';
import type { ForwardedTool } from '../../kubernetes/installation';
import type { ForwardOptions } from '../../kubernetes/port-forward';
import { fetched } from './fetched';
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
