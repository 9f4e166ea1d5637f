import type { Protocol } from '../../../workloads/greeting-service/service/configuration';
import type { Parts, Tool } from '../scenario';
import { toolOf } from './forwarded';
import { FORWARDED_PORT } from './installation';
import { kit } from './settings';

/** Tools: the page of the platform, its telemetry, and AWS console pages. */
export function tools(protocol: Protocol) {
  const forwarded = (name: string, summary: string) =>
    kit.tool({
      summary,
      needs: ['cluster'],
      async open({ config, cluster, task }) {
        const { namespace, service, port, path } = await toolOf(protocol, config, name);
        // The API allows one origin only, so the page needs this port.
        const local = name === 'ui' ? { localPort: FORWARDED_PORT } : {};
        const { port: opened, closed } = await cluster.forward({ namespace, service, port, ...local }, task);
        return { url: `http://localhost:${opened}${path}`, closed };
      },
    });
  return {
    ui: [kit.page('page that shows greetings', ({ contract }) => contract.uiUrl), forwarded('ui', 'page that shows greetings')],
    dashboard: kit.consolePage('CloudWatch dashboard', 'cloudwatch/home', ({ contract }) => `dashboards/dashboard/${contract.dashboard}`),
    insights: kit.consolePage(
      'Container Insights of the cluster',
      'cloudwatch/home',
      ({ contract }) => `container-insights:performance/EKS:Cluster?~(query~(controls~(CW*3a*3aEKS.cluster~(~'${contract.clusterName}))))`,
    ),
    cluster: kit.consolePage('cluster in the EKS console', 'eks/home', ({ contract }) => `/clusters/${contract.clusterName}`),
    rabbitmq: [
      kit.consolePage(
        'broker in the Amazon MQ console; the RabbitMQ console is only reachable inside the VPC',
        'amazon-mq/home',
        ({ contract }) => `/brokers/details?id=${contract.broker}`,
      ),
      forwarded('rabbitmq', 'RabbitMQ console, if it runs in the cluster'),
    ],
    grafana: forwarded('grafana', 'dashboards and alerts'),
    prometheus: forwarded('prometheus', 'metrics and queries'),
    jaeger: forwarded('jaeger', 'traces in Jaeger, if installed'),
    zipkin: forwarded('zipkin', 'traces in Zipkin, if installed'),
    kiali: forwarded('kiali', 'the mesh as a graph'),
  } as const satisfies Parts<Tool>;
}
