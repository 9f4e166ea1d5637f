import { Construct } from 'constructs';
import { PropError } from '../errors';
import { GRAFANA } from '../versions';
import { type DashboardPage, grafanaDashboard } from './dashboard';
import { alerting, type GrafanaAlert } from './grafana-alert';
import type { SecretKey } from './mesh-service';
import { StandaloneServer } from './standalone-server';
import { yamlOf } from './yaml';

/** Properties of a `Grafana`. */
export interface GrafanaProps {
  /** URL of Prometheus in the cluster. */
  readonly prometheusUrl: string;

  /**
   * Jaeger or Zipkin in the cluster, and its URL.
   *
   * @default - no data source for traces
   */
  readonly traces?: { readonly kind: 'jaeger' | 'zipkin'; readonly url: string };

  /**
   * Provisioned dashboards.
   *
   * @default - none
   */
  readonly dashboards?: readonly DashboardPage[];

  /**
   * Alert rules, evaluated every minute.
   *
   * @default - none
   */
  readonly alerts?: readonly GrafanaAlert[];

  /**
   * Secret with the URL of a Slack webhook for notifications. It must exist before Grafana starts.
   *
   * @default - none: alerts are only shown in Grafana
   */
  readonly slackWebhook?: SecretKey;

  /**
   * SecretProviderClass, in Grafana's namespace, that creates the Secret. The IAM role of Grafana's service account must be able to read the stored value.
   *
   * @default - none: the Secret exists already
   */
  readonly secretProviderClass?: string;

  /**
   * Namespace of its objects.
   *
   * @default 'istio-system'
   */
  readonly namespace?: string;
}

/** Uid of the Prometheus data source, to which dashboards and alerts refer. */
const PROMETHEUS_UID = 'prometheus';

/** Environment variable with the URL of the webhook; Grafana's provisioning files refer to it as `$SLACK_WEBHOOK_URL`. */
const WEBHOOK = 'SLACK_WEBHOOK_URL';

/**
 * Grafana with provisioned data sources, dashboards and alert rules.
 *
 * Access is anonymous with the role Editor, so expose it only by port forwarding. There is no administrator, and edits are lost with the pod.
 */
export class Grafana extends Construct {
  /** URL in the cluster. */
  public readonly url: string;
  /** Workload and service of Grafana. */
  public readonly server: StandaloneServer;

  constructor(scope: Construct, id: string, props: GrafanaProps) {
    super(scope, id);
    const { dashboards = [], alerts = [], slackWebhook, namespace = 'istio-system' } = props;
    const twice = dashboards.find(({ uid }, index) => dashboards.findIndex((other) => other.uid === uid) !== index);
    if (twice) throw new PropError(this, { problem: 'two dashboards have the same uid', got: twice.uid, fix: 'change one of the uids' });

    const provisioning = '/etc/grafana/provisioning';
    this.server = new StandaloneServer(this, 'Server', {
      name: 'grafana',
      namespace,
      image: `docker.io/grafana/grafana:${GRAFANA}`,
      user: 472,
      ports: { http: 3_000 },
      environment: {
        GF_AUTH_ANONYMOUS_ENABLED: 'true',
        GF_AUTH_ANONYMOUS_ORG_ROLE: 'Editor',
        GF_AUTH_DISABLE_LOGIN_FORM: 'true',
        GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION: 'true',
        GF_ANALYTICS_REPORTING_ENABLED: 'false',
        GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
        GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
        GF_NEWS_NEWS_FEED_ENABLED: 'false',
      },
      ...(slackWebhook && { secrets: { [WEBHOOK]: slackWebhook } }),
      secretProviderClass: props.secretProviderClass,
      files: {
        [`${provisioning}/datasources`]: { 'datasources.yaml': yamlOf(dataSources(props)) },
        [`${provisioning}/dashboards`]: { 'dashboards.yaml': yamlOf(dashboardProvider) },
        '/var/lib/dashboards': Object.fromEntries(
          dashboards.map((page) => [`${page.uid}.json`, JSON.stringify(grafanaDashboard(page, PROMETHEUS_UID))]),
        ),
        [`${provisioning}/alerting`]: { 'alerting.yaml': yamlOf(alerting(alerts, PROMETHEUS_UID, slackWebhook && `$${WEBHOOK}`)) },
      },
      writable: ['/var/lib/grafana', '/var/log/grafana', '/tmp'],
      probes: { protocol: 'http', port: 3_000, live: '/api/health', ready: '/api/health' },
      resources: { cpuMillicores: 50, memoryMebibytes: 192, cpuLimitMillicores: 1_000, memoryLimitMebibytes: 512 },
      metrics: { port: 3_000, path: '/metrics' },
    });
    this.url = `http://${this.server.host}:3000`;
  }
}

const dashboardProvider = {
  apiVersion: 1,
  providers: [{ name: 'stagecraft', type: 'file', allowUiUpdates: true, options: { path: '/var/lib/dashboards' } }],
};

function dataSources({ prometheusUrl, traces }: GrafanaProps): object {
  const shared = { access: 'proxy', orgId: 1, editable: false };
  return {
    apiVersion: 1,
    datasources: [
      {
        name: 'Prometheus',
        uid: PROMETHEUS_UID,
        type: 'prometheus',
        url: prometheusUrl,
        isDefault: true,
        jsonData: { timeInterval: '15s' },
        ...shared,
      },
      ...(traces ? [{ name: traces.kind === 'jaeger' ? 'Jaeger' : 'Zipkin', uid: traces.kind, type: traces.kind, url: traces.url, ...shared }] : []),
    ],
  };
}
