import type {
  CancelStepsInput,
  DescribeClusterInput,
  ListClustersInput,
  ListStepsInput,
  SetTerminationProtectionInput,
  TerminateJobFlowsInput,
} from '@aws-sdk/client-emr';
import type { CancelJobRunRequest, GetApplicationRequest, ListJobRunsRequest } from '@aws-sdk/client-emr-serverless';
import { serviceError } from './errors';
import type { FakeAccount, FakeCluster } from './fake-account';
import type { Operations } from './operations';
import { page } from './paging';

/** Milliseconds until a cluster has terminated. */
const TERMINATION_MS = 120_000;

/** EMR on EC2 and EMR Serverless. A cluster that has terminated can be described for weeks. */
export function emrOperations(account: FakeAccount): Operations {
  const clusterOf = (id = ''): FakeCluster => {
    const cluster = account.clusters.find((each) => each.id === id);
    if (!cluster) throw serviceError('InvalidRequestException', `Cluster id '${id}' is not valid.`);
    return cluster;
  };
  return {
    'EMR.ListClusters': ({ ClusterStates, Marker }: ListClustersInput) => {
      const found = account.clusters.filter(({ state }) => ClusterStates?.includes(state) ?? true);
      const { items, next } = page(found, Marker, 50);
      return { Clusters: items.map(({ id, name, state }) => ({ Id: id, Name: name, Status: { State: state } })), Marker: next };
    },
    'EMR.DescribeCluster': ({ ClusterId }: DescribeClusterInput) => {
      const { id, name, state, isProtected, tags, subnet } = clusterOf(ClusterId);
      const Cluster = {
        Id: id,
        Name: name,
        Status: { State: state, StateChangeReason: {} },
        TerminationProtected: isProtected,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        Ec2InstanceAttributes: { Ec2SubnetId: subnet },
      };
      return { Cluster };
    },
    'EMR.ListSteps': ({ ClusterId }: ListStepsInput) => ({
      Steps: clusterOf(ClusterId).openSteps.map((Id) => ({ Id, Name: 'a step', Status: { State: 'RUNNING' } })),
    }),
    'EMR.CancelSteps': ({ ClusterId, StepIds = [] }: CancelStepsInput) => {
      const cluster = clusterOf(ClusterId);
      cluster.openSteps = cluster.openSteps.filter((id) => !StepIds.includes(id));
      return { CancelStepsInfoList: StepIds.map((StepId) => ({ StepId, Status: 'SUBMITTED' })) };
    },
    'EMR.SetTerminationProtection': ({ JobFlowIds = [], TerminationProtected = false }: SetTerminationProtectionInput) => {
      for (const id of JobFlowIds) clusterOf(id).isProtected = TerminationProtected;
      return {};
    },
    // A protected cluster goes on, and the request says nothing.
    'EMR.TerminateJobFlows': ({ JobFlowIds = [] }: TerminateJobFlowsInput) => {
      for (const cluster of JobFlowIds.map(clusterOf).filter(({ isProtected, state }) => !isProtected && state === 'WAITING')) {
        cluster.state = 'TERMINATING';
        account.changes.push(`terminate cluster ${cluster.id}`);
        account.later(TERMINATION_MS, () => {
          cluster.state = 'TERMINATED';
          cluster.openSteps = [];
        });
      }
      return {};
    },
    'EMRServerless.GetApplication': ({ applicationId }: GetApplicationRequest) => {
      if (!account.resource('AWS::EMRServerless::Application', applicationId)) throw applicationMissing(applicationId);
      return { application: { applicationId, state: 'STARTED' } };
    },
    'EMRServerless.ListJobRuns': ({ applicationId }: ListJobRunsRequest) => {
      if (!account.resource('AWS::EMRServerless::Application', applicationId)) throw applicationMissing(applicationId);
      return { jobRuns: [] };
    },
    'EMRServerless.CancelJobRun': (_: CancelJobRunRequest) => ({}),
  };
}

function applicationMissing(id = ''): Error {
  return serviceError('ResourceNotFoundException', `Application ${id} does not exist`, { status: 404 });
}
