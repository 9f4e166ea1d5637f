import { configOf } from '../greeting-platform/settings';

export { type Config, type Contract, contract } from '../greeting-platform/settings';

/** Four nodes: on the three of the article, the second pods of three programs would stay pending. */
export const config = configOf({ clusterName: 'istio-observe-demo', nodeDesired: 4 });
