import type { GlueClient } from '@aws-sdk/client-glue';
import { BatchStopJobRunCommand, GetJobRunCommand, GetJobRunsCommand, StartJobRunCommand } from '@aws-sdk/client-glue';
import type { Task } from '../contract/task';
import { JobError, WorkError } from '../errors';
import { cliFlags } from './cli-flags';
import { isNamed } from './errors';
import { batches, everyPage } from './pages';
import { type PollOptions, poll } from './poll';

export interface FinishedJobRun {
  readonly runId: string;
  /** Billed execution time; start-up not included. */
  readonly seconds: number;
}

/** Spark job verbs. */
export interface JobVerbs {
  /** @returns id of the run */
  startJob(name: string, args: Readonly<Record<string, string>>): Promise<string>;
  /** Waits for a run. Ctrl-C stops it. @throws JobError when it failed, with Glue's reason */
  waitForJob(name: string, runId: string, task: Task): Promise<FinishedJobRun>;
  /** Stops the active runs of a job. @returns their ids; empty when there is no such job */
  stopRuns(name: string): Promise<readonly string[]>;
}

const FAILURES = ['FAILED', 'ERROR', 'TIMEOUT', 'STOPPED', 'EXPIRED'];
const UNDER_WAY: readonly (string | undefined)[] = ['STARTING', 'RUNNING', 'WAITING'];
/** Most runs that Glue stops in one request. */
const PER_STOP = 25;

export function jobVerbs(client: GlueClient, { pollMs }: PollOptions): JobVerbs {
  const stop = async (name: string, runs: readonly string[]): Promise<void> => {
    for (const batch of batches(runs, PER_STOP)) {
      const { Errors: errors = [] } = await client.send(new BatchStopJobRunCommand({ JobName: name, JobRunIds: batch }));
      const [first] = errors;
      if (!first) continue;
      throw new JobError({
        problem: `run ${first.JobRunId} of job ${name} could not be stopped`,
        got: first.ErrorDetail?.ErrorMessage ?? 'no reason from Glue',
        fix: 'look at the run in the Glue console',
      });
    }
  };

  return {
    async startJob(name, args) {
      try {
        const { JobRunId: runId = '' } = await client.send(new StartJobRunCommand({ JobName: name, Arguments: { ...args } }));
        return runId;
      } catch (error) {
        if (!isNamed(error, 'ConcurrentRunsExceededException')) throw error;
        throw new JobError(
          {
            problem: `job ${name} has reached its maximum concurrent runs`,
            got: error.message,
            fix: 'wait until one has finished, then run it again',
          },
          { cause: error },
        );
      }
    },
    async waitForJob(name, runId, task) {
      const pending = new Set([runId]);
      const work = {
        name: `run ${runId} of Glue job ${name}`,
        watch: [`aws glue get-job-run --job-name ${name} --run-id ${runId}`],
        stop: [`aws glue batch-stop-job-run --job-name ${name} --job-run-ids ${runId}`],
      };
      const running = () => (pending.size > 0 ? work : undefined);
      return poll<FinishedJobRun>({ task, pollMs, stop: () => stop(name, [...pending]), running, flags: () => cliFlags(client) }, async () => {
        const { JobRun: run } = await client.send(new GetJobRunCommand({ JobName: name, RunId: runId }), { abortSignal: task.signal });
        const {
          JobRunState: state = 'STARTING',
          ExecutionTime: seconds = 0,
          ErrorMessage: reason,
          LogGroupName: group = '/aws-glue/jobs',
        } = run ?? {};
        if (state === 'SUCCEEDED') return { result: { runId, seconds } };
        if (FAILURES.includes(state)) {
          pending.delete(runId);
          const failure = new WorkError({
            problem: `run ${runId} of job ${name} ${state === 'STOPPED' ? 'was stopped' : `ended as ${state}`}`,
            got: reason ?? 'no reason from Glue',
            fix: `read the log groups ${group}/output and ${group}/error, stream ${runId}, then run the job again`,
          });
          return { failure };
        }
        task.progress(`job ${state.toLowerCase()}, ${seconds} s`);
        return undefined;
      });
    },
    async stopRuns(name) {
      const runs = await everyPage(async (token) => {
        const answer = await client.send(new GetJobRunsCommand({ JobName: name, NextToken: token })).catch((error) => {
          if (isNamed(error, 'EntityNotFoundException')) return undefined;
          throw error;
        });
        return { items: answer?.JobRuns, next: answer?.NextToken };
      });
      const underWay = runs.filter(({ JobRunState: state }) => UNDER_WAY.includes(state));
      const open = underWay.map(({ Id: id }) => id).filter((id) => id !== undefined);
      await stop(name, open);
      return open;
    },
  };
}
