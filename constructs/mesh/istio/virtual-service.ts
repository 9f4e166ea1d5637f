import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { IstioResourceProps } from './istio-resource';

/** Fields of a `VirtualService` that charts use. */
export interface VirtualServiceSpec {
  /** Host names of the requests; `*` is any. */
  readonly hosts: readonly string[];
  /** Names of the gateways whose requests are routed. */
  readonly gateways: readonly string[];
  /** HTTP routes; the first match wins. */
  readonly http: readonly HttpRoute[];
}

/** Requests that match, and their destination. */
export interface HttpRoute {
  readonly match: readonly { readonly uri: { readonly prefix: string } }[];
  readonly route: readonly WeightedDestination[];
  readonly corsPolicy?: CorsPolicy;
}

/** A destination and its share of the requests. */
export interface WeightedDestination {
  readonly destination: Destination;
  /** Share of the requests, in percent. */
  readonly weight: number;
}

/** A service of the mesh. */
export interface Destination {
  readonly host: string;
  readonly port: { readonly number: number };
  /** Subset of the service's `DestinationRule`; absent for all pods. */
  readonly subset?: string;
}

/** Answers that the proxy gives to CORS preflight requests. */
export interface CorsPolicy {
  readonly allowOrigins: readonly { readonly exact: string }[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly allowCredentials: boolean;
  /** How long a browser may cache the answer, such as `600s`. */
  readonly maxAge: string;
  /** `IGNORE`: preflight requests from other origins do not reach the service. */
  readonly unmatchedPreflights: 'IGNORE';
}

/** Istio `VirtualService`: routes from hosts and paths to services. */
export class VirtualService extends ApiObject {
  constructor(scope: Construct, id: string, props: IstioResourceProps<VirtualServiceSpec>) {
    super(scope, id, { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', ...props });
  }
}
