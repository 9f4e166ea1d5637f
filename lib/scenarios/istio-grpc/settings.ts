import { configOf } from '../istio-observability/settings';

export { type Config, type Contract, contract } from '../istio-observability/settings';

/** As for REST; five nodes, as in the article, since there are two programs more, and a name of its own, so that both can stand beside each other. */
export const config = configOf({ clusterName: 'istio-grpc-demo', nodeDesired: 5 });
