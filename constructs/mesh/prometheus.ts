import { k8s } from 'cdk8s-plus-34';
import { Construct } from 'constructs';
import { PROMETHEUS } from '../versions';
import { scrapeJobs } from './scrape-jobs';
import { StandaloneServer } from './standalone-server';
import { yamlOf } from './yaml';

/** Properties of a `Prometheus`. */
export interface PrometheusProps {
  /** Name of the cluster: label `cluster` of what is read from its nodes. */
  readonly clusterName: string;
  /** Namespace whose services are read every few seconds, through the proxies in front of them. */
  readonly application: string;

  /**
   * Namespace of its objects.
   *
   * @default 'istio-system'
   */
  readonly namespace?: string;

  /**
   * Days for which metrics are kept, while the pod lives.
   *
   * @default 15
   */
  readonly retentionDays?: number;

  /**
   * Seconds between two readings of the application; everything else is read every 15.
   *
   * @default 5
   */
  readonly applicationSeconds?: number;
}

/** Prometheus that finds what there is to read in the cluster: nodes, containers, control plane, proxies, and the programs behind them. */
export class Prometheus extends Construct {
  /** Address in the cluster. */
  public readonly url: string;
  /** Pods and ports. */
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
        // Of the kubelets, their metrics alone: nodes/proxy would let it run commands in every pod.
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
