import { randomUUID } from 'node:crypto';
import type { CreateClassificationJobCommandInput, Macie2Client } from '@aws-sdk/client-macie2';
import {
  CreateClassificationJobCommand,
  DescribeClassificationJobCommand,
  GetFindingsCommand,
  ListClassificationJobsCommand,
  ListFindingsCommand,
  UpdateClassificationJobCommand,
} from '@aws-sdk/client-macie2';
import type { Task } from '../contract/task';
import { WorkError } from '../errors';
import { cliFlags } from './cli-flags';
import { batches, everyPage } from './pages';
import { type PollOptions, poll } from './poll';

/** Input of CreateClassificationJob, without the client token. */
export type ScanRequest = Omit<CreateClassificationJobCommandInput, 'clientToken'> & { readonly name: string };

export interface ScanJob {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  /** `RUNNING`, `IDLE`, `PAUSED`, `USER_PAUSED`, `COMPLETE` or `CANCELLED`. */
  readonly status: string;
}

export interface MacieFinding {
  readonly id: string;
  readonly type: string;
  readonly severity: string;
  readonly bucket: string;
  readonly key: string;
  readonly at: Date;
}

/** Macie verbs. */
export interface MacieVerbs {
  /** Starts a classification job. @returns its id */
  startScan(request: ScanRequest): Promise<string>;
  /** Waits for a one-time job. Ctrl-C cancels it. @throws JobError when it was cancelled or paused */
  waitForScan(id: string, task: Task): Promise<void>;
  /** Jobs whose name has this prefix, newest first. Empty when Macie is disabled. */
  scans(namePrefix: string): Promise<readonly ScanJob[]>;
  /** Cancels jobs that have not ended. @returns their names */
  cancel(scans: readonly ScanJob[]): Promise<readonly string[]>;
  /** Findings for a bucket, newest first, at most `most`. */
  findings(bucket: string, options: { readonly jobId?: string; readonly most: number }): Promise<readonly MacieFinding[]>;
}

/** States of jobs that run or will run. */
const LIVE = ['RUNNING', 'IDLE', 'PAUSED', 'USER_PAUSED'];
/** Most findings in one request. */
const FINDINGS_A_REQUEST = 50;

export function macieVerbs(client: Macie2Client, { pollMs }: PollOptions = { pollMs: 15_000 }): MacieVerbs {
  const cancelJob = (jobId: string) => client.send(new UpdateClassificationJobCommand({ jobId, jobStatus: 'CANCELLED' }));
  return {
    async startScan(request) {
      // A new token for each scan: Macie answers a known one with the earlier job, also with a cancelled one. The SDK's retries keep it.
      const { jobId = '' } = await client.send(new CreateClassificationJobCommand({ ...request, clientToken: randomUUID() }));
      return jobId;
    },

    async waitForScan(id, task) {
      const pending = new Set([id]);
      const work = {
        name: `Macie job ${id}`,
        watch: [`aws macie2 describe-classification-job --job-id ${id}`],
        stop: [`aws macie2 update-classification-job --job-id ${id} --job-status CANCELLED`],
      };
      const running = () => (pending.size > 0 ? work : undefined);
      await poll({ task, pollMs, stop: () => cancelJob(id), running, flags: () => cliFlags(client) }, async () => {
        const found = await client.send(new DescribeClassificationJobCommand({ jobId: id }), { abortSignal: task.signal });
        if (found.jobStatus === 'RUNNING') {
          task.progress('Macie inspects the bucket');
          return undefined;
        }
        pending.clear();
        if (found.jobStatus === 'COMPLETE') return { result: true };
        const failure = new WorkError({
          problem: `the scan did not finish: ${found.jobStatus?.toLowerCase().replace('_', ' ')}`,
          got: found.lastRunErrorStatus?.code === 'ERROR' ? 'Macie met errors in its last run' : `job ${id}`,
          fix: 'look at the job in the Macie console, then run the scan again',
        });
        return { failure };
      });
    },

    async scans(namePrefix) {
      const items = await everyPage(async (token) => {
        const answer = await client
          .send(
            new ListClassificationJobsCommand({
              filterCriteria: { includes: [{ key: 'name', comparator: 'STARTS_WITH', values: [namePrefix] }] },
              sortCriteria: { attributeName: 'createdAt', orderBy: 'DESC' },
              nextToken: token,
            }),
          )
          .catch(noneWhileOff);
        return { items: answer?.items, next: answer?.nextToken };
      });
      return items.map(({ jobId: id = '', name = '', jobType: kind = '', jobStatus: status = '' }) => ({ id, name, kind, status }));
    },

    async cancel(scans) {
      const live = scans.filter(({ status }) => LIVE.includes(status));
      for (const { id } of live) await cancelJob(id);
      return live.map(({ name }) => name);
    },

    async findings(bucket, { jobId, most }) {
      const ids = await everyPage(async (token) => {
        const answer = await client
          .send(
            new ListFindingsCommand({
              findingCriteria: {
                criterion: {
                  'resourcesAffected.s3Bucket.name': { eq: [bucket] },
                  category: { eq: ['CLASSIFICATION'] },
                  ...(jobId !== undefined && { 'classificationDetails.jobId': { eq: [jobId] } }),
                },
              },
              sortCriteria: { attributeName: 'updatedAt', orderBy: 'DESC' },
              maxResults: FINDINGS_A_REQUEST,
              nextToken: token,
            }),
          )
          .catch(noneWhileOff);
        return { items: answer?.findingIds, next: answer?.nextToken };
      });
      const found = [];
      for (const findingIds of batches(ids.slice(0, most), FINDINGS_A_REQUEST)) {
        const { findings = [] } = await client.send(new GetFindingsCommand({ findingIds }));
        found.push(...findings);
      }
      const newestFirst = new Map(ids.map((id, index) => [id, index]));
      return found
        .map(({ id = '', type = '', severity, resourcesAffected: resources, updatedAt }) => ({
          id,
          type,
          severity: severity?.description ?? '',
          bucket: resources?.s3Bucket?.name ?? '',
          key: resources?.s3Object?.key ?? '',
          at: updatedAt ?? new Date(0),
        }))
        .sort((one, other) => (newestFirst.get(one.id) ?? 0) - (newestFirst.get(other.id) ?? 0));
    },
  };
}

/** Macie denies all requests while it is disabled: there are no jobs then. */
function noneWhileOff(error: Error): undefined {
  if (error.name === 'AccessDeniedException' && /Macie is not enabled/i.test(error.message)) return undefined;
  throw error;
}
