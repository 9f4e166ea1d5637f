import { randomUUID } from 'node:crypto';
import {
  type Cluster,
  CreatePersistentAppUICommand,
  DescribeClusterCommand,
  DescribePersistentAppUICommand,
  type EMRClient,
  GetPersistentAppUIPresignedURLCommand,
  ListClustersCommand,
  ListInstancesCommand,
  RunJobFlowCommand,
  type RunJobFlowCommandInput,
  SetTerminationProtectionCommand,
  TerminateJobFlowsCommand,
} from '@aws-sdk/client-emr';
import type { Task } from '../contract/task';
import { JobError, WorkError } from '../errors';
import { cliFlags } from './cli-flags';
import { sendOnce } from './emr-once';
import { isNamed } from './errors';
import { batches, everyPage } from './pages';
import { type PollOptions, poll, waitUntil } from './poll';

/** State of a cluster. */
export interface EmrCluster {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  /** STARTING, BOOTSTRAPPING, RUNNING, WAITING, TERMINATING, TERMINATED or TERMINATED_WITH_ERRORS. */
  readonly state: string;
  /** EMR's reason for the state; empty without one. */
  readonly reason: string;
  /** Termination protection. */
  readonly isProtected: boolean;
  /** Subnet of its instances; absent until EMR has chosen one. */
  readonly subnet?: string;
  /** Log URI; empty without logs. */
  readonly logUri: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Cluster verbs. */
export interface ClusterVerbs {
  /** @returns undefined when there is no such cluster */
  cluster(id: string): Promise<EmrCluster | undefined>;
  /** Clusters that have not terminated and carry all of the tags. */
  clusters(tags: Readonly<Record<string, string>>): Promise<readonly EmrCluster[]>;
  /** Clusters in these subnets that have not terminated, whatever started them. */
  clustersInSubnets(subnets: readonly string[]): Promise<readonly EmrCluster[]>;
  /** Starts a cluster, once: after a lost answer, the cluster that was made is found by its tag. @returns its id */
  run(input: RunJobFlowCommandInput): Promise<string>;
  /** Waits until a cluster has terminated. Ctrl-C terminates it. @throws WorkError with EMR's reason when it ended with errors */
  waitForEnd(clusterId: string, task: Task): Promise<EmrCluster>;
  /** Terminates clusters, protected ones too: termination protection is disabled first. Missing ones count as terminated. */
  terminate(clusterIds: readonly string[]): Promise<void>;
  /** Waits until all of these clusters have terminated. */
  waitUntilGone(clusterIds: readonly string[], task: Task): Promise<void>;
  /** Id of the EC2 instance that is the primary node. @throws JobError when no such instance runs */
  primaryInstance(clusterId: string): Promise<string>;
}

const THERE = ['STARTING', 'BOOTSTRAPPING', 'RUNNING', 'WAITING', 'TERMINATING'] as const;
/** Tag that tells the cluster of one request, when its answer is lost. */
const RUN_TAG = 'stagecraft:run';
/** Most clusters that EMR terminates in one request. */
const PER_TERMINATION = 10;

export function clusterVerbs(client: EMRClient, { pollMs }: PollOptions, once: EMRClient): ClusterVerbs {
  const describe = async (id: string, signal?: AbortSignal): Promise<EmrCluster | undefined> => {
    const { Cluster: found } = await client.send(new DescribeClusterCommand({ ClusterId: id }), { abortSignal: signal });
    return found && clusterOf(found);
  };
  const cluster = async (id: string, signal?: AbortSignal): Promise<EmrCluster | undefined> => {
    try {
      return await describe(id, signal);
    } catch (error) {
      if (isNoSuchCluster(error)) return undefined;
      throw error;
    }
  };
  /** Without a look, which may be what fails. */
  const terminateUnseen = async (ids: readonly string[]): Promise<void> => {
    for (const batch of batches(ids, PER_TERMINATION)) {
      // Without this, EMR accepts the request to terminate a protected cluster and does nothing.
      await client.send(new SetTerminationProtectionCommand({ JobFlowIds: batch, TerminationProtected: false }));
      await client.send(new TerminateJobFlowsCommand({ JobFlowIds: batch }));
    }
  };
  const terminate = async (ids: readonly string[]): Promise<void> => {
    const found = await Promise.all(ids.map((id) => cluster(id)));
    const open = found.flatMap((one) => (one && !one.state.startsWith('TERMINAT') ? [one.id] : []));
    await terminateUnseen(open);
  };

  const liveClusters = async (isWanted: (cluster: EmrCluster) => boolean): Promise<readonly EmrCluster[]> => {
    const listed = await everyPage(async (token) => {
      const { Clusters: items, Marker: next } = await client.send(new ListClustersCommand({ ClusterStates: [...THERE], Marker: token }));
      return { items, next };
    });
    const found: EmrCluster[] = [];
    // One after the other: EMR describes few clusters a second.
    for (const id of listed.map(({ Id }) => Id).filter((id) => id !== undefined)) {
      const one = await cluster(id);
      if (one && !hasEnded(one) && isWanted(one)) found.push(one);
    }
    return found;
  };

  return {
    cluster,
    terminate,
    clusters: (tags) => liveClusters(({ tags: own }) => Object.entries(tags).every(([key, value]) => own[key] === value)),
    clustersInSubnets: (subnets) => liveClusters(({ subnet }) => subnet !== undefined && subnets.includes(subnet)),
    async run(input) {
      const run = randomUUID();
      const tagged = { ...input, Tags: [...(input.Tags ?? []), { Key: RUN_TAG, Value: run }] };
      return sendOnce(pollMs, {
        async send() {
          const { JobFlowId: id = '' } = await once.send(new RunJobFlowCommand(tagged));
          return id;
        },
        async find() {
          const [made] = await liveClusters(({ tags }) => tags[RUN_TAG] === run);
          return made?.id;
        },
      });
    },
    async waitForEnd(clusterId, task) {
      const pending = new Set([clusterId]);
      const work = {
        name: `cluster ${clusterId}`,
        watch: [`aws emr describe-cluster --cluster-id ${clusterId}`],
        stop: [`aws emr terminate-clusters --cluster-ids ${clusterId}`],
      };
      const running = () => (pending.size > 0 ? work : undefined);
      return poll<EmrCluster>({ task, pollMs, stop: () => terminateUnseen([...pending]), running, flags: () => cliFlags(client) }, async () => {
        const found = await describe(clusterId, task.signal);
        if (!found) throw noSuchCluster(clusterId);
        if (found.state === 'TERMINATED') return { result: found };
        if (found.state === 'TERMINATED_WITH_ERRORS') {
          pending.delete(clusterId);
          const failure = new WorkError({
            problem: `cluster ${found.name} (${clusterId}) ended with errors`,
            got: found.reason || 'no reason from EMR',
            fix: found.logUri ? `read the logs below ${found.logUri}${clusterId}/, then run the job again` : 'run the job again',
          });
          return { failure };
        }
        task.progress(`cluster ${clusterId} ${found.state.toLowerCase()}${found.reason && `, ${found.reason}`}`);
        return undefined;
      });
    },
    async waitUntilGone(clusterIds, task) {
      const pending = new Set(clusterIds);
      await waitUntil({ task, pollMs }, async () => {
        for (const id of [...pending]) {
          const found = await cluster(id, task.signal);
          if (!found || hasEnded(found)) pending.delete(id);
        }
        if (pending.size === 0) return true;
        task.progress(`waiting for clusters to terminate: ${[...pending].join(', ')}`);
        return undefined;
      });
    },
    async primaryInstance(clusterId) {
      const { Instances: instances = [] } = await client.send(
        new ListInstancesCommand({ ClusterId: clusterId, InstanceStates: ['RUNNING'], ...(await primaryFilter(clusterId, client)) }),
      );
      const [first] = instances;
      if (first?.Ec2InstanceId !== undefined) return first.Ec2InstanceId;
      throw new JobError({
        problem: `cluster ${clusterId} has no running primary node`,
        fix: 'wait until it is in the state WAITING or RUNNING, then repeat the command',
      });
    },
  };
}

/** The error for a cluster that does not exist. */
export function noSuchCluster(id: string, fix = 'deploy the scenario, then repeat the command'): JobError {
  return new JobError({ problem: `cluster ${id} not found in this account and region`, fix });
}

/** Whether a cluster has terminated; `TERMINATING` has not. */
function hasEnded({ state }: Pick<EmrCluster, 'state'>): boolean {
  return state.startsWith('TERMINATED');
}

async function primaryFilter(clusterId: string, client: EMRClient) {
  const { Cluster: found } = await client.send(new DescribeClusterCommand({ ClusterId: clusterId }));
  return found?.InstanceCollectionType === 'INSTANCE_FLEET' ? { InstanceFleetType: 'MASTER' as const } : { InstanceGroupTypes: ['MASTER' as const] };
}

function clusterOf({ Id, Name, ClusterArn, Status, TerminationProtected, LogUri, Tags, Ec2InstanceAttributes }: Cluster): EmrCluster {
  return {
    id: Id ?? '',
    name: Name ?? '',
    arn: ClusterArn ?? '',
    state: Status?.State ?? 'STARTING',
    reason: Status?.StateChangeReason?.Message ?? '',
    isProtected: TerminationProtected ?? false,
    // EMR still returns the deprecated scheme s3n.
    logUri: (LogUri ?? '').replace(/^s3[an]:/, 's3:').replace(/([^/])$/, '$1/'),
    ...(Ec2InstanceAttributes?.Ec2SubnetId !== undefined && { subnet: Ec2InstanceAttributes.Ec2SubnetId }),
    tags: Object.fromEntries((Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
  };
}

/** EMR reports a missing cluster as an InvalidRequestException. */
function isNoSuchCluster(error: unknown): boolean {
  return (
    isNamed(error, 'InvalidRequestException', 'ValidationException') && /cluster id .*(is not valid|not found)|does not exist/i.test(error.message)
  );
}

/** Polls before a history server counts as stuck: five minutes at EMR's poll interval. */
const MOST_POLLS = 20;

/**
 * Creates the persistent Spark history server of a cluster and returns its presigned URL.
 *
 * @throws JobError when EMR does not create it, with the reason
 */
export async function historyUrl(client: EMRClient, clusterArn: string, task: Task, { pollMs }: PollOptions): Promise<string> {
  const { PersistentAppUIId: id } = await client.send(new CreatePersistentAppUICommand({ TargetResourceArn: clusterArn, ProfilerType: 'SHS' }));
  let polls = 0;
  const refuse = (got: string) =>
    new JobError({ problem: `EMR created no history server for ${clusterArn}`, got, fix: 'repeat the command, or open the cluster in the console' });
  return waitUntil({ task, pollMs }, async () => {
    const { PersistentAppUI: made } = await client.send(new DescribePersistentAppUICommand({ PersistentAppUIId: id }), { abortSignal: task.signal });
    const status = made?.PersistentAppUIStatus ?? 'BEING MADE';
    if (status === 'ATTACHED' || status === 'AVAILABLE') {
      const { PresignedURLReady: ready, PresignedURL: url } = await client.send(
        new GetPersistentAppUIPresignedURLCommand({ PersistentAppUIId: id, PersistentAppUIType: 'SHS' }),
        { abortSignal: task.signal },
      );
      if (ready && url) return url;
    }
    if (/FAIL|DETACH/.test(status)) throw refuse(made?.LastStateChangeReason ?? `state ${status}`);
    polls += 1;
    if (polls >= MOST_POLLS) throw refuse(`state ${status} for too long`);
    task.progress(`the history server is ${status.toLowerCase()}`);
    return undefined;
  });
}
