import type { Facts } from '../../contract/values';
import { JobError } from '../../errors';
import type { Job, Parts } from '../scenario';
import { dailyRequest, onceRequest, scansOf } from './scan';
import { kit } from './settings';

/** Jobs of a deployed lake. */
export const jobs = {
  'scan-once': kit.job({
    summary: 'run a one-time Macie classification job on every CSV file of the data bucket',
    needs: ['account'],
    async run(context): Promise<Facts> {
      const { aws, contract, task, wait } = context;
      await demandFiles(context);
      const request = onceRequest(context, new Date());
      const scan = await aws.macie.startScan(request);
      if (!wait) return { scan, name: request.name };
      await aws.macie.waitForScan(scan, task);
      const findings = await aws.macie.findings(contract.dataBucket, { jobId: scan, most: 10_000 });
      const high = findings.filter(({ severity }) => severity === 'High').length;
      return { scan, name: request.name, findings: findings.length, high };
    },
  }),

  'scan-daily': kit.job({
    summary: 'create a daily Macie classification job on the data bucket; each run inspects new files',
    needs: ['account'],
    async run(context): Promise<Facts> {
      const { aws } = context;
      const request = dailyRequest(context);
      const there = (await aws.macie.scans(request.name)).find(({ status }) => !['CANCELLED', 'COMPLETE'].includes(status));
      if (there) {
        throw new JobError({
          problem: 'a daily scan already exists',
          got: `${there.name}, ${there.status.toLowerCase()}, id ${there.id}`,
          fix: 'keep it, or run cancel-scans first: two scans cost twice',
        });
      }
      return { scan: await aws.macie.startScan(request), name: request.name };
    },
  }),

  'cancel-scans': kit.job({
    summary: 'cancel every scan of this scenario that still runs or will run',
    needs: ['account'],
    async run({ aws, stage }): Promise<Facts> {
      const cancelled = await aws.macie.cancel(await aws.macie.scans(scansOf(stage)));
      return { cancelled: cancelled.length === 0 ? 'none' : cancelled.join(', ') };
    },
  }),
} satisfies Parts<Job>;

/** @throws JobError without files, because a scan would then look like a clean lake */
async function demandFiles({ aws, contract }: Parameters<(typeof jobs)['scan-once']['run']>[0]): Promise<void> {
  const objects = await aws.s3.list(contract.dataBucket);
  if (objects.some(({ key }) => key.endsWith('.csv'))) return;
  throw new JobError({
    problem: 'no files to inspect',
    got: `${objects.length} objects in ${contract.dataBucket}, none of them a CSV file`,
    fix: 'stagecraft data generate macie-data-lake, then stagecraft data upload macie-data-lake',
  });
}
