export { type AccessReport, type JudgedRequest, judge, type RoleReport, type SentRequest, type UnusedStatement, withoutAction } from './judge';
export { type Suggestion, suggest, type WrittenStatement } from './suggest';
export type { WorkloadRole } from './workload-roles';
export { authorizerOf, type Finding, type Role, rolesOf, serviceAuthorizerOf, type World, type WorldOptions, worldOf } from './world';
