import type { Construct } from 'constructs';
import { PropError } from '../errors';

/** A workload of the mesh that calls others or is called. */
export interface MeshParty {
  /** Namespace of its pods. */
  readonly namespace: string;
  /** Service account of its pods, which is its identity in the mesh. */
  readonly serviceAccount: string;
  /** Labels that only its pods have. */
  readonly labels: Readonly<Record<string, string>>;
  /** Container port; absent if it cannot be called. */
  readonly port?: number;
  /** True for a caller such as a gateway, whose pods get no policies. */
  readonly outside?: true;
}

/** An allowed call. Without methods and paths, all requests are allowed. */
export interface MeshCall {
  /** Name of the calling party. */
  readonly from: string;
  /** Name of the called party. */
  readonly to: string;
  /** HTTP methods; for gRPC always POST. */
  readonly methods?: readonly string[];
  /** Paths; a trailing `*` matches a prefix. For gRPC `/package.Service/Method`. */
  readonly paths?: readonly string[];
}

/** Allowed calls between the workloads of a mesh, from which `CallPolicies` derives policies. */
export interface CallGraph {
  /** Parties by name. */
  readonly parties: Readonly<Record<string, MeshParty>>;
  /** Allowed calls; all others are denied. */
  readonly calls: readonly MeshCall[];
}

/** The party with a name. @throws PropError for an unknown party, and for a called party without a port */
export function partyOf(scope: Construct, { parties }: CallGraph, name: string, isCalled = false): MeshParty {
  const party = parties[name];
  if (!party) {
    throw new PropError(scope, {
      problem: 'graph has a call with an unknown party',
      got: `'${name}'`,
      allowed: Object.keys(parties).join(', '),
      fix: 'add the party to parties, or correct the name',
    });
  }
  if (isCalled && (party.port === undefined || party.outside)) {
    throw new PropError(scope, {
      problem: `graph has a call to ${name}, which cannot be called`,
      got: party.outside ? 'a party with outside: true' : 'a party without a port',
      fix: 'set the port of the party, or remove the call',
    });
  }
  return party;
}

/** Principal of a party's pods, as in mesh certificates. */
export function principalOf({ namespace, serviceAccount }: MeshParty, trustDomain: string): string {
  return `${trustDomain}/ns/${namespace}/sa/${serviceAccount}`;
}
