import type { Protocol } from '../../../../workloads/greeting-service/service/configuration';
import { JobError } from '../../../errors';
import type { ForwardedTool } from '../../../kubernetes/installation';
import type { Config } from '../settings';
import { installationAnywhere } from './installation';

/** Where something with pages or an API is in the cluster. @throws JobError for a tracer that was not chosen */
export async function placeOf(protocol: Protocol, config: Config, name: string): Promise<ForwardedTool> {
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
