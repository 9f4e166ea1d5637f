import { objectsOf } from '../../../lib/kubernetes/installation';
import type { KubernetesObject } from '../../../lib/kubernetes/kubernetes-object';
import { type PlatformOptions, platform } from '../../../lib/scenarios/greeting-platform/platform';
import { referenceGraph } from '../../../lib/scenarios/greeting-platform/reference-platform';
import { graph, type ServiceLetter } from '../../../workloads/greeting-service/graph';
import { onAws, onCluster } from './installations';

interface Authorization {
  readonly selector?: { readonly matchLabels: { readonly app: string } };
  readonly action?: string;
  readonly rules?: readonly {
    readonly from: readonly { readonly source: { readonly principals: readonly string[] } }[];
    readonly to: readonly { readonly operation: { readonly ports: string[]; readonly methods?: string[]; readonly paths?: string[] } }[];
  }[];
}

interface Peer {
  readonly namespaceSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly podSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly ipBlock?: { readonly cidr: string };
}

interface Network {
  readonly podSelector: { readonly matchLabels?: { readonly app: string } };
  readonly policyTypes: readonly string[];
  readonly ingress: readonly { readonly from: readonly Peer[]; readonly ports: readonly { readonly port: number }[] }[];
  readonly egress: readonly { readonly to: readonly Peer[]; readonly ports: readonly { readonly port: number }[] }[];
}

const GUARDED = ['dev', 'stores'];
const cases: [string, PlatformOptions][] = [
  ['REST on AWS', onAws],
  ['gRPC on AWS', { ...onAws, protocol: 'grpc' }],
  ['REST on any cluster', onCluster],
  ['gRPC on any cluster', { ...onCluster, protocol: 'grpc' }],
];

describe.each(cases)('%s', (_, options) => {
  const objects = objectsOf(platform(options)).filter(({ metadata }) => GUARDED.includes(metadata.namespace ?? ''));
  const specs = <Spec>(kind: string) => objects.filter((object) => object.kind === kind).map((object) => [object, object['spec'] as Spec] as const);
  const expected = referenceGraph(options.protocol, !options.managedStores)
    .calls.map(({ from, to }) => `${from} → ${to}`)
    .sort();
  const perPod = specs<Network>('NetworkPolicy').filter(([, spec]) => spec.podSelector.matchLabels);

  test('authorization policies give exactly the call graph', () => {
    const derived = specs<Authorization>('AuthorizationPolicy').flatMap(([, { selector, action, rules = [] }]) =>
      rules.flatMap(({ from }) =>
        from.flatMap(({ source }) => {
          expect(action).toBe('ALLOW');
          return source.principals.map((principal) => `${callerOf(principal)} → ${selector?.matchLabels.app}`);
        }),
      ),
    );

    expect(derived.sort()).toEqual(expected);
  });

  test('ingress of the network policies gives exactly the call graph', () => {
    const derived = perPod.flatMap(([, { podSelector, ingress }]) =>
      ingress.flatMap(({ from }) => from.map((peer) => `${podOf(peer)} → ${podSelector.matchLabels?.app}`)),
    );

    expect(derived.sort()).toEqual(expected);
  });

  test('egress of the network policies gives exactly the call graph', () => {
    const derived = perPod.flatMap(([, { podSelector, egress }]) =>
      egress.flatMap(({ to }) => to.filter(({ ipBlock }) => !ipBlock).map((peer) => `${podSelector.matchLabels?.app} → ${podOf(peer)}`)),
    );

    // The gateway has no egress policy: only the services behind it have ingress rules.
    expect(derived.sort()).toEqual(expected.filter((call) => !call.startsWith('ingress')));
  });

  test('both kinds of policies allow calls on the container port only', () => {
    const portsOf = (name: string) => {
      const container = (
        objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === name) as never as {
          spec: { template: { spec: { containers: { ports: { containerPort: number }[] }[] } } };
        }
      ).spec.template.spec.containers[0];
      return container?.ports[0]?.containerPort;
    };

    for (const [, { selector, rules = [] }] of specs<Authorization>('AuthorizationPolicy')) {
      for (const { operation } of rules.flatMap(({ to }) => to)) expect(operation.ports).toEqual([String(portsOf(selector!.matchLabels.app))]);
    }
    for (const [, { podSelector, ingress }] of perPod) {
      for (const { ports } of ingress) expect(ports.map(({ port }) => port)).toEqual([portsOf(podSelector.matchLabels!.app)]);
    }
  });

  test('every pod is covered by default-deny policies', () => {
    const namespaces = [...new Set(objects.filter(({ kind }) => kind === 'Deployment').map(({ metadata }) => metadata.namespace))];
    const nothing = specs<Authorization>('AuthorizationPolicy').filter(([, { rules, selector }]) => !rules && !selector);
    const everywhere = specs<Network>('NetworkPolicy').filter(([, { podSelector }]) => !podSelector.matchLabels);

    expect(nothing.map(([{ metadata }]) => metadata.namespace).sort()).toEqual(namespaces.sort());
    expect(everywhere.map(([{ metadata }]) => metadata.namespace).sort()).toEqual(namespaces);
    for (const [, { policyTypes }] of specs<Network>('NetworkPolicy')) expect(policyTypes).toEqual(['Ingress', 'Egress']);
  });

  test('besides calls, pods reach DNS, the control plane and the tracer, and only Prometheus reads them', () => {
    const [, mesh] = specs<Network>('NetworkPolicy').find(([{ metadata }]) => metadata.name === 'mesh' && metadata.namespace === 'dev')!;

    expect(mesh.egress.map(({ to, ports }) => [to.map(podOf).join(), ports.map(({ port }) => port)])).toEqual([
      ['kube-system', [53, 53]],
      ['istiod', [15_012]],
      ['jaeger', [4_317]],
    ]);
    expect(mesh.ingress.map(({ from, ports }) => [from.map(podOf).join(), ports.map(({ port }) => port)])).toEqual([['prometheus', [15_020]]]);
  });
});

test("the policies' graph equals the graph that services are started with", () => {
  const { calls } = referenceGraph('rest', true);
  const between = calls.filter(({ from, to }) => from.startsWith('service-') && to.startsWith('service-')).map(({ from, to }) => `${from} → ${to}`);
  const wanted = Object.entries(graph).flatMap(([letter, { calls: called }]) =>
    called.map((other: ServiceLetter) => `service-${letter} → service-${other}`),
  );

  expect(between).toEqual(wanted);
  expect(calls.filter(({ to }) => to === 'service-f')).toEqual([]);
  expect(calls.filter(({ to }) => to === 'mongodb').map(({ from }) => from)).toEqual(['service-c', 'service-f', 'service-g', 'service-h']);
  expect(calls.filter(({ to }) => to === 'rabbitmq').map(({ from }) => from)).toEqual(['service-d', 'service-f']);
});

test('gRPC calls are allowed by method, for greetings only', () => {
  const objects = objectsOf(platform({ ...onAws, protocol: 'grpc' }));
  const policy = objects.find(({ kind, metadata }) => kind === 'AuthorizationPolicy' && metadata.name === 'service-b-callers') as KubernetesObject;

  expect(policy['spec']).toEqual({
    selector: { matchLabels: { app: 'service-b' } },
    action: 'ALLOW',
    rules: [
      {
        from: [{ source: { principals: ['cluster.local/ns/dev/sa/service-a'] } }],
        to: [{ operation: { ports: ['50051'], methods: ['POST'], paths: ['/greeting.v3.GreetingService/Greeting'] } }],
      },
    ],
  });
});

test('metrics are not reachable from outside', () => {
  for (const protocol of ['rest', 'grpc'] as const) {
    const paths = referenceGraph(protocol, true)
      .calls.filter(({ from }) => from === 'ingress')
      .flatMap(({ paths: allowed = ['*'] }) => allowed);
    expect(paths.filter((path) => path === '*' || ('/api/metrics'.startsWith(path.replace(/\*$/, '')) && path.endsWith('*')))).toEqual([]);
  }
});

test('only services with a database or a queue have egress out of the cluster, to the CIDR block of the VPC', () => {
  const beyond = objectsOf(platform(onAws))
    .filter(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.namespace === 'dev')
    .flatMap((object) => {
      const { podSelector, egress } = object['spec'] as Network;
      return egress.flatMap(({ to, ports }) =>
        to.flatMap(({ ipBlock }) => (ipBlock ? [`${podSelector.matchLabels?.app} ${ipBlock.cidr}:${ports[0]?.port}`] : [])),
      );
    });

  expect(beyond).toEqual([
    'service-c 10.0.0.0/16:27017',
    'service-d 10.0.0.0/16:5671',
    'service-f 10.0.0.0/16:27017',
    'service-f 10.0.0.0/16:5671',
    'service-g 10.0.0.0/16:27017',
    'service-h 10.0.0.0/16:27017',
  ]);
});

function callerOf(principal: string): string {
  const [, namespace, account] = /^cluster\.local\/ns\/([\w-]+)\/sa\/([\w-]+)$/.exec(principal) ?? [];
  return namespace === 'istio-system' && account === 'istio-ingressgateway' ? 'ingress' : String(account);
}

function podOf({ podSelector, namespaceSelector }: Peer): string {
  const { app, istio } = podSelector?.matchLabels ?? {};
  if (istio === 'ingressgateway') return 'ingress';
  return app ?? String(namespaceSelector?.matchLabels['kubernetes.io/metadata.name']);
}
