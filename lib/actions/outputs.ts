import type { Aws } from '../aws/aws';
import type { Task } from '../contract/task';
import { ConfigError } from '../errors';
import type { LoadedScenario } from '../scenarios/load';
import { type DeploymentId, deploymentId, findDeployed } from './places';

/** A published value: text, a list, or null for an entry that this deployment does not have. */
export type OutputValue = string | readonly string[] | null;

/** Outputs of a deployed scenario. */
export interface OutputsResult extends DeploymentId {
  /** In the order of the contract. */
  readonly outputs: readonly { readonly name: string; readonly value: OutputValue; readonly description: string }[];
  /** JDBC URL without secrets; absent without a database. */
  readonly jdbc?: string;
}

/** Reads the outputs of a deployed scenario. */
export async function readOutputs(loaded: LoadedScenario, aws: Aws, task: Task): Promise<OutputsResult> {
  const deployed = await findDeployed(loaded, aws, task);
  const outputs = Object.entries(loaded.scenario.contract).map(([name, { description }]) => ({
    name,
    value: (deployed.contract[name] ?? null) as OutputValue,
    description,
  }));
  return { ...deploymentId(loaded, { aws }), outputs, jdbc: loaded.scenario.jdbc?.(deployed as never) };
}

/** @throws ConfigError when the scenario has no JDBC URL */
export function requireJdbc({ scenario }: LoadedScenario): void {
  if (scenario.jdbc) return;
  throw new ConfigError({ problem: `${scenario.id} has no JDBC URL`, fix: `stagecraft outputs ${scenario.id}` });
}
