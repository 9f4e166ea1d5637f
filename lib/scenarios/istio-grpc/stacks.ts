import { buildEstate } from '../istio-observability/stacks';
import type { Build } from '../stage';
import type { scenario } from './scenario';

/** The estate, with services that speak gRPC behind a gateway for browsers. */
export const build: Build<typeof scenario> = (stage, config) => buildEstate(stage, config, 'grpc');
