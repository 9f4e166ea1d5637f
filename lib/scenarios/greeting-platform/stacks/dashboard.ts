import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { APPLICATION } from '../names';
import { filled, savedQueries } from '../saved-queries';
import type { Cluster } from './cluster';
import type { Data } from './data';

interface Watched {
  readonly cluster: Cluster;
  readonly data: Data;
  readonly alarm: cloudwatch.Alarm;
}

/** CloudWatch dashboard of load balancer, pods, database, queue, and the newest errors. */
export function platformDashboard(scope: Construct, dashboardName: string, { cluster, data, alarm }: Watched): cloudwatch.Dashboard {
  const { balancer, insights } = cluster;
  const { database, broker } = data;
  const pods = (title: string, metricName: string) =>
    graph(title, [insights.metric(metricName, { namespaceOfPods: APPLICATION, statistic: cloudwatch.Stats.AVERAGE })]);
  const { metrics } = balancer.loadBalancer;
  return new cloudwatch.Dashboard(scope, 'Dashboard', {
    dashboardName,
    defaultInterval: Duration.hours(3),
    widgets: [
      [
        graph('Requests, and 5xx responses', [metrics.requestCount(), metrics.httpCodeTarget(elb.HttpCodeTarget.TARGET_5XX_COUNT)]),
        graph('Response time, p99', [metrics.targetResponseTime({ statistic: 'p99' })]),
        new cloudwatch.AlarmWidget({ title: 'Bytes sent per pod', alarm, width: 8, height: 6 }),
      ],
      [
        pods('CPU utilization of a pod, in percent of its limit', 'pod_cpu_utilization_over_pod_limit'),
        pods('Memory utilization of a pod, in percent of its limit', 'pod_memory_utilization_over_pod_limit'),
        graph('Pods', [insights.metric('namespace_number_of_running_pods', { namespaceOfPods: APPLICATION, statistic: cloudwatch.Stats.MAXIMUM })]),
      ],
      [
        graph('Database: CPU utilization, in percent', [database.metricCpuUtilization()]),
        graph('Database: connections', [database.metricConnections()]),
        graph('Queue: messages and consumers', [broker.metricMessages(), broker.metricConsumers()]),
      ],
      [
        new cloudwatch.LogQueryWidget({
          title: 'Newest errors of service-f',
          logGroupNames: [insights.applicationLog.logGroupName],
          queryString: errorsQuery(),
          width: 24,
          height: 6,
        }),
      ],
    ],
  });
}

/** The saved query with this unique name. */
function errorsQuery(): string {
  const [query] = savedQueries('istio-observability').filter(({ name }) => name === 'errors');
  return query ? filled(query) : '';
}

function graph(title: string, left: cloudwatch.IMetric[]): cloudwatch.GraphWidget {
  return new cloudwatch.GraphWidget({ title, left, width: 8, height: 6 });
}
