import type { Change } from '../../contract/change';
import { estateChanges } from '../istio-observability/changes';

/** Changes of the gRPC variant, after those for both protocols. */
export const changes: readonly Change[] = [
  {
    article: 'The estate of the REST article, of which everything in the namespace dev is skipped',
    here: 'One estate, whose stack app alone depends on the protocol',
    why: 'Both variants are compared on the same ground; a test holds their other templates equal',
  },
  {
    article: 'A Helm chart with values to be filled in by hand',
    here: 'Typed objects whose values come from the other stacks',
    why: 'Nothing to edit, and a field that does not exist fails the build',
  },
  {
    article: 'grpc-go 1.39: a blocking connection without TLS for each call',
    here: '@grpc/grpc-js: a connection for each service that is called, behind the certificates of the mesh, balanced call by call by the proxies',
    why: 'Those functions are deprecated, and connecting cost more than the call',
  },
  {
    article: 'A deadline that is created and then dropped',
    here: 'Five seconds for the whole call, of which each hop gets what is left',
    why: 'A hanging service no longer blocks its callers',
  },
  {
    article: 'A failed call ends the program',
    here: 'The response has the available greetings, and the log names the failed service',
    why: 'One failure restarted pods along the chain',
  },
  {
    article: 'All metadata is copied to the next call',
    here: 'Ten headers: the seven of B3 and Envoy, traceparent, tracestate and baggage',
    why: 'Cookies, certificates of clients and forged headers went along',
  },
  {
    article: 'grpc-gateway 2.5 with generated code',
    here: 'A gateway in the same program: GET /api/greeting, its OpenAPI document, health and metrics',
    why: 'One route needs no generator; the shape of answers and errors is the same',
  },
  {
    article: 'Buf v1beta1, four generated outputs',
    here: 'The proto file is loaded as it is, and compared with a stored image of its messages; the OpenAPI document is made of it',
    why: 'Nothing to generate, and a breaking change fails a test',
  },
  {
    article: 'Swagger UI in a container',
    here: 'The gateway serves /api/openapi.json, which any viewer opens',
    why: 'One container less for one route',
  },
  {
    article: 'No health, no probes',
    here: 'grpc.health.v1, and probes of Kubernetes by gRPC; an HTTP probe of the gateway',
    why: 'Pods got requests before they listened',
  },
  {
    article: 'Prometheus asks gRPC ports for metrics, which cannot answer',
    here: 'Metrics on a separate port, 9464, scraped through the proxy',
    why: 'There were none',
  },
  {
    article: 'Failures by HTTP code, which is 200 in any case',
    here: 'A fifteenth query: calls by their gRPC status',
    why: 'Failures stayed unseen',
  },
  {
    article: 'corsPolicy.allowOrigin, allowHeaders *',
    here: 'allowOrigins with the exact origin of the page, the headers by name, maxAge',
    why: 'The field is deprecated, and * is no wildcard for requests with credentials',
  },
  {
    article: 'created as the text form of Go',
    here: 'The same field of type string, in the form of RFC 3339',
    why: 'Other programs can read it; another type would break clients',
  },
  {
    article: 'All pods autoscaled by memory and CPU at 80 percent, limits of 200 and 300 millicores',
    here: 'The same targets; a program gets up to 500',
    why: 'The alert at 300 could not fire',
  },
  ...estateChanges,
];
