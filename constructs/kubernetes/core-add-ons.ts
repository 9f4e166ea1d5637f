import { AddOn } from './add-on';
import type { IEksCluster } from './cluster';
import { attachManagedPolicy } from './managed-policy';
import { podIdentityRole } from './pod-identity';

/** Add-ons that can be chosen. */
export interface CoreAddOns {
  /** @default true */
  readonly metricsServer?: boolean;
  /** @default false */
  readonly blockStorage?: boolean;
}

/**
 * Installs the EKS add-ons that every cluster needs. EKS Auto Mode includes most of them.
 *
 * DaemonSets come before the nodes, which are not ready without them. Deployments come after the nodes, since EKS waits until they are healthy.
 */
export function installCoreAddOns(cluster: IEksCluster, { metricsServer, blockStorage }: CoreAddOns): void {
  if (!cluster.autoMode) {
    const agent = new AddOn(cluster, 'PodIdentityAgent', { cluster, addOnName: 'eks-pod-identity-agent', phase: 'networking' });
    const cni = new AddOn(cluster, 'VpcCni', {
      cluster,
      addOnName: 'vpc-cni',
      // A NetworkPolicy has no effect unless the VPC CNI enforces it.
      configuration: { enableNetworkPolicy: 'true' },
      roles: { 'aws-node': roleOf(cluster, 'VpcCniRole', 'aws-node', 'AmazonEKS_CNI_Policy') },
      phase: 'networking',
    });
    cni.node.addDependency(agent);
    new AddOn(cluster, 'KubeProxy', { cluster, addOnName: 'kube-proxy', phase: 'networking' });
    new AddOn(cluster, 'CoreDns', { cluster, addOnName: 'coredns' });
  }
  if (metricsServer ?? true) new AddOn(cluster, 'MetricsServer', { cluster, addOnName: 'metrics-server' });
  if (blockStorage ?? false) {
    const account = 'ebs-csi-controller-sa';
    const role = roleOf(cluster, 'BlockStorageRole', account, 'service-role/AmazonEBSCSIDriverPolicy');
    new AddOn(cluster, 'BlockStorage', { cluster, addOnName: 'aws-ebs-csi-driver', roles: { [account]: role } });
  }
}

function roleOf(cluster: IEksCluster, id: string, serviceAccount: string, policy: string) {
  const role = podIdentityRole(cluster, id, { cluster, namespace: 'kube-system', serviceAccount });
  attachManagedPolicy(role, policy, 'The managed policy that EKS documents for this add-on; AWS updates it with the add-on, unlike a copy');
  return role;
}
