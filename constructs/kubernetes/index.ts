export * from './add-on';
export type { ClusterPhase, EksClusterAttributes, IEksCluster } from './cluster';
export * from './container-insights';
export * from './eks-cluster';
export * from './install-order';
export * from './load-balancer-controller-identity';
export * from './node-group';
export * from './pod-identity';
export * from './service-load-balancer';
