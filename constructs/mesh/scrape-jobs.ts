/** A scrape configuration of Prometheus. */
export interface ScrapeJob {
  readonly job_name: string;
  readonly [setting: string]: unknown;
}

/** Options of the scrape configurations. */
export interface ScrapeJobsOptions {
  readonly clusterName: string;
  readonly application: string;
  readonly applicationSeconds: number;
}

const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const META = '__meta_kubernetes_';

/** TLS with the token of the pod's service account. Kubelets of some distributions have self-signed certificates. */
const toKubelets = {
  scheme: 'https',
  authorization: { credentials_file: `${ACCOUNT}/token` },
  tls_config: { ca_file: `${ACCOUNT}/ca.crt`, insecure_skip_verify: true },
};

const ofPods = [
  { source_labels: [`${META}namespace`], target_label: 'namespace' },
  { source_labels: [`${META}pod_name`], target_label: 'pod' },
  { source_labels: [`${META}pod_label_app`], target_label: 'app' },
];

/** Pods with the `prometheus.io` annotations. In a pod with a sidecar these point to its agent, which merges the application's metrics. */
const announced = [
  { source_labels: [`${META}pod_annotation_prometheus_io_scrape`], action: 'keep', regex: 'true' },
  { source_labels: [`${META}pod_annotation_prometheus_io_path`], action: 'replace', target_label: '__metrics_path__', regex: '(.+)' },
  {
    source_labels: [`${META}pod_ip`, `${META}pod_annotation_prometheus_io_port`],
    action: 'replace',
    target_label: '__address__',
    regex: '([0-9.]+);(\\d+)',
    replacement: '$1:$2',
  },
  // Each container port is a separate target, but after relabeling all have the same address.
  { source_labels: [`${META}pod_container_init`], action: 'drop', regex: 'true' },
  { source_labels: [`${META}pod_phase`], action: 'drop', regex: 'Pending|Succeeded|Failed|Completed' },
];

/** All scrape configurations, the application's first. */
export function scrapeJobs({ clusterName, application, applicationSeconds }: ScrapeJobsOptions): ScrapeJob[] {
  const cluster = { target_label: 'cluster', replacement: clusterName };
  const nodeLabels = { action: 'labelmap', regex: `${META}node_label_(.+)` };
  return [
    {
      job_name: 'application',
      scrape_interval: `${applicationSeconds}s`,
      scrape_timeout: `${Math.min(applicationSeconds, 10)}s`,
      kubernetes_sd_configs: [{ role: 'pod', namespaces: { names: [application] } }],
      relabel_configs: [...announced, ...ofPods, cluster],
    },
    {
      job_name: 'kubernetes-pods',
      kubernetes_sd_configs: [{ role: 'pod' }],
      relabel_configs: [{ source_labels: [`${META}namespace`], action: 'drop', regex: application }, ...announced, ...ofPods, cluster],
    },
    {
      job_name: 'kubernetes-nodes',
      ...toKubelets,
      kubernetes_sd_configs: [{ role: 'node' }],
      relabel_configs: [nodeLabels, cluster],
    },
    {
      job_name: 'kubernetes-nodes-cadvisor',
      ...toKubelets,
      metrics_path: '/metrics/cadvisor',
      kubernetes_sd_configs: [{ role: 'node' }],
      relabel_configs: [nodeLabels, cluster],
    },
    {
      job_name: 'kubernetes-apiservers',
      scheme: 'https',
      authorization: { credentials_file: `${ACCOUNT}/token` },
      tls_config: { ca_file: `${ACCOUNT}/ca.crt` },
      kubernetes_sd_configs: [{ role: 'endpointslice', namespaces: { names: ['default'] } }],
      relabel_configs: [
        { source_labels: [`${META}service_name`, `${META}endpointslice_port_name`], action: 'keep', regex: 'kubernetes;https' },
        cluster,
      ],
    },
    { job_name: 'prometheus', static_configs: [{ targets: ['localhost:9090'] }] },
  ];
}
