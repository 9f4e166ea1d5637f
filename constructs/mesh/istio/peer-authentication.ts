import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { IstioResourceProps } from './istio-resource';

/** Fields of a `PeerAuthentication` that charts use. */
export interface PeerAuthenticationSpec {
  /** `STRICT`: the sidecars refuse plaintext connections. */
  readonly mtls: { readonly mode: 'STRICT' };
}

/** Istio `PeerAuthentication`: whether sidecars require mutual TLS. In the control plane's namespace it applies to the whole mesh. */
export class PeerAuthentication extends ApiObject {
  constructor(scope: Construct, id: string, props: IstioResourceProps<PeerAuthenticationSpec>) {
    super(scope, id, { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', ...props });
  }
}
