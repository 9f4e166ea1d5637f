import { graph, type ServiceLetter } from '../../../workloads/greeting-service/graph';
import type { Protocol } from '../../../workloads/greeting-service/service/configuration';

/** Namespace of the reference platform. */
export const APPLICATION = 'dev';

/** Namespace of the control plane, the gateways and the telemetry. */
export const CONTROL_PLANE = 'istio-system';

/** Namespace of the database and the queue, without managed services. */
export const STORES = 'stores';

/** Name of the page's service. */
export const UI = 'angular-ui';

/** Name of the REST-to-gRPC gateway. */
export const REV_PROXY = 'rev-proxy';

/** Letters of the services, in order. */
export const letters = Object.keys(graph) as ServiceLetter[];

/** Name of a service in addresses, as in 'service-a'. */
export function nameOf(letter: ServiceLetter): string {
  return `service-${letter}`;
}

/** Port on which services listen. */
export function portOf(protocol: Protocol): number {
  return protocol === 'grpc' ? 50_051 : 8_080;
}

/** Port of the page's program; unprivileged processes cannot listen on 80. */
export const UI_PORT = 8_080;

/** CIDR block of the VPC, also used in NetworkPolicies for database and queue. */
export const ADDRESSES = '10.0.0.0/16';
