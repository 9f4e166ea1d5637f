import { configOf } from '../greeting-platform/settings';

export { type Config, type Contract, contract } from '../greeting-platform/settings';

/** As for REST; five nodes, as in the article, since there are two more programs, and another cluster name, so that both can stand beside each other. */
export const config = configOf({ clusterName: 'istio-grpc-demo', nodeDesired: 5 });
