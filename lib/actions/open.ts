import type { Aws } from '../aws/aws';
import { type LoadedScenario, loadScenario, type ScenarioOptions } from '../scenarios/load';
import type { Opening, Tool } from '../scenarios/scenario';
import type { Task } from '../task';
import { findDeployed } from './deployed';
import { pick } from './pick';

/** What to open. */
export interface OpenOptions extends ScenarioOptions {
  readonly tool: string;
}

/** A tool that exists; nothing has been asked of AWS yet. */
export interface PreparedTool {
  readonly loaded: LoadedScenario;
  readonly tool: Tool<LoadedScenario['config'], string>;
}

/** Checks that there is such a tool before the account is reached. @throws ConfigError naming those that there are */
export async function prepareTool(options: OpenOptions): Promise<PreparedTool> {
  const loaded = await loadScenario(options);
  return { loaded, tool: pick(loaded.scenario.tools, options.tool, 'tool', loaded.scenario.id) };
}

/** Finds the address of a tool, and makes the tunnel to it where one is needed. Ctrl-C closes the tunnel. */
export async function openTool({ loaded, tool }: PreparedTool, aws: Aws, task: Task): Promise<Opening> {
  return tool.open(await findDeployed(loaded, aws, task));
}
