import type { AccessDecision, StatementSource } from '../../contract/access';
import type { Connection, Direction, Namespaces, NetworkPolicy, NetworkRule, Peer } from './network-policy';

/** What the policies say to a connection: both ends have to allow it. */
export function decideConnection(policies: readonly NetworkPolicy[], namespaces: Namespaces, connection: Connection): AccessDecision {
  // Documented: a pod cannot block access to itself.
  if (connection.from === connection.to) return { isAllowed: true, by: [] };
  const leaving = decideEnd(policies, namespaces, connection, 'egress');
  if (!leaving.isAllowed) return leaving;
  const entering = decideEnd(policies, namespaces, connection, 'ingress');
  return entering.isAllowed ? { isAllowed: true, by: [...leaving.by, ...entering.by] } : entering;
}

/** Policies that isolate an end of a connection in a direction. */
export function isolating(policies: readonly NetworkPolicy[], { pod }: Peer, direction: Direction): readonly NetworkPolicy[] {
  return policies.filter(
    ({ namespace, selects, directions }) => pod !== undefined && pod.namespace === namespace && directions.includes(direction) && selects(pod.labels),
  );
}

function decideEnd(policies: readonly NetworkPolicy[], namespaces: Namespaces, connection: Connection, direction: Direction): AccessDecision {
  const [own, other] = direction === 'egress' ? [connection.from, connection.to] : [connection.to, connection.from];
  const applying = isolating(policies, own, direction);
  if (applying.length === 0) return { isAllowed: true, by: [] };

  const rules = applying.flatMap((policy) =>
    policy[direction].map((rule, index) => ({
      source: { policy: policy.name, index, sid: direction },
      near: nearness(rule, other, namespaces, connection),
    })),
  );
  const by = rules.filter(({ near }) => near.isWhole).map(({ source }) => source);
  if (by.length > 0) return { isAllowed: true, by };
  const nearest = rules.reduce<(typeof rules)[number] | undefined>(
    (best, rule) => (best && best.near.parts >= rule.near.parts ? best : rule),
    undefined,
  );
  return {
    isAllowed: false,
    reason: `no ${direction} rule of ${applying.map(({ name }) => name).join(', ')} allows it`,
    ...nearestOf(nearest?.source),
  };
}

/** How much of a rule matches: its peers count more than its ports. */
function nearness({ peers, ports }: NetworkRule, other: Peer, namespaces: Namespaces, connection: Connection) {
  const isPeer = peers === undefined || peers.some((matches) => matches(other, namespaces));
  const isPort = ports === undefined || ports.some((matches) => matches(connection));
  return { isWhole: isPeer && isPort, parts: (isPeer ? 2 : 0) + (isPort ? 1 : 0) };
}

function nearestOf(nearest: StatementSource | undefined): { readonly nearest?: StatementSource } {
  return nearest ? { nearest } : {};
}
