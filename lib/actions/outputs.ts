import type { Aws } from '../aws/aws';
import type { Task } from '../contract/task';
import { ConfigError } from '../errors';
import type { LoadedScenario } from '../scenarios/load';
import { findDeployed, type Place, placeOf } from './deployed';

/** What a deployed scenario has published. */
export interface OutputsResult extends Place {
  /** In the order in which the scenario names them. */
  readonly outputs: readonly { readonly name: string; readonly value: string; readonly description: string }[];
  /** Connection string for SQL clients, without secrets; absent where there is nothing to connect to. */
  readonly jdbc?: string;
}

/** Reads what the stacks of a scenario have published. */
export async function readOutputs(loaded: LoadedScenario, aws: Aws, task: Task): Promise<OutputsResult> {
  const deployed = await findDeployed(loaded, aws, task);
  const outputs = Object.entries(loaded.scenario.contract).map(([name, description]) => ({
    name,
    value: deployed.contract[name] ?? '',
    description,
  }));
  return { ...placeOf(loaded, aws), outputs, jdbc: loaded.scenario.jdbc?.(deployed) };
}

/** @throws ConfigError when the scenario has nothing that speaks JDBC */
export function requireJdbc({ scenario }: LoadedScenario): void {
  if (scenario.jdbc) return;
  throw new ConfigError({ problem: `${scenario.id} has nothing that speaks JDBC`, fix: `stagecraft outputs ${scenario.id}` });
}
