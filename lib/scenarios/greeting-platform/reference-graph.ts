import { type CallGraph, INGRESS_GATEWAY, type MeshCall, type MeshParty } from 'stagecraft-constructs/mesh';
import { graph } from '../../../workloads/greeting-service/graph';
import type { Protocol } from '../../../workloads/greeting-service/service/configuration';
import { APPLICATION, CONTROL_PLANE, letters, nameOf, portOf, REV_PROXY, STORES, UI, UI_PORT } from './names';

const GRPC_CALL = { methods: ['POST'], paths: ['/greeting.v3.GreetingService/Greeting'] } as const;
const REST_CALL = { methods: ['GET'], paths: ['/api/greeting'] } as const;

/** Routes of the page that browsers may request. */
const UI_CALL = { methods: ['GET', 'HEAD'], paths: ['/', '/index.html', '/page.js', '/page.css', '/settings.json'] } as const;

/** Public routes: greetings, and the routes that show headers and raise errors; no metrics. */
const REST_EDGE = { paths: ['/api/greeting', '/api/health', '/api/request-echo', '/api/status/*'] } as const;
const GRPC_EDGE = { methods: ['GET', 'HEAD', 'OPTIONS'], paths: ['/api/greeting', '/api/health', '/api/openapi.json'] } as const;

/** Call graph of the reference platform, with stores if they run in the cluster. */
export function referenceGraph(protocol: Protocol, storesInCluster: boolean): CallGraph {
  const edge = protocol === 'grpc' ? REV_PROXY : nameOf('a');
  const stored = letters.filter((letter) => graph[letter].stores);
  const queued = letters.filter((letter) => graph[letter].queue);
  const calls: MeshCall[] = [
    { from: 'ingress', to: UI, ...UI_CALL },
    { from: 'ingress', to: edge, ...(protocol === 'grpc' ? GRPC_EDGE : REST_EDGE) },
    ...(protocol === 'grpc' ? [{ from: REV_PROXY, to: nameOf('a'), ...GRPC_CALL }] : []),
    ...letters.flatMap((letter) =>
      graph[letter].calls.map((called) => ({ from: nameOf(letter), to: nameOf(called), ...(protocol === 'grpc' ? GRPC_CALL : REST_CALL) })),
    ),
    ...(storesInCluster ? stored.map((letter) => ({ from: nameOf(letter), to: 'mongodb' })) : []),
    ...(storesInCluster ? queued.map((letter) => ({ from: nameOf(letter), to: 'rabbitmq' })) : []),
  ];
  const service = (name: string, port: number): [string, MeshParty] => [
    name,
    { namespace: APPLICATION, serviceAccount: name, labels: { app: name }, port },
  ];
  const store = (name: string, port: number): [string, MeshParty] => [name, { namespace: STORES, serviceAccount: name, labels: { app: name }, port }];
  return {
    calls,
    parties: Object.fromEntries([
      ['ingress', { namespace: CONTROL_PLANE, serviceAccount: INGRESS_GATEWAY, labels: { istio: 'ingressgateway' }, outside: true }],
      service(UI, UI_PORT),
      ...(protocol === 'grpc' ? [service(REV_PROXY, portOf('grpc'))] : []),
      ...letters.map((letter) => service(nameOf(letter), portOf(protocol))),
      ...(storesInCluster ? [store('mongodb', 27_017), store('rabbitmq', 5_672)] : []),
    ]),
  };
}
