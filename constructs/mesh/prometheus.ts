import { k8s } from 'cdk8s-plus-34';
import { Construct } from 'constructs';
import { PROMETHEUS } from '../versions';
import { scrapeJobs } from './scrape-jobs';
import { StandaloneServer } from './standalone-server';
import { yamlOf } from './yaml';

/** Properties of a `Prometheus`. */
export interface PrometheusProps {
  /** Name of the cluster, the value of the label `cluster`. */
  readonly clusterName: string;
  /** Namespace of the application, which is scraped more often. */
  readonly application: string;

  /**
   * Namespace of its objects.
   *
   * @default 'istio-system'
   */
  readonly namespace?: string;

  /**
   * Retention of the metrics, in days. They are lost with the pod.
   *
   * @default 15
   */
  readonly retentionDays?: number;

  /**
   * Scrape interval of the application, in seconds; all other targets have 15.
   *
   * @default 5
   */
  readonly applicationSeconds?: number;
}

/** Prometheus with Kubernetes service discovery: nodes, containers, control plane, proxies and applications. */
export class Prometheus extends Construct {
  /** URL in the cluster. */
  public readonly url: string;
  /** Workload and service of Prometheus. */
  public readonly server: StandaloneServer;

  constructor(scope: Construct, id: string, props: PrometheusProps) {
    super(scope, id);
    const { clusterName, application, namespace = 'istio-system', retentionDays = 15, applicationSeconds = 5 } = props;
    const configuration = {
      global: { scrape_interval: '15s', scrape_timeout: '10s', evaluation_interval: '1m' },
      scrape_configs: scrapeJobs({ clusterName, application, applicationSeconds }),
    };
    this.server = new StandaloneServer(this, 'Server', {
      name: 'prometheus',
      namespace,
      image: `docker.io/prom/prometheus:v${PROMETHEUS}`,
      user: 65_534,
      ports: { http: 9_090 },
      args: ['--config.file=/etc/prometheus/prometheus.yml', '--storage.tsdb.path=/prometheus', `--storage.tsdb.retention.time=${retentionDays}d`],
      files: { '/etc/prometheus': { 'prometheus.yml': yamlOf(configuration) } },
      writable: ['/prometheus'],
      probes: { protocol: 'http', port: 9_090, live: '/-/healthy', ready: '/-/ready' },
      resources: { cpuMillicores: 100, memoryMebibytes: 512, cpuLimitMillicores: 2_000, memoryLimitMebibytes: 2_048 },
      asksCluster: true,
    });
    this.url = `http://${this.server.host}:9090`;

    const metadata = { name: `prometheus-${namespace}` };
    new k8s.KubeClusterRole(this, 'Role', {
      metadata,
      rules: [
        { apiGroups: [''], resources: ['nodes', 'services', 'endpoints', 'pods'], verbs: ['get', 'list', 'watch'] },
        { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['get', 'list', 'watch'] },
        // Only nodes/metrics: nodes/proxy would allow running commands in every pod.
        { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
        { nonResourceUrLs: ['/metrics'], verbs: ['get'] },
      ],
    });
    new k8s.KubeClusterRoleBinding(this, 'Binding', {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: metadata.name },
      subjects: [{ kind: 'ServiceAccount', name: 'prometheus', namespace }],
    });
  }
}
