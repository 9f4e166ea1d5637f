import { configOf } from '../greeting-platform/settings';

export { type Config, type Contract, contract } from '../greeting-platform/settings';

/** Three nodes, as in the article. */
export const config = configOf({ clusterName: 'istio-observe-demo', nodeDesired: 3 });
