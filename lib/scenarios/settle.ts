import type { Aws } from '../aws/aws';
import type { Task } from '../contract/task';
import { knownValues } from './contract-entry';
import type { LoadedScenario } from './load';
import { contractPath } from './names';

/** The scenario with the configuration that a deployment uses, which may depend on what is deployed. */
export async function settled(loaded: LoadedScenario, aws: Aws, task: Task): Promise<LoadedScenario> {
  const { scenario, stage, config } = loaded;
  if (scenario.settle === undefined) return loaded;
  const contract = knownValues(scenario.contract, await aws.ssm.parametersBelow(contractPath(scenario.id, stage)));
  return { ...loaded, config: { ...config, ...(await scenario.settle({ config: config as never, contract: contract as never, aws, task })) } };
}
