import type { Leftover } from '../../contract/leftover';
import type { Deployed } from '../places';
import type { Config, Contract } from './settings';
import { tagsOf } from './transient';

type Lake = Deployed<Config, Contract>;

/**
 * Stops running work, outermost first, so that nothing starts again: executions, EMR Serverless runs, crawlers, and every cluster of the stage.
 *
 * Termination protection is disabled first. The call waits for the termination, because security groups and subnets cannot be deleted before.
 */
export async function stop({ contract, stage, aws, task }: Lake): Promise<readonly string[]> {
  const machines = [contract.processMachine, contract.analyzeMachine, contract.serverlessProcessMachine, contract.serverlessAnalyzeMachine];
  const executions: string[] = [];
  for (const machine of machines) if (machine !== undefined) executions.push(...(await aws.stepfunctions.stopAll(machine)));

  const application = contract.serverlessApplication;
  const runs = application === undefined ? [] : await aws.emrServerless.cancelAll(application);
  const crawlers = crawlersOf(contract);
  const stopped = await aws.glue.stopAll({ jobs: [], crawlers });

  const clusters = await aws.emr.clusters(tagsOf(stage));
  for (const { id, state } of clusters) if (state !== 'TERMINATING') await aws.emr.cancelOpenSteps(id);
  const ids = clusters.map(({ id }) => id);
  await aws.emr.terminate(ids);
  await aws.emr.waitUntilGone(ids, task);
  await aws.glue.waitUntilStopped(crawlers, task);
  return [
    ...executions.map((arn) => `execution ${arn}`),
    ...runs.map((id) => `job run ${id}`),
    ...stopped,
    ...clusters.map(({ id, name, isProtected }) => `${isProtected ? 'protected ' : ''}cluster ${name} (${id})`),
  ];
}

/** Clusters with termination protection. */
export async function protections({ stage, aws }: Pick<Lake, 'stage' | 'aws'>): Promise<readonly string[]> {
  const clusters = await aws.emr.clusters(tagsOf(stage));
  return clusters.filter(({ isProtected }) => isProtected).map(({ id, name, state }) => `cluster ${name} (${id}), ${state}`);
}

/** Orphaned resources. */
export function leftovers({ contract }: Pick<Lake, 'config' | 'contract' | 'stage'>): readonly Leftover[] {
  const { bronzeBucket, silverBucket, goldBucket, workBucket, logsBucket, glueDbBucket, bootstrapBucket } = contract;
  return [
    ...[bronzeBucket, silverBucket, goldBucket, workBucket, logsBucket, glueDbBucket, bootstrapBucket].map(
      (bucket): Leftover => ({ kind: 'bucket-contents', bucket }),
    ),
    { kind: 'catalog-tables', database: contract.database },
    { kind: 'emr-security-groups', vpc: contract.vpc },
    { kind: 'unused-interfaces', vpc: contract.vpc },
    // A state machine that fails late creates its log group again.
    { kind: 'log-group', name: contract.machineLogGroup },
    ...crawlersOf(contract).map((stream): Leftover => ({ kind: 'log-stream', group: '/aws-glue/crawlers', stream })),
  ];
}

function crawlersOf({ rawCrawler, processedCrawler }: Lake['contract']): readonly string[] {
  return [rawCrawler, processedCrawler];
}
