import { Construct } from 'constructs';
import { PropError } from '../errors';
import { Gateway } from './istio/gateway';
import { type CorsPolicy, VirtualService } from './istio/virtual-service';

/** Pages that may read the answers of a route. */
export interface Cors {
  /** Origins, as browsers send them. */
  readonly origins: readonly string[];
  /** Methods that they may use. */
  readonly methods: readonly string[];
  /** Headers that they may send. */
  readonly headers: readonly string[];
}

/** A path of a host, and the service that answers there. */
export interface EdgeRoute {
  /** Name of the route. */
  readonly name: string;
  /** Host name; absent for any. */
  readonly host?: string;
  /** What the path begins with. */
  readonly prefix: string;
  /** Host of the service in the cluster, and its port. */
  readonly service: { readonly host: string; readonly port: number; readonly subset?: string };
  /** Answers to preflight requests, given at the edge; absent if the service gives them. */
  readonly cors?: Cors;
}

/** Properties of an `EdgeGateway`. */
export interface EdgeGatewayProps {
  /** Namespace of its objects, which is that of the services. */
  readonly namespace: string;
  /** Where requests go. */
  readonly routes: readonly EdgeRoute[];

  /**
   * Label `istio` of the pods that listen.
   *
   * @default 'ingressgateway'
   */
  readonly selector?: string;

  /**
   * Name of the gateway.
   *
   * @default 'istio-gateway'
   */
  readonly name?: string;
}

/** The way into the mesh: a gateway that takes requests for the hosts of its routes and no others, and a virtual service for each route. */
export class EdgeGateway extends Construct {
  /** Hosts that enter the mesh, `*` for any. */
  public readonly hosts: readonly string[];

  constructor(scope: Construct, id: string, { namespace, routes, selector = 'ingressgateway', name = 'istio-gateway' }: EdgeGatewayProps) {
    super(scope, id);
    this.hosts = [...new Set(routes.map(({ host }) => host ?? '*'))];
    this.validate(routes);

    new Gateway(this, 'Resource', {
      metadata: { name, namespace },
      spec: { selector: { istio: selector }, servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: [...this.hosts] }] },
    });
    for (const route of routes) {
      const { host, port, subset } = route.service;
      new VirtualService(this, route.name, {
        metadata: { name: route.name, namespace },
        spec: {
          hosts: [route.host ?? '*'],
          gateways: [name],
          http: [
            {
              match: [{ uri: { prefix: route.prefix } }],
              route: [{ destination: { host, port: { number: port }, ...(subset !== undefined && { subset }) }, weight: 100 }],
              ...(route.cors && { corsPolicy: policyOf(route.cors) }),
            },
          ],
        },
      });
    }
  }

  private validate(routes: readonly EdgeRoute[]): void {
    const [first, second] = routes.filter((route, _, all) =>
      all.some((other) => other !== route && other.host === route.host && other.prefix === route.prefix),
    );
    if (!first || !second) return;
    throw new PropError(this, {
      problem: 'two routes have the same host and prefix, and Istio would choose one of them',
      got: `${first.name} and ${second.name}, both ${first.host ?? 'any host'} ${first.prefix}`,
      fix: 'give one of them another prefix or host',
    });
  }
}

function policyOf({ origins, methods, headers }: Cors): CorsPolicy {
  return {
    allowOrigins: origins.map((exact) => ({ exact })),
    allowMethods: [...methods],
    allowHeaders: [...headers],
    allowCredentials: true,
    maxAge: '600s',
    unmatchedPreflights: 'IGNORE',
  };
}
