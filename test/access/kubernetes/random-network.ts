import type { Connection, Peer } from '../../../lib/access/kubernetes/network-policy';
import type { KubernetesObject } from '../../../lib/kubernetes/kubernetes-object';
import { pod, policy } from './network-cases';

/** Policies and a connection, the same for the same seed; small sets of values make matches common. */
export function randomCase(seed: number): { readonly policies: readonly KubernetesObject[]; readonly connection: Connection } {
  const next = sequence(seed);
  const pick = <Value>(...values: readonly Value[]): Value => values[Math.floor(next() * values.length)] as Value;
  const some = <Value>(most: number, make: () => Value): Value[] => Array.from({ length: Math.floor(next() * (most + 1)) }, make);
  const optional = <Fields extends object>(make: () => Fields): Fields | Record<string, never> => (next() < 0.5 ? make() : {});

  const expression = () => {
    const [key, operator] = [pick('app', 'tier', 'team'), pick('In', 'NotIn', 'Exists', 'DoesNotExist')];
    return operator.endsWith('In') ? { key, operator, values: [pick('web', 'db', 'ops', 'data')] } : { key, operator };
  };
  const selector = () => ({
    ...optional(() => ({ matchLabels: { [pick('app', 'team')]: pick('web', 'db', 'ops') } })),
    ...optional(() => ({ matchExpressions: some(2, expression) })),
  });
  const block = () => ({
    cidr: pick('10.0.0.0/8', '10.0.0.0/16', '0.0.0.0/0', '2001:db8::/64'),
    ...optional(() => ({ except: some(2, () => pick('10.0.4.0/24', '10.0.0.7/32')) })),
  });
  const peer = () =>
    pick<() => object>(
      () => ({ podSelector: selector() }),
      () => ({ namespaceSelector: selector() }),
      () => ({ podSelector: selector(), namespaceSelector: selector() }),
      () => ({ ipBlock: block() }),
    )();
  const port = () => ({
    ...pick<object>({}, { port: 8_080 }, { port: 'main' }, { port: 8_000, endPort: 8_080 }, { port: 53 }),
    ...optional(() => ({ protocol: pick('TCP', 'UDP') })),
  });
  const rule = (side: 'from' | 'to') => ({ ...optional(() => ({ [side]: some(2, peer) })), ...optional(() => ({ ports: some(2, port) })) });
  const one = (_: unknown, index: number) =>
    policy(
      {
        ...optional(() => ({ podSelector: selector() })),
        ...optional(() => ({ policyTypes: some(2, () => pick('Ingress', 'Egress')) })),
        ...optional(() => ({ ingress: some(2, () => rule('from')) })),
        ...optional(() => ({ egress: some(2, () => rule('to')) })),
      },
      `policy-${index}`,
      pick('shop', 'watch'),
    );
  const end = (): Peer =>
    next() < 0.75
      ? pod(
          pick('shop', 'watch', 'elsewhere'),
          pick('web', 'db'),
          optional(() => ({ address: pick('10.0.4.9', '10.1.0.1') })),
        )
      : { address: pick('10.0.0.7', '10.0.4.9', '192.0.2.1', '2001:db8::5') };

  const from = end();
  const to = next() < 0.05 ? from : end();
  return {
    policies: Array.from({ length: Math.floor(next() * 4) }, one),
    connection: { from, to, port: pick(8_080, 53, 8_050), protocol: pick<Connection['protocol']>('TCP', 'TCP', 'UDP') },
  };
}

/** Pseudo-random numbers from 0 to 1 (mulberry32). */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
