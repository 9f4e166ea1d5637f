import type { Workflow } from '../../../workloads/emr-pyspark/steps';
import { isCut } from '../../aws/command-output';
import type { Facts } from '../../contract/values';
import { JobError } from '../../errors';
import { primaryNode } from '../emr-node';
import type { Deployed } from '../places';
import type { JobOptions } from '../scenario';
import { type SubmittedJob, serverlessParameters } from './programs';
import type { Config, Contract } from './settings';
import { stepOf, tagsOf, transientCluster } from './transient';

/** Ways to submit jobs; the first is the default. */
export const METHODS = ['steps', 'primary-node', 'transient', 'step-functions', 'serverless'] as const;
export type Method = (typeof METHODS)[number];

/** Input of a method beside the jobs. */
export type Submission = Deployed<Config, Contract> &
  Pick<JobOptions, 'wait'> & {
    readonly jobs: readonly SubmittedJob[];
    /** The workflow, if the jobs form one. */
    readonly workflow?: Workflow;
  };

/** Timeout of a Run Command script for each job, in seconds: no job of the article takes half an hour. */
const SECONDS_PER_JOB = 3_600;
/** Timeout of an EMR Serverless run, in minutes. */
const SERVERLESS_MINUTES = 120;

/** What to do about a long-lived cluster that has terminated. */
const REPLACE_CLUSTER =
  'stagecraft deploy emr-pyspark replaces it (--set idleMinutes=… keeps it longer), or choose --method transient, step-functions or serverless';

/** How each method runs jobs and waits for them. */
export const methods: { readonly [M in Method]: (submission: Submission) => Promise<Facts> } = {
  async steps({ jobs, contract, aws, task, wait }: Submission): Promise<Facts> {
    const cluster = longLived(contract, 'steps');
    const steps = await aws.emr.addSteps(cluster, jobs.map(stepOf), REPLACE_CLUSTER);
    if (!wait) return { method: 'steps', cluster, steps: steps.join(', ') };
    const ended = await aws.emr.waitForSteps(cluster, steps, task);
    return { method: 'steps', cluster, steps: ended.length, seconds: longest(ended) };
  },

  async 'primary-node'({ jobs, contract, aws, task, wait }: Submission): Promise<Facts> {
    const cluster = longLived(contract, 'primary-node');
    if (!wait) {
      throw new JobError({
        problem: 'primary-node needs to wait for the job',
        got: '--no-wait',
        fix: 'omit --no-wait, or choose the method steps, which continues in the background',
      });
    }
    const instanceId = await primaryNode(aws, cluster, REPLACE_CLUSTER);
    const output = await aws.ssm.run(
      {
        instanceId,
        lines: jobs.map(({ command }) => `sudo --user=hadoop ${command.map(quoted).join(' ')}`),
        comment: `stagecraft: ${jobs.map(({ job }) => job).join(', ')}`.slice(0, 100),
        timeoutSeconds: jobs.length * SECONDS_PER_JOB,
      },
      task,
    );
    // Of a longer output, Run Command keeps the beginning, and the last line is lost.
    const last = isCut(output) ? 'longer than Run Command keeps' : (output.trimEnd().split('\n').at(-1) ?? '');
    return { method: 'primary-node', cluster, instance: instanceId, jobs: jobs.length, output: last };
  },

  async transient({ jobs, config, contract, stage, aws, task, wait }: Submission): Promise<Facts> {
    const cluster = await aws.emr.run(transientCluster(jobs, { config, contract, stage }));
    if (!wait) return { method: 'transient', cluster };
    await aws.emr.waitForEnd(cluster, task);
    // A cluster with a failed step also terminates: the steps have the reason.
    const steps = (await aws.emr.steps(cluster)).map(({ id }) => id);
    const ended = await aws.emr.waitForSteps(cluster, steps, task);
    return { method: 'transient', cluster, steps: ended.length, seconds: longest(ended) };
  },

  async 'step-functions'({ jobs, workflow, contract, stage, aws, task, wait }: Submission): Promise<Facts> {
    if (workflow === undefined) throw onlyWorkflows('step-functions');
    const machine = workflow === 'process' ? contract.processMachine : contract.analyzeMachine;
    const execution = await aws.stepfunctions.start(machine, { CreateCluster: true, TerminateCluster: true, Args: argsOf(jobs, 'command') });
    if (!wait) return { method: 'step-functions', execution };
    const output = await aws.stepfunctions.wait(execution, task).catch(async (error: unknown) => {
      if (task.signal.aborted) await endClusterOf(execution, { aws, stage, task });
      throw error;
    });
    const { ClusterId: cluster = '' } = (output ?? {}) as { readonly ClusterId?: string };
    return { method: 'step-functions', execution, cluster, jobs: jobs.length };
  },

  async serverless({ jobs, workflow, contract, aws, task, wait }: Submission): Promise<Facts> {
    const { application, role, machines } = serverlessOf(contract);
    if (workflow !== undefined) {
      const execution = await aws.stepfunctions.start(machines[workflow], { Args: argsOf(jobs, 'args') });
      if (!wait) return { method: 'serverless', execution };
      await aws.stepfunctions.wait(execution, task);
      return { method: 'serverless', execution, jobs: jobs.length };
    }
    const runs = await aws.emrServerless.start(
      jobs.map(({ name, entryPoint, args }) => ({
        applicationId: application,
        executionRoleArn: role,
        name,
        jobDriver: {
          sparkSubmit: {
            entryPoint,
            entryPointArguments: [...args],
            sparkSubmitParameters: serverlessParameters({ work: contract.workBucket }),
          },
        },
        configurationOverrides: {
          monitoringConfiguration: { s3MonitoringConfiguration: { logUri: `s3://${contract.logsBucket}/emr-serverless/` } },
        },
        executionTimeoutMinutes: SERVERLESS_MINUTES,
      })),
    );
    if (!wait) return { method: 'serverless', application, runs: runs.join(', ') };
    const ended = await aws.emrServerless.wait(application, runs, task);
    return { method: 'serverless', application, runs: ended.length, seconds: longest(ended) };
  },
};

/** Terminates the cluster of an execution that was stopped. The account does so too, half a minute later: a failure here is no more than news. */
async function endClusterOf(execution: string, { aws, stage, task }: Pick<Submission, 'aws' | 'stage' | 'task'>): Promise<void> {
  try {
    const clusters = await aws.emr.clusters(tagsOf(stage));
    await aws.emr.terminate(clusters.filter(({ name }) => name.endsWith(`-${execution.split(':').at(-1)}`)).map(({ id }) => id));
  } catch (error) {
    task.progress(`could not terminate its cluster now: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function longLived({ clusterId }: Submission['contract'], method: Method): string {
  if (clusterId !== undefined) return clusterId;
  throw new JobError({
    problem: `${method} needs the long-lived cluster, which is not deployed`,
    fix: 'stagecraft deploy emr-pyspark --set longLived=true, or choose --method transient, step-functions or serverless',
  });
}

/** The EMR Serverless application. @throws JobError when it is not deployed */
function serverlessOf(contract: Submission['contract']) {
  const { serverlessApplication: application, serverlessRole: role, serverlessProcessMachine: process, serverlessAnalyzeMachine: analyze } = contract;
  if (application !== undefined && role !== undefined && process !== undefined && analyze !== undefined) {
    return { application, role, machines: { process, analyze } };
  }
  throw new JobError({ problem: 'EMR Serverless is not deployed', fix: 'stagecraft deploy emr-pyspark --set serverless=true' });
}

function onlyWorkflows(method: Method): JobError {
  return new JobError({
    problem: `${method} runs a whole workflow`,
    allowed: 'process or analyze',
    fix: 'run one of the two, or choose --method steps, primary-node, transient or serverless for a single job',
  });
}

function argsOf(jobs: readonly SubmittedJob[], words: 'command' | 'args'): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(jobs.map((job) => [job.id, job[words]]));
}

function longest(ended: readonly { readonly seconds: number }[]): number {
  return Math.max(0, ...ended.map(({ seconds }) => seconds));
}

/** A quoted shell word. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
