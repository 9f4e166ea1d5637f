import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { IstioResourceProps } from './istio-resource';

/** Fields of a `ServiceEntry` that charts use. */
export interface ServiceEntrySpec {
  readonly hosts: readonly string[];
  readonly ports: readonly ServiceEntryPort[];
  readonly location: 'MESH_EXTERNAL';
  /** `NONE`: the proxy connects to the address that the client resolved. */
  readonly resolution: 'NONE';
}

/** A port of the hosts. */
export interface ServiceEntryPort {
  readonly number: number;
  readonly name: string;
  readonly protocol: 'TLS' | 'TCP';
}

/** Istio `ServiceEntry`: hosts outside the mesh, as an entry of its service registry. */
export class ServiceEntry extends ApiObject {
  constructor(scope: Construct, id: string, props: IstioResourceProps<ServiceEntrySpec>) {
    super(scope, id, { apiVersion: 'networking.istio.io/v1', kind: 'ServiceEntry', ...props });
  }
}
