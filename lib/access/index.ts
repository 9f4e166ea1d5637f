export { accountOf, deploymentOf } from './deployment';
export { denialsOf, judge, type SentRequest, withoutAction } from './judge';
export { accessOf, sentOf, usesOf } from './report';
export { type Suggestion, suggest, type WrittenStatement } from './suggest';
export type { WorkloadRole } from './workload-roles';
export { authorizerOf, type Role, rolesOf, serviceAuthorizerOf, type World, type WorldOptions, worldOf } from './world';
