import type { Aws } from '../aws/aws';
import { JobError } from '../errors';
import type { LoadedScenario } from '../scenarios/load';
import { contractPath } from '../scenarios/names';
import type { Deployed } from '../scenarios/scenario';
import type { Task } from '../task';

/** What the parts of any scenario are given. */
export type DeployedScenario = Deployed<LoadedScenario['config'], string>;

/** Where a result comes from. */
export interface Place {
  readonly scenario: string;
  readonly stage: string;
  readonly account: string;
  readonly region: string;
}

/**
 * Finds a scenario in the account by what its stacks have published.
 *
 * @throws JobError when nothing, or not all that this version needs, is published
 */
export async function findDeployed({ scenario, stage, config }: LoadedScenario, aws: Aws, task: Task): Promise<DeployedScenario> {
  const path = contractPath(scenario.id, stage);
  const contract = await aws.ssm.parametersBelow(path);
  const needed = Object.keys(scenario.contract);
  const missing = needed.filter((name) => contract[name] === undefined);
  const deploy = `stagecraft deploy ${scenario.id}${stage === 'dev' ? '' : ` --stage ${stage}`}`;
  const { account, region } = aws.target;

  if (missing.length === needed.length) {
    throw new JobError({
      problem: `${scenario.id} is not deployed in stage ${stage} of account ${account}, region ${region}`,
      got: `no parameters below ${path}`,
      fix: `${deploy}, or name another --stage, --region or --profile`,
    });
  }
  if (missing.length > 0) {
    throw new JobError({
      problem: `${scenario.id} was deployed by another version, or only in part`,
      got: `below ${path} there is no ${missing.join(', no ')}`,
      fix: deploy,
    });
  }
  return { config, stage, contract, aws, task };
}

/** Where this is. */
export function placeOf({ scenario, stage }: LoadedScenario, { target }: Aws): Place {
  return { scenario: scenario.id, stage, account: target.account, region: target.region };
}
