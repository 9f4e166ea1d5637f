import { calledClusters, installationAnywhere, manifestsAnywhere } from '../greeting-platform/installation';
import { jobs } from '../greeting-platform/jobs';
import { logs } from '../greeting-platform/logs';
import { queries } from '../greeting-platform/queries';
import { tools } from '../greeting-platform/tools';
import { rehearsalOf } from '../istio-observability/rehearsal';
import type { Scenario } from '../scenario';
import { changes } from './changes';
import { config, contract } from './settings';

/** The same platform with gRPC between its services, to compare with the REST variant. */
export const scenario = {
  id: 'istio-grpc',
  article: { title: 'Observing gRPC-based Microservices on Amazon EKS running Istio', published: '2021-07' },
  story:
    'The eight services of istio-observability speak gRPC and Protocol Buffers; a gateway turns the JSON of browsers into calls. ' +
    'Mesh, telemetry and data are the same, so that both variants can be compared under the same load: ' +
    'the differences in code, routing and telemetry.',
  idle: 'about 21 dollars a day: the control plane of EKS, five nodes, a NAT gateway, a load balancer, a DocumentDB instance and a broker run with or without traffic',
  flow: [
    'in: requests for page and API come to a load balancer, which knows the pods of the Istio gateway; Envoy answers preflights',
    'gateway: JSON becomes a call of greeting.v3.GreetingService, and the trace headers its metadata',
    'calls: A asks B and C, B asks D and E, E asks G and H, over connections that are kept and balanced call by call',
    'data: D publishes to RabbitMQ, F consumes; C, G and H each write the greeting of their caller to a separate database, F that of D',
    'traces: the proxies send a span for each end of a call to Jaeger or Zipkin: two more than with REST',
    'metrics: the status of gRPC beside that of HTTP, which says 200 also when a call fails',
    'logs: what containers print goes to CloudWatch Logs, where saved queries find it',
  ],
  config,
  contract,
  jobs: jobs('grpc'),
  queries: queries('grpc'),
  tools: tools('grpc'),
  logs: logs('grpc'),
  installation({ config }) {
    return installationAnywhere('grpc', config);
  },
  manifests({ config }) {
    return manifestsAnywhere('grpc', config);
  },
  clusters({ config }) {
    return calledClusters('grpc', config);
  },
  rehearsal: rehearsalOf('grpc'),
  changes,
} satisfies Scenario<typeof config, typeof contract>;
