import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-34';
import type { Construct } from 'constructs';
import {
  type CallGraph,
  CallPolicies,
  type Cors,
  EdgeGateway,
  type Egress,
  ExternalService,
  type Files,
  INGRESS_GATEWAY,
  type MeshCall,
  type MeshParty,
  MeshService,
  type PodPeer,
  type Probes,
  type Resources,
  StoredSecret,
} from 'stagecraft-constructs/mesh';
import { environmentOf, graph, queueName, type ServiceLetter } from '../../../workloads/greeting-service/graph';
import type { Protocol } from '../../../workloads/greeting-service/service/configuration';
import { propagatedHeaders } from '../../../workloads/greeting-service/service/propagation';
import type { KubernetesObject } from '../../kubernetes/kubernetes-object';
import { APPLICATION, CONTROL_PLANE, letters, nameOf, portOf, REV_PROXY, STORES, UI, UI_PORT } from './names';
import { CONNECTIONS } from './stores';

/** DocumentDB and Amazon MQ, for ServiceEntries of the mesh. */
export interface ManagedStores {
  /** All host names of the database: a driver connects to the instances that it discovers. The first label may be `*`. */
  readonly mongo: { readonly hosts: readonly string[]; readonly port: number };
  readonly rabbitmq: { readonly hosts: readonly string[]; readonly port: number };
  /** CIDR blocks of both. */
  readonly cidrs: readonly string[];
  /** Secrets Manager secret with the keys of `CONNECTIONS`. @default - a Kubernetes Secret that the user creates */
  readonly connectionsSecretArn?: string;
  /** CA certificates of the database, in PEM format. @default - those of Node */
  readonly certificateAuthorities?: string;
}

/** The eight services, their page and their gateway. */
export interface ReferencePlatformOptions {
  readonly protocol: Protocol;
  /** Image of workloads/greeting-service. */
  readonly image: string;
  /** @default - in the cluster */
  readonly managedStores?: ManagedStores;
  /** Host names of the page and the API. @default - any host: the page at /, the API below /api */
  readonly hosts?: { readonly ui: string; readonly api: string };
  /** Origin of the page, the only one that CORS allows. */
  readonly uiOrigin: string;
  /** Default API URL of the page. */
  readonly apiUrl: string;
  /** CPU limit of a service, in millicores. @default 500 */
  readonly cpuLimitMillicores?: number;
  /** Minimum and maximum number of pods of a service. @default 2 to 6 */
  readonly replicas?: { readonly min: number; readonly max: number };
  /** Pods that receive spans. */
  readonly collectors: readonly PodPeer[];
  /** Pods that scrape metrics. */
  readonly scraper: Omit<PodPeer, 'port'>;
}

const AUTHORITIES = { configMap: 'database-authorities', folder: '/etc/database', file: 'authorities.pem' } as const;

/** Objects of the platform's namespace. */
export class ReferencePlatform extends Chart {
  constructor(
    scope: Construct,
    id: string,
    private readonly options: ReferencePlatformOptions,
  ) {
    super(scope, id, { disableResourceNameHashes: true });
    const { protocol, managedStores, collectors, scraper } = options;
    if (managedStores) this.addManagedStores(managedStores);

    const ui = this.addUi();
    const services = letters.map((letter) => [letter, this.addService(letter, managedStores)] as const);
    const edge = protocol === 'grpc' ? this.addRevProxy() : services[0]?.[1];
    this.addEdge(ui, edge ?? ui);
    new CallPolicies(this, 'policies', {
      graph: referenceGraph(protocol, !managedStores),
      egress: managedStores && egressOf(managedStores),
      collectors,
      scraper,
    });
  }

  private addManagedStores({ mongo, rabbitmq, connectionsSecretArn, certificateAuthorities }: ManagedStores): void {
    new ExternalService(this, 'docdb', { name: 'docdb-external-mesh', namespace: APPLICATION, ...mongo });
    new ExternalService(this, 'amazon-mq', { name: 'amazon-mq-external-mesh', namespace: APPLICATION, ...rabbitmq });
    if (connectionsSecretArn !== undefined) {
      const keys = [CONNECTIONS.mongo, CONNECTIONS.rabbitmq];
      new StoredSecret(this, 'connections', { name: CONNECTIONS.name, namespace: APPLICATION, secretArn: connectionsSecretArn, keys });
    }
    if (certificateAuthorities !== undefined) {
      new k8s.KubeConfigMap(this, 'authorities', {
        metadata: { name: AUTHORITIES.configMap, namespace: APPLICATION },
        data: { [AUTHORITIES.file]: certificateAuthorities },
      });
    }
  }

  private addService(letter: ServiceLetter, managedStores: ManagedStores | undefined): MeshService {
    const { protocol, uiOrigin } = this.options;
    const { stores, queue } = graph[letter];
    const files = filesOf(managedStores, Boolean(stores), Boolean(queue));
    const isGrpc = protocol === 'grpc';
    return new MeshService(this, nameOf(letter), {
      ...this.common(nameOf(letter)),
      port: { service: portOf(protocol), container: portOf(protocol), protocol: isGrpc ? 'grpc' : 'http' },
      probes: isGrpc ? { protocol: 'grpc', port: portOf(protocol), live: 'liveness', ready: 'readiness' } : httpProbes(portOf(protocol)),
      metrics: { port: isGrpc ? 9_464 : portOf(protocol), path: '/api/metrics' },
      environment: {
        ...environmentOf(letter, { protocol, allowedOrigins: uiOrigin, addressOf: (called) => addressOf(called, protocol) }),
        LOG_LEVEL: 'info',
        ...(queue && { QUEUE_NAME: queueName }),
        ...(stores && managedStores?.certificateAuthorities !== undefined && { NODE_EXTRA_CA_CERTS: `${AUTHORITIES.folder}/${AUTHORITIES.file}` }),
      },
      secrets: {
        ...(stores && { MONGO_CONN: { secret: CONNECTIONS.name, key: CONNECTIONS.mongo } }),
        ...(queue && { RABBITMQ_CONN: { secret: CONNECTIONS.name, key: CONNECTIONS.rabbitmq } }),
      },
      files,
    });
  }

  private addUi(): MeshService {
    return new MeshService(this, UI, {
      ...this.common(UI),
      component: 'ui',
      port: { service: 80, container: UI_PORT, protocol: 'http' },
      probes: httpProbes(UI_PORT),
      metrics: { port: UI_PORT, path: '/api/metrics' },
      environment: { ROLE: 'page', SERVICE_NAME: 'Angular UI', PORT: String(UI_PORT), LOG_LEVEL: 'info', API_URL: this.options.apiUrl },
    });
  }

  private addRevProxy(): MeshService {
    const port = portOf('grpc');
    return new MeshService(this, REV_PROXY, {
      ...this.common(REV_PROXY),
      component: 'proxy',
      port: { service: 80, container: port, protocol: 'http' },
      probes: httpProbes(port),
      metrics: { port, path: '/api/metrics' },
      environment: { ROLE: 'gateway', SERVICE_NAME: 'Rev Proxy', LOG_LEVEL: 'info', SERVICE_A_URL: addressOf('a', 'grpc') },
    });
  }

  private addEdge(ui: MeshService, edge: MeshService): void {
    const { protocol, hosts, uiOrigin } = this.options;
    const isGrpc = protocol === 'grpc';
    // Envoy answers CORS preflights for the gateway; service A answers them itself.
    const cors: Cors = { origins: [uiOrigin], methods: ['OPTIONS', 'GET'], headers: ['content-type', ...propagatedHeaders] };
    new EdgeGateway(this, 'edge', {
      namespace: APPLICATION,
      routes: [
        { name: UI, host: hosts?.ui, prefix: '/', service: { host: ui.host, port: 80, subset: 'v1' } },
        isGrpc
          ? { name: REV_PROXY, host: hosts?.api, prefix: hosts ? '/' : '/api', service: { host: edge.host, port: 80 }, cors }
          : { name: nameOf('a'), host: hosts?.api, prefix: '/api', service: { host: edge.host, port: portOf(protocol), subset: 'v1' } },
      ],
    });
  }

  private common(name: string) {
    const { protocol, image, replicas = { min: 2, max: 6 }, cpuLimitMillicores = 500 } = this.options;
    const target = protocol === 'grpc' ? 80 : 75;
    const resources: Resources = { cpuMillicores: 50, memoryMebibytes: 128, cpuLimitMillicores, memoryLimitMebibytes: 256 };
    return { name, namespace: APPLICATION, image, resources, scaling: { ...replicas, cpu: target, memory: target } };
  }

  /** Its objects. */
  public objects(): KubernetesObject[] {
    return this.toJson();
  }
}

function httpProbes(port: number): Probes {
  return { protocol: 'http', port, live: '/api/health', ready: '/api/ready' };
}

function addressOf(letter: ServiceLetter, protocol: Protocol): string {
  const host = `${nameOf(letter)}.${APPLICATION}.svc.cluster.local:${portOf(protocol)}`;
  return protocol === 'grpc' ? host : `http://${host}`;
}

/** The CSI driver creates the Secret while a pod mounts it, so every user of the Secret mounts it. */
function filesOf(managedStores: ManagedStores | undefined, stores: boolean, queue: boolean): Files[] {
  const secret: Files[] =
    managedStores?.connectionsSecretArn === undefined ? [] : [{ path: '/etc/connections', from: { secretProviderClass: CONNECTIONS.name } }];
  const authorities: Files[] =
    managedStores?.certificateAuthorities === undefined ? [] : [{ path: AUTHORITIES.folder, from: { configMap: AUTHORITIES.configMap } }];
  return [...(stores || queue ? secret : []), ...(stores ? authorities : [])];
}

function egressOf({ mongo, rabbitmq, cidrs }: ManagedStores): Egress[] {
  return letters.flatMap((letter) => {
    const { stores, queue } = graph[letter];
    return [...(stores ? [mongo.port] : []), ...(queue ? [rabbitmq.port] : [])].map((port) => ({ from: nameOf(letter), port, cidrs }));
  });
}

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
