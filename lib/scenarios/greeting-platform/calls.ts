import { INGRESS_GATEWAY, tracerEndpoints } from 'stagecraft-constructs/mesh';
import type { Protocol } from '../../../workloads/greeting-service/service/configuration';
import { type Installation, objectsOf } from '../../kubernetes/installation';
import type { KubernetesObject } from '../../kubernetes/kubernetes-object';
import type { CalledCluster, CallParty, PodCall, PodRequest } from '../../kubernetes/pod-calls';
import { APPLICATION, CONTROL_PLANE, letters, nameOf, UI } from './names';
import type { PlatformOptions } from './platform';

/** What the services ask one another. */
const BETWEEN: Readonly<Record<Protocol, readonly PodRequest[]>> = {
  rest: [{ method: 'GET', path: '/api/greeting' }],
  grpc: [{ method: 'POST', path: '/greeting.v3.GreetingService/Greeting' }],
};

/** What browsers and load generators ask. */
const PAGE: readonly PodRequest[] = ['/', '/index.html', '/page.js', '/page.css', '/settings.json'].map((path) => ({ method: 'GET', path }));
const EDGE: Readonly<Record<Protocol, readonly PodRequest[]>> = {
  rest: ['/api/greeting', '/api/health', '/api/request-echo', '/api/status/500'].map((path) => ({ method: 'GET', path })),
  grpc: [
    ...['/api/greeting', '/api/health', '/api/openapi.json'].map((path) => ({ method: 'GET', path })),
    { method: 'OPTIONS', path: '/api/greeting' },
  ],
};

/** Port of the agent beside a proxy, with the metrics of proxy and program. */
const MERGED_METRICS = 15_020;
const ISTIOD_PORT = 15_012;

const DNS: CallParty = pod('kube-system/kube-dns', { 'k8s-app': 'kube-dns' }, false);
const ISTIOD: CallParty = pod(`${CONTROL_PLANE}/istiod`, { app: 'istiod' }, false);
const KIALI: CallParty = pod(`${CONTROL_PLANE}/kiali`, { app: 'kiali' }, false);
const INGRESS: CallParty = pod(`${CONTROL_PLANE}/${INGRESS_GATEWAY}`, { app: INGRESS_GATEWAY, istio: 'ingressgateway' }, true);
const EGRESS: CallParty = pod(`${CONTROL_PLANE}/istio-egressgateway`, { app: 'istio-egressgateway', istio: 'egressgateway' }, true);
const PROMETHEUS = `${CONTROL_PLANE}/prometheus`;
const GRAFANA = `${CONTROL_PLANE}/grafana`;

/**
 * Who calls whom in an installation: services by the addresses in their configuration, the gateway by its routes, Prometheus by the
 * annotations of pods, dashboards by their data sources. Policies are not read.
 */
export function callsIn(name: string, options: PlatformOptions, installation: Installation): CalledCluster {
  const { protocol, tracing, managedStores } = options;
  const objects = objectsOf(installation);
  const world = new Configured(objects, installation);
  const stores = managedStores
    ? [
        { host: 'mongodb', party: outside('DocumentDB', managedStores.cidrs, 10), port: managedStores.mongo.port },
        { host: 'rabbitmq', party: outside('Amazon MQ', managedStores.cidrs, 20), port: managedStores.rabbitmq.port },
      ]
    : [];
  const requestsOf = (to: string) => (letters.some((letter) => to === `${APPLICATION}/${nameOf(letter)}`) ? BETWEEN[protocol] : undefined);

  const between = world.deployments.flatMap(({ id, container }) => [
    ...world.addresses(container).map(({ to, port }): PodCall => ({ from: id, to, port, requests: requestsOf(to) })),
    ...stores.filter(({ host }) => world.readsConnection(container, host)).map(({ party, port }) => ({ from: id, to: party.name, port })),
  ]);
  const routed = world.routes().map(({ to, port }): PodCall => {
    const isPage = to.endsWith(`/${UI}`);
    return { from: INGRESS.name, to, port, requests: isPage ? PAGE : EDGE[protocol] };
  });
  const { collector, uiPort } = tracerEndpoints(tracing, CONTROL_PLANE);
  const tracer = `${CONTROL_PLANE}/${tracing}`;
  const proxied = world.deployments.filter(({ isInMesh }) => isInMesh).map(({ id }) => id);
  const proxies = proxied.flatMap((from): PodCall[] => [
    { from, to: DNS.name, port: 53 },
    { from, to: DNS.name, port: 53, protocol: 'UDP' },
    { from, to: ISTIOD.name, port: ISTIOD_PORT },
  ]);
  const spans = [...proxied, INGRESS.name, EGRESS.name].map((from): PodCall => ({ from, to: tracer, port: collector.port }));
  const scraped = world.deployments.flatMap(({ id, isInMesh, scrapedAt }) =>
    scrapedAt === undefined ? [] : [{ from: PROMETHEUS, to: id, port: isInMesh ? MERGED_METRICS : scrapedAt }],
  );
  const telemetry = [
    { from: GRAFANA, to: PROMETHEUS, port: 9_090 },
    { from: GRAFANA, to: tracer, port: uiPort },
    { from: KIALI.name, to: PROMETHEUS, port: 9_090 },
    { from: KIALI.name, to: GRAFANA, port: 3_000 },
    ...(tracing === 'jaeger' ? [{ from: KIALI.name, to: tracer, port: 16_685 }] : []),
  ];
  return {
    ...{ name, objects },
    parties: [DNS, ISTIOD, KIALI, INGRESS, EGRESS, ...stores.map(({ party }) => party)],
    calls: [...routed, ...between, ...proxies, ...spans, ...scraped, ...telemetry],
  };
}

interface Container {
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: { readonly secretKeyRef?: SecretRef } }[];
}

interface SecretRef {
  readonly name: string;
  readonly key: string;
}

interface Deployed {
  /** `<namespace>/<name>` */
  readonly id: string;
  readonly container: Container;
  readonly isInMesh: boolean;
  /** Port in the annotation for Prometheus. */
  readonly scrapedAt?: number;
}

/** A Service port as an address in the cluster. */
const ADDRESS = /([a-z0-9-]+)\.([a-z0-9-]+)\.svc\.cluster\.local:(\d+)/g;

/** What the programs of an installation are configured with. */
class Configured {
  public readonly deployments: readonly Deployed[];

  constructor(
    private readonly objects: readonly KubernetesObject[],
    private readonly installation: Installation,
  ) {
    const injected = objects.filter(({ kind, metadata }) => kind === 'Namespace' && metadata.labels?.['istio-injection'] === 'enabled');
    this.deployments = objects
      .filter(({ kind }) => kind === 'Deployment')
      .flatMap((object) => {
        const { metadata, spec } = (
          object['spec'] as { template: { metadata: { annotations?: Record<string, string> }; spec: { containers: Container[] } } }
        ).template;
        const scrapedAt = metadata.annotations?.['prometheus.io/port'];
        const isInMesh = injected.some((namespace) => namespace.metadata.name === object.metadata.namespace);
        return spec.containers.map((container) => ({
          ...{ id: idOf(object), container, isInMesh },
          ...(scrapedAt !== undefined && { scrapedAt: Number(scrapedAt) }),
        }));
      });
  }

  /** Pods behind the addresses in the environment of a container and in the Secrets that the installation makes for it. */
  public addresses({ env = [] }: Container) {
    const texts = env.map(({ value, valueFrom }) => value ?? this.secretText(valueFrom?.secretKeyRef) ?? '');
    return texts.flatMap((text) =>
      [...text.matchAll(ADDRESS)].map(([, service, namespace, port]) => this.behind(`${namespace}/${service}`, Number(port))),
    );
  }

  /** A container reads the connection of a store by its key, whatever is in it. */
  public readsConnection({ env = [] }: Container, store: string): boolean {
    return env.some(({ valueFrom }) => valueFrom?.secretKeyRef?.key.startsWith(store));
  }

  /** Pods that the gateway sends requests to. */
  public routes() {
    return this.objects
      .filter(({ kind }) => kind === 'VirtualService')
      .flatMap((object) => (object['spec'] as { http: { route: { destination: { host: string; port: { number: number } } }[] }[] }).http)
      .flatMap(({ route }) => route)
      .map(({ destination: { host, port } }) => {
        const [service, namespace] = host.split('.');
        return this.behind(`${namespace}/${service}`, port.number);
      });
  }

  /** The Deployment behind a Service has its name; the Service tells the port of the container. */
  private behind(id: string, port: number): { readonly to: string; readonly port: number } {
    const service = this.objects.find((object) => object.kind === 'Service' && idOf(object) === id);
    const ports = (service?.['spec'] as { ports?: { port: number; targetPort?: number }[] } | undefined)?.ports ?? [];
    return { to: id, port: ports.find((each) => each.port === port)?.targetPort ?? port };
  }

  private secretText(ref: SecretRef | undefined): string | undefined {
    return ref && this.installation.secrets.find(({ name }) => name === ref.name)?.values?.[ref.key];
  }
}

function idOf({ metadata: { namespace, name } }: KubernetesObject): string {
  return `${namespace}/${name}`;
}

/** Pods of a chart, whose manifests are not at hand. */
function pod(name: string, labels: Readonly<Record<string, string>>, isInMesh: boolean): CallParty {
  const [namespace = '', serviceAccount = ''] = name.split('/');
  return { name, pod: { namespace, labels, serviceAccount, isInMesh, ports: [] } };
}

/** A server outside the cluster, at an address of the first block. */
function outside(name: string, [block = '']: readonly string[], last: number): CallParty {
  return { name, address: block.replace(/\d+\/\d+$/, String(last)) };
}
