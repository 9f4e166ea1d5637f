import { setTimeout as sleep } from 'node:timers/promises';
import type { Task } from '../contract/task';
import type { S3Verbs } from './s3';

/** Which log to search, and how long. */
export interface StepLog {
  /** Log URI of the cluster, ending with a slash; empty when it writes no logs. */
  readonly logUri: string;
  readonly clusterId: string;
  readonly stepId: string;
  /** Number of polls: EMR copies logs to S3 every few minutes. */
  readonly polls: number;
  /** Poll interval in milliseconds. */
  readonly pollMs: number;
}

/** Lines of a log that are shown. */
const LINES = 30;

/**
 * The end of a step's log: of its driver on YARN if there is one, since the step log only reports that the application failed.
 *
 * @returns one line with the path when no log has appeared, or that the cluster writes none
 */
export async function endOfStepLog(s3: Pick<S3Verbs, 'list' | 'read'>, log: StepLog, task: Task): Promise<string> {
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(log.logUri) ?? [];
  if (bucket === undefined) return `cluster ${log.clusterId} writes no logs`;
  const step = `${prefix}${log.clusterId}/steps/${log.stepId}/`;
  let best = '';
  for (let poll = 0; poll < log.polls; poll++) {
    const stderr = await s3.read(bucket, `${step}stderr.gz`);
    if (stderr !== undefined) {
      const driver = await driverLogs(s3, bucket, `${prefix}${log.clusterId}/`, stderr);
      const stdout = await s3.read(bucket, `${step}stdout.gz`);
      const parts = [endOf('driver', driver ?? ''), driver === undefined ? endOf('stderr', stderr) : '', endOf('stdout', stdout ?? '')];
      best = parts.filter(Boolean).join('\n');
      // Driver logs arrive a little later than step logs.
      if (driver !== undefined || !/application_\d+_\d+/.test(stderr)) return best;
    }
    task.progress(`waiting for the log of step ${log.stepId}, which EMR copies to S3 every few minutes`);
    if (poll + 1 < log.polls) await sleep(log.pollMs, undefined, { signal: task.signal });
  }
  return best || `no log was in s3://${bucket}/${step} yet`;
}

/** The driver runs in the first container of the application that the client log names. */
async function driverLogs(s3: Pick<S3Verbs, 'list' | 'read'>, bucket: string, cluster: string, stderr: string): Promise<string | undefined> {
  const [application] = /application_\d+_\d+/.exec(stderr) ?? [];
  if (application === undefined) return undefined;
  const objects = await s3.list(bucket, `${cluster}containers/${application}/`);
  const ofDriver = objects.map(({ key }) => key).filter((key) => /_01_000001\/(stderr|stdout)\.gz$/.test(key));
  if (ofDriver.length === 0) return undefined;
  const texts = await Promise.all(ofDriver.sort().map((key) => s3.read(bucket, key)));
  return texts.filter((text) => text !== undefined).join('\n');
}

function endOf(name: string, text: string): string {
  const lines = text.trimEnd().split('\n');
  if (lines.join('') === '') return '';
  return [`end of ${name}:`, ...lines.slice(-LINES).map((line) => `  ${line}`)].join('\n');
}
