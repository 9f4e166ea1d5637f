import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { IstioResourceProps } from './istio-resource';

/** Fields of a `Gateway` that charts use. */
export interface GatewaySpec {
  /** Labels of the gateway pods. */
  readonly selector: Readonly<Record<string, string>>;
  readonly servers: readonly GatewayServer[];
}

/** A port of the gateway, and the hosts that it accepts there. */
export interface GatewayServer {
  readonly port: { readonly number: number; readonly name: string; readonly protocol: 'HTTP' };
  /** Host names; `*` is any. */
  readonly hosts: readonly string[];
}

/** Istio `Gateway`: ports and hosts that the gateway pods accept. */
export class Gateway extends ApiObject {
  constructor(scope: Construct, id: string, props: IstioResourceProps<GatewaySpec>) {
    super(scope, id, { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', ...props });
  }
}
