import { calledClusters, installationAnywhere, manifestsAnywhere } from '../greeting-platform/installation';
import { jobs } from '../greeting-platform/jobs';
import { logs } from '../greeting-platform/logs';
import { queries } from '../greeting-platform/queries';
import { tools } from '../greeting-platform/tools';
import type { Scenario } from '../scenario';
import { changes } from './changes';
import { rehearsalOf } from './rehearsal';
import { config, contract } from './settings';

/** Eight services, a page, a queue and four databases in a mesh, with traces, metrics and logs. */
export const scenario = {
  id: 'istio-observability',
  article: { title: 'Kubernetes-based Microservice Observability with Istio Service Mesh', published: '2021-06' },
  story:
    'Eight services greet one another in an Istio mesh on EKS: a call fans out to seven of them, four write to DocumentDB, and an Amazon MQ queue connects two. ' +
    'Jaeger or Zipkin, Prometheus, Grafana, Kiali and CloudWatch show every call in traces, metrics and logs. ' +
    'A load generator, saved queries, dashboards and an alert complete it.',
  idle: 'about 19 dollars a day: the control plane of EKS, four nodes, a NAT gateway, a load balancer, a DocumentDB instance and a broker run with or without traffic',
  flow: [
    'in: requests for page and API come to a load balancer, which knows the pods of the Istio gateway',
    'calls: A asks B and C, B asks D and E, E asks G and H; each call goes from proxy to proxy with a certificate of the mesh',
    'data: D publishes to RabbitMQ, F consumes; C, F, G and H each write to a separate DocumentDB database',
    'traces: the proxies send a span for each end of a call to Jaeger or Zipkin',
    'metrics: Prometheus reads proxies, programs, nodes and containers; Grafana and Kiali show them; an alert goes to Slack',
    'logs: what containers print goes to CloudWatch Logs, where saved queries find it',
  ],
  config,
  contract,
  jobs: jobs('rest'),
  queries: queries('rest'),
  tools: tools('rest'),
  logs: logs('rest'),
  installation({ config }) {
    return installationAnywhere('rest', config);
  },
  manifests({ config }) {
    return manifestsAnywhere('rest', config);
  },
  clusters({ config }) {
    return calledClusters('rest', config);
  },
  rehearsal: rehearsalOf('rest'),
  changes,
} satisfies Scenario<typeof config, typeof contract>;
