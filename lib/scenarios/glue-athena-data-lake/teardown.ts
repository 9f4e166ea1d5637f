import type { Leftover } from '../../contract/leftover';
import type { Deployed } from '../places';
import { crawlersOf, ratesLogGroups } from './logs';
import type { Config, Contract } from './settings';

type Lake = Deployed<Config, Contract>;

/** Stops running work and waits until crawlers have stopped: CloudFormation cannot delete a running one. */
export async function stop({ contract, aws, task }: Lake): Promise<readonly string[]> {
  const stopped = await tellToStop({ contract, aws });
  await aws.glue.waitUntilStopped(crawlersOf(contract), task);
  return stopped;
}

/** Stops running work without waiting, outermost first, so that nothing starts again. @returns a line for each stopped item */
export async function tellToStop({ contract, aws }: Pick<Lake, 'contract' | 'aws'>): Promise<readonly string[]> {
  const executions = await aws.stepfunctions.stopAll(contract.pipeline);
  const queries = (await Promise.all([contract.workgroup, contract.functionWorkgroup].map((workgroup) => aws.athena.stopAll(workgroup)))).flat();
  const work = await aws.glue.stopAll({ jobs: [contract.ratesJob], crawlers: crawlersOf(contract) });
  return [...executions.map((arn) => `execution ${arn}`), ...queries.map((id) => `query ${id}`), ...work];
}

/** Orphaned resources. The log groups belong to stacks, but a function or run that ends late creates its group again. */
export function leftovers({ contract }: Pick<Lake, 'config' | 'contract' | 'stage'>): readonly Leftover[] {
  const { dataFunction, locationsFunction, mappingsFunction, enrichFunction, compactFunction } = contract;
  const functions = [dataFunction, locationsFunction, mappingsFunction, enrichFunction, compactFunction];
  return [
    ...[contract.dataBucket, contract.scriptBucket, contract.logBucket].map((bucket): Leftover => ({ kind: 'bucket-contents', bucket })),
    { kind: 'catalog-tables', database: contract.database },
    ...[...functions.map((name) => `/aws/lambda/${name}`), ...ratesLogGroups(contract)].map((name): Leftover => ({ kind: 'log-group', name })),
    ...crawlersOf(contract).map((stream): Leftover => ({ kind: 'log-stream', group: '/aws-glue/crawlers', stream })),
  ];
}
