import type { Opening } from '../contract/opening';
import type { Task } from '../contract/task';
import { type LoadedScenario, loadScenario, type ScenarioOptions } from '../scenarios/load';
import type { Place } from '../scenarios/places';
import type { Tool } from '../scenarios/scenario';
import { pickPart } from './pick';
import { placesToReach, type Reached, withPlaces } from './places';

/** What to open. */
export interface OpenOptions extends ScenarioOptions {
  readonly tool: string;
  /**
   * Context of the kubeconfig whose cluster is meant.
   *
   * @default - the tool of the account, or of its cluster
   */
  readonly cluster?: string;
}

/** A tool that exists; nothing has been asked of AWS, or of a cluster, yet. */
export interface PreparedTool {
  readonly loaded: LoadedScenario;
  readonly tool: Tool;
  /** Places that have to be reached before it is opened. */
  readonly reaches: readonly Place[];
}

/** Checks that there is such a tool before anything is reached. @throws ConfigError naming those that there are */
export async function prepareTool(options: OpenOptions): Promise<PreparedTool> {
  const loaded = await loadScenario(options);
  const { id, tools } = loaded.scenario;
  const tool = pickPart(tools, { name: options.tool, what: 'tool', scenario: id, cluster: options.cluster });
  return { loaded, tool, reaches: placesToReach(tool.needs, options.cluster) };
}

/** Finds the address of a tool, and makes the tunnel to it where one is needed. Ctrl-C closes the tunnel. */
export function openTool({ loaded, tool }: PreparedTool, reached: Reached, task: Task): Promise<Opening> {
  return withPlaces(loaded, tool.needs, reached, task, (context) => tool.open(context as never));
}
