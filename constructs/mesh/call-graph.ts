import type { Construct } from 'constructs';
import { PropError } from '../errors';

/** Something in the mesh that calls or is called. */
export interface MeshParty {
  /** Namespace of its pods. */
  readonly namespace: string;
  /** Service account of its pods, which is who it is to others. */
  readonly serviceAccount: string;
  /** Labels that its pods have and others have not. */
  readonly labels: Readonly<Record<string, string>>;
  /** Port that its container listens on; absent if nobody can call it. */
  readonly port?: number;
  /** True for what only calls, such as a gateway: no policy is made for its pods. */
  readonly outside?: true;
}

/** A call that is allowed. Without methods and paths, whatever is said on the connection is. */
export interface MeshCall {
  /** Name of the party that calls. */
  readonly from: string;
  /** Name of the party that is called. */
  readonly to: string;
  /** HTTP methods; for gRPC always POST. */
  readonly methods?: readonly string[];
  /** Paths; one that ends with * stands for all that begin so. For gRPC `/package.Service/Method`. */
  readonly paths?: readonly string[];
}

/** Who calls whom. Policies are derived from it, so that it is written down once. */
export interface CallGraph {
  /** Parties by name. */
  readonly parties: Readonly<Record<string, MeshParty>>;
  /** Calls that are allowed; any other is refused. */
  readonly calls: readonly MeshCall[];
}

/** The party of a name. @throws PropError when the graph has none, or when it is called and listens on no port */
export function partyOf(scope: Construct, { parties }: CallGraph, name: string, isCalled = false): MeshParty {
  const party = parties[name];
  if (!party) {
    throw new PropError(scope, {
      problem: 'graph has a call of a party that it does not have',
      got: `'${name}'`,
      allowed: Object.keys(parties).join(', '),
      fix: 'add the party, or correct the name',
    });
  }
  if (isCalled && (party.port === undefined || party.outside)) {
    throw new PropError(scope, {
      problem: `graph has a call to ${name}, which cannot be called`,
      got: party.outside ? 'a party outside' : 'a party without a port',
      fix: 'give the party a port, or take the call out',
    });
  }
  return party;
}

/** Identity of a party's pods, as certificates of the mesh say it. */
export function principalOf({ namespace, serviceAccount }: MeshParty, trustDomain: string): string {
  return `${trustDomain}/ns/${namespace}/sa/${serviceAccount}`;
}
