import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { IstioResourceProps } from './istio-resource';

/** Fields of a `Telemetry` that charts use. */
export interface TelemetrySpec {
  readonly tracing: readonly Tracing[];
}

/** Where spans are sent, and for how many requests. */
export interface Tracing {
  /** Names of extension providers in the mesh configuration. */
  readonly providers: readonly { readonly name: string }[];
  /** Share of the requests that are traced, in percent. */
  readonly randomSamplingPercentage: number;
}

/** Istio `Telemetry`: tracing of the proxies. In the control plane's namespace it applies to the whole mesh. */
export class Telemetry extends ApiObject {
  constructor(scope: Construct, id: string, props: IstioResourceProps<TelemetrySpec>) {
    super(scope, id, { apiVersion: 'telemetry.istio.io/v1', kind: 'Telemetry', ...props });
  }
}
