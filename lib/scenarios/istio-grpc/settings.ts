import { configOf } from '../greeting-platform/settings';

export { type Config, type Contract, contract } from '../greeting-platform/settings';

/** As for REST, but with five nodes, as in the article, for two more programs, and another cluster name, so that both variants can coexist. */
export const config = configOf({ clusterName: 'istio-grpc-demo', nodeDesired: 5 });
