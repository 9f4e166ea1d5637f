import { readdirSync, readFileSync } from 'node:fs';
import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-34';
import type { Construct } from 'constructs';
import {
  type DashboardPage,
  Grafana,
  type GrafanaAlert,
  type HelmRelease,
  kialiChart,
  type MeshParty,
  Prometheus,
  type SecretKey,
  StoredSecret,
  Tracer,
  type TracerKind,
  tracerEndpoints,
} from 'stagecraft-constructs/mesh';
import type { ForwardedTool } from '../../kubernetes/installation';
import { workload } from '../../paths';
import { APPLICATION, CONTROL_PLANE, STORES } from './names';
import { filled, savedQueries } from './saved-queries';

/** Telemetry of the mesh. */
export interface TelemetryOptions {
  readonly clusterName: string;
  readonly tracing: TracerKind;
  /** CPU usage of a pod's program, in millicores, above which an alert fires after three minutes. */
  readonly cpuAlertMillicores: number;
  /** @default - alerts are not sent */
  readonly slackWebhook?: SlackWebhook;
  /** @default 'token' */
  readonly kialiAccess?: 'token' | 'anonymous';
}

/** Reference to a Slack webhook URL in a Secret of the control plane's namespace. */
export interface SlackWebhook extends SecretKey {
  /** Secrets Manager secret to sync the Secret from; its JSON key is that of the Secret. @default - the user creates the Secret */
  readonly secretArn?: string;
}

/** Pods of Kiali, from its chart. */
const KIALI = { namespace: CONTROL_PLANE, labels: { app: 'kiali' } };

/** Pods of the gateways, from their charts. */
const GATEWAYS = ['ingressgateway', 'egressgateway'].map((istio) => ({ namespace: CONTROL_PLANE, labels: { istio } }));

/** Prometheus, Grafana and the tracer. */
export class Telemetry extends Chart {
  /** Kiali, which is installed after them. */
  public readonly kiali: HelmRelease;

  constructor(scope: Construct, id: string, { clusterName, tracing, cpuAlertMillicores, slackWebhook, kialiAccess }: TelemetryOptions) {
    super(scope, id, { disableResourceNameHashes: true });
    const { uiPort, collector } = tracerEndpoints(tracing, CONTROL_PLANE);
    const prometheus = new Prometheus(this, 'prometheus', { clusterName, application: APPLICATION });
    const tracer = new Tracer(this, 'tracer', { kind: tracing });
    const webhook = slackWebhook?.secretArn === undefined ? undefined : this.storedWebhook(slackWebhook, slackWebhook.secretArn);
    const grafana = new Grafana(this, 'grafana', {
      prometheusUrl: prometheus.url,
      traces: { kind: tracing, url: `http://${tracer.server.host}:${uiPort}` },
      dashboards: dashboardPages(),
      alerts: [cpuAlert(cpuAlertMillicores)],
      slackWebhook: slackWebhook && { secret: slackWebhook.secret, key: slackWebhook.key },
      secretProviderClass: webhook?.name,
    });
    this.kiali = kialiChart({
      prometheusUrl: prometheus.url,
      grafanaUrl: grafana.url,
      jaegerUrl: tracing === 'jaeger' ? `http://${tracer.server.host}:16685` : undefined,
      access: kialiAccess,
    });

    const { party: reader } = prometheus.server;
    const { party: dashboards } = grafana.server;
    this.only(reader, [{ from: [dashboards, KIALI], ports: [9_090] }]);
    this.only(dashboards, [{ from: [reader, KIALI], ports: [3_000] }]);
    this.only(tracer.server.party, [
      // In the namespaces of services every pod has a proxy that sends spans; in that of the control plane only gateways do.
      { from: GATEWAYS, namespaces: [APPLICATION, STORES], ports: [collector.port] },
      { from: [dashboards], ports: [uiPort] },
      { from: [reader], ports: [tracing === 'jaeger' ? 8_888 : uiPort] },
      ...(tracing === 'jaeger' ? [{ from: [KIALI], ports: [16_685] }] : []),
    ]);
  }

  private storedWebhook({ secret, key }: SlackWebhook, secretArn: string): StoredSecret {
    return new StoredSecret(this, 'slack-webhook', { name: secret, namespace: CONTROL_PLANE, secretArn, keys: [key] });
  }

  /** NetworkPolicy that only allows these clients; forwarded ports bypass it. */
  private only(
    { namespace, labels }: Pick<MeshParty, 'namespace' | 'labels'>,
    allowed: readonly { from?: readonly Pick<MeshParty, 'namespace' | 'labels'>[]; namespaces?: readonly string[]; ports: readonly number[] }[],
  ): void {
    const name = `${labels['app']}-callers`;
    new k8s.KubeNetworkPolicy(this, name, {
      metadata: { name, namespace },
      spec: {
        podSelector: { matchLabels: { ...labels } },
        policyTypes: ['Ingress'],
        ingress: allowed.map(({ from = [], namespaces = [], ports }) => ({
          from: [
            ...from.map((party) => ({ namespaceSelector: named(party.namespace), podSelector: { matchLabels: { ...party.labels } } })),
            ...namespaces.map((one) => ({ namespaceSelector: named(one) })),
          ],
          ports: ports.map((port) => ({ protocol: 'TCP', port: k8s.IntOrString.fromNumber(port) })),
        })),
      },
    });
  }
}

/** Pods that scrape other pods. */
export const scraper = { namespace: CONTROL_PLANE, labels: { app: 'prometheus' } } as const;

/** Grafana dashboards, in order of their files. */
export function dashboardPages(): DashboardPage[] {
  const folder = workload('istio-observability', 'dashboards');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as DashboardPage);
}

/** Web UIs. */
export function telemetryTools(tracing: TracerKind): ForwardedTool[] {
  const tool = (name: string, description: string, port: number, path = '/') => ({
    name,
    description,
    namespace: CONTROL_PLANE,
    service: name,
    port,
    path,
  });
  return [
    tool('grafana', 'dashboards and alerts', 3_000, '/dashboards'),
    tool('prometheus', 'metrics and queries', 9_090),
    tool(tracing, 'traces', tracerEndpoints(tracing).uiPort, tracing === 'zipkin' ? '/zipkin/' : '/search'),
    tool('kiali', 'the mesh as a graph', 20_001, '/kiali'),
  ];
}

function cpuAlert(above: number): GrafanaAlert {
  const cpu = savedQueries('istio-observability').find(({ name }) => name.startsWith('p08-'));
  return {
    uid: 'pod-cpu',
    title: 'High CPU usage of a pod',
    expr: cpu ? filled(cpu) : '',
    above,
    forMinutes: 3,
    description:
      'Check whether the HorizontalPodAutoscaler works, has reached its maximum, or waits for nodes: `kubectl -n dev get hpa` and `kubectl -n dev get pods`.',
  };
}

function named(namespace: string): k8s.LabelSelector {
  return { matchLabels: { 'kubernetes.io/metadata.name': namespace } };
}
