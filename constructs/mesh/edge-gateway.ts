import { Construct } from 'constructs';
import { PropError } from '../errors';
import { Gateway } from './istio/gateway';
import { type CorsPolicy, VirtualService } from './istio/virtual-service';

/** CORS policy of a route. */
export interface Cors {
  /** Allowed origins. */
  readonly origins: readonly string[];
  /** Allowed methods. */
  readonly methods: readonly string[];
  /** Allowed request headers. */
  readonly headers: readonly string[];
}

/** A route from a host and path prefix to a service. */
export interface EdgeRoute {
  /** Name of the route and its VirtualService. */
  readonly name: string;
  /** Host name; absent for any host. */
  readonly host?: string;
  /** Path prefix. */
  readonly prefix: string;
  /** Host name and port of the service in the cluster; all versions without `subset`. */
  readonly service: { readonly host: string; readonly port: number; readonly subset?: string };
  /** CORS policy, applied at the gateway; absent if the service handles CORS. */
  readonly cors?: Cors;
}

/** Properties of an `EdgeGateway`. */
export interface EdgeGatewayProps {
  /** Namespace of its objects and of the services. */
  readonly namespace: string;
  /** Routes from hosts to services. */
  readonly routes: readonly EdgeRoute[];

  /**
   * Value of the label `istio` of the gateway pods.
   *
   * @default 'ingressgateway'
   */
  readonly selector?: string;

  /**
   * Name of the Gateway.
   *
   * @default 'istio-gateway'
   */
  readonly name?: string;
}

/** Ingress of the mesh: an Istio Gateway that accepts only the hosts of its routes, and a VirtualService per route. */
export class EdgeGateway extends Construct {
  /** Hosts of the Gateway, `*` for any. */
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
      problem: 'two routes have the same host and prefix, and Istio would use only one',
      got: `${first.name} and ${second.name}, both ${first.host ?? 'any host'} ${first.prefix}`,
      fix: 'change the prefix or host of one of them',
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
