import type { AccessDecision } from '../../contract/access';
import { ClusterPolicyError, type Field, fieldsOf, hasLabels, isSet, type Labels, labelsOf, oneOf } from './fields';
import type { MeshWorkload } from './mesh-decision';
import type { PolicyObject } from './policy-object';

export type MutualTls = 'STRICT' | 'PERMISSIVE' | 'DISABLE';

/** A PeerAuthentication as it is evaluated. */
export interface PeerAuthentication {
  /** `PeerAuthentication <namespace>/<name>` */
  readonly name: string;
  readonly namespace: string;
  /** Absent: every workload of the namespace, or of the mesh. */
  readonly selector?: Labels;
  /** Absent: as the wider policy says. */
  readonly mode?: MutualTls;
  readonly ports: ReadonlyMap<number, MutualTls>;
}

/** Reads a PeerAuthentication of Istio. @throws ClusterPolicyError for what is not evaluated */
export function peerAuthentication({ id, namespace, spec }: PolicyObject): PeerAuthentication {
  const fields = fieldsOf(spec, ['selector', 'mtls', 'portLevelMtls']);
  const selector = isSet(fields.selector) ? (labelsOf(fieldsOf(fields.selector, ['matchLabels']).matchLabels) ?? {}) : undefined;
  const mode = isSet(fields.mtls) ? modeOf(fields.mtls) : undefined;
  const ports = isSet(fields.portLevelMtls) ? Object.entries(fields.portLevelMtls.value as Record<string, unknown>) : [];
  if (ports.length > 0 && Object.keys(selector ?? {}).length === 0) {
    throw new ClusterPolicyError(fields.portLevelMtls.at, 'no selector', 'a selector beside portLevelMtls');
  }
  return {
    ...{ name: id, namespace },
    ...(selector && Object.keys(selector).length > 0 && { selector }),
    ...(mode && { mode }),
    ports: new Map(
      ports.flatMap(([port, value]) => {
        const own = modeOf({ at: `${fields.portLevelMtls.at}.${port}`, value });
        return own ? [[Number(port), own] as const] : [];
      }),
    ),
  };
}

/** How pods take connections at a port: the narrowest policy that says it, PERMISSIVE when none does. */
export function mutualTlsOf(
  policies: readonly PeerAuthentication[],
  rootNamespace: string,
  { namespace, labels }: MeshWorkload,
  port: number,
): { readonly mode: MutualTls; readonly by?: string } {
  const own = policies.filter((policy) => policy.namespace === namespace);
  const selected = own.filter(({ selector }) => selector && hasLabels(labels, selector));
  const wide = (policy: PeerAuthentication) => !policy.selector;
  const wider = [...own.filter(wide), ...policies.filter((policy) => policy.namespace === rootNamespace && wide(policy))];
  for (const policy of selected) {
    const mode = policy.ports.get(port);
    if (mode) return { mode, by: policy.name };
  }
  const found = [...selected, ...wider].find(({ mode }) => mode);
  return found?.mode ? { mode: found.mode, by: found.name } : { mode: 'PERMISSIVE' };
}

/** Whether a caller is known by its certificate, or not let in without one. */
export function authenticated(
  { mode, by }: ReturnType<typeof mutualTlsOf>,
  principal: string | undefined,
): { readonly principal: string | undefined } | { readonly refusal: AccessDecision & { readonly isAllowed: false } } {
  if (mode === 'DISABLE') return { principal: undefined };
  if (principal === undefined && mode === 'STRICT') {
    return {
      refusal: { isAllowed: false, reason: `${by} lets no caller in without a certificate of the mesh`, nearest: { policy: String(by), index: 0 } },
    };
  }
  return { principal };
}

function modeOf(field: Field): MutualTls | undefined {
  const mode = oneOf(fieldsOf(field, ['mode']).mode, ['UNSET', 'STRICT', 'PERMISSIVE', 'DISABLE'], 'UNSET');
  return mode === 'UNSET' ? undefined : mode;
}
