import type { Task } from '../contract/task';
import type { Opening } from '../contract/values';
import { type LoadedScenario, loadScenario, type ScenarioOptions } from '../scenarios/load';
import type { Place } from '../scenarios/places';
import type { Tool } from '../scenarios/scenario';
import { pickPart } from './pick';
import { placesToReach, type Reached, withPlaces } from './places';

/** What to open. */
export interface OpenOptions extends ScenarioOptions {
  readonly tool: string;
  /**
   * Kubeconfig context of the cluster.
   *
   * @default - the account, or its EKS cluster
   */
  readonly cluster?: string;
}

/** A checked tool; neither AWS nor a cluster has been called. */
export interface PreparedTool {
  readonly loaded: LoadedScenario;
  readonly tool: Tool;
  /** Places to connect to. */
  readonly reaches: readonly Place[];
}

/** Checks the tool before signing in. @throws ConfigError with the existing tools */
export async function prepareTool(options: OpenOptions): Promise<PreparedTool> {
  const loaded = await loadScenario(options);
  const { id, tools } = loaded.scenario;
  const tool = pickPart(tools, { name: options.tool, what: 'tool', scenario: id, cluster: options.cluster });
  return { loaded, tool, reaches: placesToReach(tool.needs, options.cluster) };
}

/** Returns the URL of a tool, and forwards a port if needed. Ctrl-C closes the port. */
export function openTool({ loaded, tool }: PreparedTool, reached: Reached, task: Task): Promise<Opening> {
  return withPlaces(loaded, tool.needs, reached, task, (context) => tool.open(context as never));
}
