import type { Cluster, EMRClient } from '@aws-sdk/client-emr';
import {
  DescribeClusterCommand,
  ListClustersCommand,
  ListInstancesCommand,
  RunJobFlowCommand,
  SetTerminationProtectionCommand,
  TerminateJobFlowsCommand,
} from '@aws-sdk/client-emr';
import { JobError } from '../errors';
import type { ClusterVerbs, EmrCluster } from './emr';
import { isNamed } from './errors';
import { batches, everyPage } from './pages';
import { type PollOptions, poll } from './poll';

const THERE = ['STARTING', 'BOOTSTRAPPING', 'RUNNING', 'WAITING', 'TERMINATING'] as const;
/** Most clusters that EMR terminates in one request. */
const PER_TERMINATION = 10;

export function clusterVerbs(client: EMRClient, { pollMs }: PollOptions): ClusterVerbs {
  const cluster = async (id: string, signal?: AbortSignal): Promise<EmrCluster | undefined> => {
    try {
      const { Cluster: found } = await client.send(new DescribeClusterCommand({ ClusterId: id }), { abortSignal: signal });
      return found && clusterOf(found);
    } catch (error) {
      if (isNoSuchCluster(error)) return undefined;
      throw error;
    }
  };
  const terminate = async (ids: readonly string[]): Promise<void> => {
    const found = await Promise.all(ids.map((id) => cluster(id)));
    const open = found.flatMap((one) => (one && !one.state.startsWith('TERMINAT') ? [one.id] : []));
    for (const batch of batches(open, PER_TERMINATION)) {
      // Without this, EMR accepts the request to terminate a protected cluster and does nothing.
      await client.send(new SetTerminationProtectionCommand({ JobFlowIds: batch, TerminationProtected: false }));
      await client.send(new TerminateJobFlowsCommand({ JobFlowIds: batch }));
    }
  };

  return {
    cluster,
    terminate,
    async clusters(tags) {
      const listed = await everyPage(async (token) => {
        const { Clusters: items, Marker: next } = await client.send(new ListClustersCommand({ ClusterStates: [...THERE], Marker: token }));
        return { items, next };
      });
      const found: EmrCluster[] = [];
      // One after the other, because EMR throttles DescribeCluster.
      for (const id of listed.map(({ Id }) => Id).filter((id) => id !== undefined)) {
        const one = await cluster(id);
        if (one && Object.entries(tags).every(([key, value]) => one.tags[key] === value)) found.push(one);
      }
      return found;
    },
    async run(input) {
      const { JobFlowId: id = '' } = await client.send(new RunJobFlowCommand(input));
      return id;
    },
    async waitForEnd(clusterId, task) {
      const pending = new Set([clusterId]);
      return poll({ task, pollMs, stop: () => terminate([...pending]) }, async () => {
        const found = await cluster(clusterId, task.signal);
        if (!found) throw noSuchCluster(clusterId);
        if (found.state === 'TERMINATED') return found;
        if (found.state === 'TERMINATED_WITH_ERRORS') {
          pending.delete(clusterId);
          throw new JobError({
            problem: `cluster ${found.name} (${clusterId}) ended with errors`,
            got: found.reason || 'no reason from EMR',
            fix: found.logUri ? `read the logs below ${found.logUri}${clusterId}/, then run the job again` : 'run the job again',
          });
        }
        task.progress(`cluster ${clusterId} ${found.state.toLowerCase()}${found.reason && `, ${found.reason}`}`);
        return undefined;
      });
    },
    async waitUntilGone(clusterIds, task) {
      const pending = new Set(clusterIds);
      await poll({ task, pollMs, stop: async () => {} }, async () => {
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

/** The error for a missing cluster. */
export function noSuchCluster(id: string): JobError {
  return new JobError({
    problem: `cluster ${id} not found in this account and region`,
    fix: 'deploy the scenario, or choose a method that creates a cluster (transient, step-functions)',
  });
}

/** Whether a cluster has terminated; `TERMINATING` has not. */
function hasEnded({ state }: Pick<EmrCluster, 'state'>): boolean {
  return state.startsWith('TERMINATED');
}

async function primaryFilter(clusterId: string, client: EMRClient) {
  const { Cluster: found } = await client.send(new DescribeClusterCommand({ ClusterId: clusterId }));
  return found?.InstanceCollectionType === 'INSTANCE_FLEET' ? { InstanceFleetType: 'MASTER' as const } : { InstanceGroupTypes: ['MASTER' as const] };
}

function clusterOf({ Id, Name, ClusterArn, Status, TerminationProtected, LogUri, Tags }: Cluster): EmrCluster {
  return {
    id: Id ?? '',
    name: Name ?? '',
    arn: ClusterArn ?? '',
    state: Status?.State ?? 'STARTING',
    reason: Status?.StateChangeReason?.Message ?? '',
    isProtected: TerminationProtected ?? false,
    // EMR still returns the deprecated scheme s3n.
    logUri: (LogUri ?? '').replace(/^s3[an]:/, 's3:').replace(/([^/])$/, '$1/'),
    tags: Object.fromEntries((Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
  };
}

/** EMR reports a missing cluster as an InvalidRequestException. */
function isNoSuchCluster(error: unknown): boolean {
  return (
    isNamed(error, 'InvalidRequestException', 'ValidationException') && /cluster id .*(is not valid|not found)|does not exist/i.test(error.message)
  );
}
