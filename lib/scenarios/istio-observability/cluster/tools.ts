import type { Protocol } from '../../../../workloads/greeting-service/service/configuration';
import type { Parts, Tool } from '../../scenario';
import type { Config } from '../settings';
import { FORWARDED_PORT } from './installation';
import { placeOf } from './places';

/** Pages of what runs in the cluster, by forwarded ports. */
export function clusterTools(protocol: Protocol): Parts<Tool> {
  const tool = (name: string, summary: string) => ({
    summary,
    async open({ config, cluster, task }) {
      const { namespace, service, port, path } = await placeOf(protocol, config, name);
      // The API answers pages of one origin alone, so the page has to be on its port.
      const local = name === 'ui' ? { localPort: FORWARDED_PORT } : {};
      const { port: opened, closed } = await cluster.forward({ namespace, service, port, ...local }, task);
      return { url: `http://localhost:${opened}${path}`, closed };
    },
  });
  return {
    ui: tool('ui', 'page that shows greetings'),
    grafana: tool('grafana', 'dashboards and alerts'),
    prometheus: tool('prometheus', 'metrics and queries'),
    jaeger: tool('jaeger', 'traces, where Jaeger has them'),
    zipkin: tool('zipkin', 'traces, where Zipkin has them'),
    kiali: tool('kiali', 'the mesh as a graph'),
    rabbitmq: tool('rabbitmq', 'console of the queue, where it is in the cluster'),
  };
}
