/** What a proxy of the mesh knows of a request. An absent attribute is one that the request does not have. */
export interface MeshRequest {
  /** Identity in the certificate of the caller, `<trust domain>/ns/<namespace>/sa/<service account>`. @default - a caller without a certificate */
  readonly principal?: string;
  /** Issuer and subject of a token, `<issuer>/<subject>`. @default - no token */
  readonly requestPrincipal?: string;
  /** Address of the packets. */
  readonly sourceAddress?: string;
  /** Address of the client, from X-Forwarded-For. */
  readonly remoteAddress?: string;
  readonly destinationAddress?: string;
  /** Port of the container. */
  readonly port: number;
  /** @default - a connection that is not HTTP */
  readonly http?: HttpRequest;
}

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly host?: string;
  /** By lower-case name. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Namespace and service account of a principal. */
export function identityOf(principal: string | undefined): { readonly namespace: string; readonly serviceAccount: string } | undefined {
  const [, namespace, serviceAccount] = /^[^/]+\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(principal ?? '') ?? [];
  return namespace === undefined || serviceAccount === undefined ? undefined : { namespace, serviceAccount };
}
