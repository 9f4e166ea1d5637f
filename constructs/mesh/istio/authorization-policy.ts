import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { IstioResourceProps, WorkloadSelector } from './istio-resource';

/** Fields of an `AuthorizationPolicy` that charts use. Without any, the policy denies every request in its namespace. */
export interface AuthorizationPolicySpec {
  /** Pods that the policy applies to; absent for the whole namespace. */
  readonly selector?: WorkloadSelector;
  readonly action?: 'ALLOW';
  readonly rules?: readonly AuthorizationRule[];
}

/** Callers and requests that are allowed together. */
export interface AuthorizationRule {
  readonly from: readonly { readonly source: { readonly principals: readonly string[] } }[];
  readonly to: readonly { readonly operation: Operation }[];
}

/** Requests; an absent field matches all of them. */
export interface Operation {
  readonly ports: readonly string[];
  /** HTTP methods. */
  readonly methods?: readonly string[];
  /** Paths; a trailing `*` matches a prefix. */
  readonly paths?: readonly string[];
}

/** Istio `AuthorizationPolicy`: which identities may send which requests to which pods. */
export class AuthorizationPolicy extends ApiObject {
  constructor(scope: Construct, id: string, props: IstioResourceProps<AuthorizationPolicySpec>) {
    super(scope, id, { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', ...props });
  }
}
