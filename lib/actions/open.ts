import type { Opening } from '../contract/opening';
import type { Task } from '../contract/task';
import { type LoadedScenario, loadScenario, type ScenarioOptions } from '../scenarios/load';
import type { ClusterTool, Tool } from '../scenarios/scenario';
import { findDeployed, isCluster, needsAccount, type Part, type Site } from './deployed';
import { pickPart } from './pick';

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
  readonly tool: Part<Tool<LoadedScenario['config'], string>, ClusterTool<LoadedScenario['config']>>;
}

/** Checks that there is such a tool before anybody is reached. @throws ConfigError naming those that there are */
export async function prepareTool(options: OpenOptions): Promise<PreparedTool> {
  const loaded = await loadScenario(options);
  const { id, tools, cluster } = loaded.scenario;
  const inCluster = options.cluster !== undefined;
  return { loaded, tool: pickPart(tools, cluster?.tools, { name: options.tool, what: 'tool', scenario: id, inCluster }) };
}

/** Finds the address of a tool, and makes the tunnel to it where one is needed. Ctrl-C closes the tunnel. */
export async function openTool({ loaded, tool }: PreparedTool, site: Site, task: Task): Promise<Opening> {
  const { config, stage } = loaded;
  if (tool.needs === 'account') {
    if (isCluster(site)) throw needsAccount(loaded.scenario.id, site);
    return tool.part.open(await findDeployed(loaded, site, task));
  }
  if (isCluster(site)) return tool.part.open({ config, stage, cluster: site, task });

  const { contract } = await findDeployed(loaded, site, task);
  const { reachEks } = await import('../deployment/cluster/reach');
  const cluster = await reachEks(loaded, contract, site);
  try {
    const opening = await tool.part.open({ config, stage, cluster, task });
    // The credentials of the cluster are needed for as long as the port is open.
    if (opening.closed) return { ...opening, closed: opening.closed.finally(() => cluster.close()) };
    await cluster.close();
    return opening;
  } catch (error) {
    await cluster.close();
    throw error;
  }
}
