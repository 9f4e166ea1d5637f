import type { AccessDecision, StatementSource } from '../../contract/access';
import type { AuthorizationAction, AuthorizationPolicy, AuthorizationRule } from './authorization-policy';
import { hasLabels, type Labels } from './fields';
import type { MeshRequest } from './mesh-request';

/** The called pods, as policies select them. */
export interface MeshWorkload {
  readonly namespace: string;
  readonly labels: Labels;
}

/**
 * What the policies say to a request to pods with a proxy: what CUSTOM and DENY policies match is denied; then, unless there is no
 * ALLOW policy, one has to match. AUDIT policies decide nothing.
 */
export function decideRequest(
  policies: readonly AuthorizationPolicy[],
  rootNamespace: string,
  workload: MeshWorkload,
  request: MeshRequest,
): AccessDecision {
  const applying = policies.filter(
    ({ namespace, selector }) => [workload.namespace, rootNamespace].includes(namespace) && hasLabels(workload.labels, selector ?? {}),
  );
  const rulesOf = (action: AuthorizationAction) =>
    applying
      .filter((policy) => policy.action === action)
      .flatMap(({ name, rules }) =>
        rules.map((rule, index) => ({ source: { policy: name, index, sid: action }, near: nearness(rule, action, request) })),
      );
  const matching = (action: AuthorizationAction) => rulesOf(action).filter(({ near }) => near.isWhole);

  const [custom] = matching('CUSTOM');
  if (custom) return denied(`the provider of ${custom.source.policy} decides, and it is not evaluated`, custom.source);
  const [deny] = matching('DENY');
  if (deny) return denied(`${deny.source.policy} denies it`, deny.source);

  const allowing = applying.filter(({ action }) => action === 'ALLOW');
  if (allowing.length === 0) return { isAllowed: true, by: [] };
  const by = matching('ALLOW').map(({ source }) => source);
  if (by.length > 0) return { isAllowed: true, by };
  const rules = rulesOf('ALLOW');
  const nearest = rules.reduce<(typeof rules)[number] | undefined>(
    (best, rule) => (best && best.near.parts >= rule.near.parts ? best : rule),
    undefined,
  );
  return denied(`no rule of ${allowing.map(({ name }) => name).join(', ')} allows it`, nearest?.source);
}

/**
 * How much of a rule matches. On a connection that is not HTTP, Istio leaves out a rule of ALLOW that looks at HTTP, and of a rule of
 * another action only what looks at HTTP.
 */
function nearness(rule: AuthorizationRule, action: AuthorizationAction, request: MeshRequest) {
  const holds = (tests: AuthorizationRule[number]['alternatives'][number]) =>
    tests.every(({ isHttp, matches }) => (isHttp && !request.http ? action !== 'ALLOW' : matches(request)));
  const matched = rule.map(({ part, alternatives }) => ({ part, isMatch: alternatives.some(holds) }));
  // Who calls tells more about which rule was meant than what is asked.
  const parts = matched.reduce((sum, { part, isMatch }) => sum + (isMatch ? (part === 'from' ? 2 : 1) : 0), 0);
  return { isWhole: matched.every(({ isMatch }) => isMatch), parts };
}

function denied(reason: string, nearest: StatementSource | undefined): AccessDecision {
  return { isAllowed: false, reason, ...(nearest && { nearest }) };
}
