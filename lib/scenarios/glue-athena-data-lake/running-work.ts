import type { Deployed } from '../places';
import { crawlersOf } from './logs';
import type { Config, Contract } from './settings';

type Lake = Deployed<Config, Contract>;

/** Requests that everything that runs stops, outermost first, so that nothing starts again, and does not wait for it. */
export async function requestStop({ contract, aws }: Pick<Lake, 'contract' | 'aws'>): Promise<void> {
  await aws.stepfunctions.stopAll(contract.pipeline);
  await Promise.all([contract.workgroup, contract.functionWorkgroup].map((workgroup) => aws.athena.stopAll(workgroup)));
  await aws.glue.stopAll({ jobs: [contract.ratesJob], crawlers: crawlersOf(contract) });
}
