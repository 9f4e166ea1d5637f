import type { Aws } from '../aws/aws';
import type { Task } from '../contract/task';
import { ConfigError } from '../errors';
import type { LoadedScenario } from '../scenarios/load';
import { type DeploymentId, deploymentId, findDeployed } from './places';

/** A published value: a text, several, or null for an entry that this deployment does not have. */
export type OutputValue = string | readonly string[] | null;

/** What a deployed scenario has published. */
export interface OutputsResult extends DeploymentId {
  /** In the order in which the scenario names them. */
  readonly outputs: readonly { readonly name: string; readonly value: OutputValue; readonly description: string }[];
  /** Connection string for SQL clients, without secrets; absent where there is nothing to connect to. */
  readonly jdbc?: string;
}

/** Reads what the stacks of a scenario have published. */
export async function readOutputs(loaded: LoadedScenario, aws: Aws, task: Task): Promise<OutputsResult> {
  const deployed = await findDeployed(loaded, aws, task);
  const outputs = Object.entries(loaded.scenario.contract).map(([name, { description }]) => ({
    name,
    value: (deployed.contract[name] ?? null) as OutputValue,
    description,
  }));
  return { ...deploymentId(loaded, { aws }), outputs, jdbc: loaded.scenario.jdbc?.(deployed as never) };
}

/** @throws ConfigError when the scenario has nothing that speaks JDBC */
export function requireJdbc({ scenario }: LoadedScenario): void {
  if (scenario.jdbc) return;
  throw new ConfigError({ problem: `${scenario.id} has nothing that speaks JDBC`, fix: `stagecraft outputs ${scenario.id}` });
}
