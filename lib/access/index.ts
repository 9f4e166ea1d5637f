export { type DeployerNeeds, type DeployerOptions, type DeployerStatement, deployerNeeds } from './deployer';
export { type AccessReport, type JudgedRequest, judge, type RoleReport, type SentRequest, type UnusedStatement, withoutAction } from './judge';
export { type ClusterAccess, clusterAccessOf, clusterAccessTable } from './kubernetes/cluster-access';
export { ClusterPolicyError } from './kubernetes/fields';
export { type ClusterAccessReport, type JudgedCall, judgeCluster } from './kubernetes/judge-cluster';
export { type Suggestion, suggest, type WrittenStatement } from './suggest';
export type { WorkloadRole } from './workload-roles';
export { authorizerOf, type Finding, type Role, rolesOf, serviceAuthorizerOf, type World, type WorldOptions, worldOf } from './world';
