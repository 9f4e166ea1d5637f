import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Yaml } from 'cdk8s';
import { objectsOf } from '../../../lib/kubernetes/installation';
import { platform } from '../../../lib/scenarios/greeting-platform/platform';
import { filled, savedQueries } from '../../../lib/scenarios/greeting-platform/saved-queries';
import { dashboardPages } from '../../../lib/scenarios/greeting-platform/telemetry';
import { onAws, onCluster } from './installations';

const objects = objectsOf(platform(onAws));
const queries = savedQueries('istio-observability', 'istio-grpc');
const query = (name: string) => queries.find((each) => each.name.startsWith(name))!;

/** Parses a file of a ConfigMap. */
function fileIn<Shape>(name: string, from = objects): Shape {
  const files = from.filter(({ kind }) => kind === 'ConfigMap').flatMap(({ data }) => Object.entries(data as Record<string, string>));
  const folder = mkdtempSync(join(tmpdir(), 'yaml-'));
  writeFileSync(join(folder, 'file.yaml'), files.find(([file]) => file === name)?.[1] ?? '');
  const [value] = Yaml.load(join(folder, 'file.yaml'));
  rmSync(folder, { recursive: true });
  return value as Shape;
}

interface Alerting {
  readonly groups: readonly {
    readonly rules: readonly { readonly for: string; readonly data: readonly { readonly model: { expr?: string; conditions?: unknown } }[] }[];
  }[];
  readonly contactPoints?: readonly { readonly receivers: readonly { readonly type: string; readonly settings: { readonly url: string } }[] }[];
  readonly policies?: readonly { readonly receiver: string }[];
}

describe('acceptance 15', () => {
  test('has queries P1 to P14, and P15 for gRPC', () => {
    const promql = queries.filter(({ language }) => language === 'promql').map(({ name }) => name.slice(0, 3));

    expect(promql).toEqual(Array.from({ length: 15 }, (_, index) => `p${String(index + 1).padStart(2, '0')}`));
  });

  test.each(queries.filter(({ language }) => language === 'promql').map((each) => [each.name, each] as const))(
    '%s says what it computes, and every value in it is filled in',
    (_, each) => {
      const text = filled(each);

      expect(each.description).toMatch(/^\w.{10,}$/);
      expect(text).not.toMatch(/\$/);
      expect(balanced(text)).toBe(true);
      expect(Object.keys(each.parameters).filter((name) => !each.text.includes(`$${name}`))).toEqual([]);
    },
  );

  test('the alert fires when a pod is above 300 millicores for three minutes, and notifies Slack', () => {
    const { groups, contactPoints, policies } = fileIn<Alerting>('alerting.yaml');
    const [rule] = groups[0]?.rules ?? [];

    expect(rule?.for).toBe('3m');
    expect(rule?.data[0]?.model.expr).toBe(filled(query('p08')));
    expect(rule?.data[2]?.model.conditions).toEqual([{ evaluator: { type: 'gt', params: [300] } }]);
    expect(contactPoints?.[0]?.receivers).toMatchObject([{ type: 'slack', settings: { url: '$SLACK_WEBHOOK_URL' } }]);
    expect(policies).toMatchObject([{ receiver: 'Slack' }]);
    expect(objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'grafana')).toMatchObject({
      spec: {
        template: {
          spec: {
            containers: [
              { env: expect.arrayContaining([{ name: 'SLACK_WEBHOOK_URL', valueFrom: { secretKeyRef: { name: 'grafana-slack', key: 'url' } } }]) },
            ],
          },
        },
      },
    });
  });

  test('has a configurable threshold, and no contact point without a webhook', () => {
    const { groups, contactPoints, policies } = fileIn<Alerting>('alerting.yaml', objectsOf(platform({ ...onCluster, cpuAlertMillicores: 120 })));

    expect(groups[0]?.rules[0]?.data[2]?.model.conditions).toMatchObject([{ evaluator: { params: [120] } }]);
    expect([contactPoints, policies]).toEqual([undefined, undefined]);
  });
});

test('P7 to P10 select containers by label, not by registry', () => {
  for (const name of ['p07', 'p08', 'p09', 'p10']) {
    expect(filled(query(name))).toContain('{namespace="dev", container=~"service-.*|rev-proxy|angular-ui"}');
    expect(filled(query(name))).not.toMatch(/image/);
  }
  expect(filled(query('p10'), { containers: '.+' })).toContain('container=~".+"');
  expect(filled(query('p15'))).toMatch(/by \(destination_workload, grpc_response_status\)[\s\S]*request_protocol="grpc"/);
});

test('acceptance 16: errors are the newest twenty lines of a container that contain a text', () => {
  expect(filled(query('errors'))).toBe(
    [
      'fields @timestamp, @message',
      '| filter kubernetes.container_name = "service-f" and @message like "error"',
      '| sort @timestamp desc',
      '| limit 20',
    ].join('\n'),
  );
  expect(filled(query('errors'), { service: 'service-c', limit: '5' })).toMatch(/"service-c"[\s\S]*limit 5$/);
});

test.each<[string, Record<string, string>, RegExp]>([
  ['a quote', { service: 'x" or "1" = "1' }, /errors: service is not valid; got .*; allowed: text without quotes/],
  ['a line break', { text: 'a\n| limit 1' }, /errors: text is not valid/],
  ['a word where a number belongs', { limit: '20 | stats count(*)' }, /errors: limit is not valid; got "20 \| stats count\(\*\)"; allowed: a number/],
  ['an unknown parameter', { since: '1h' }, /errors has no parameter since; got '1h'; allowed: service, text, limit/],
])('refuses %s in a query', (_, values, message) => {
  expect(() => filled(query('errors'), values)).toThrow(message);
});

describe('Prometheus', () => {
  interface Job {
    readonly job_name: string;
    readonly scrape_interval?: string;
    readonly kubernetes_sd_configs?: readonly { readonly role: string; readonly namespaces?: { readonly names: readonly string[] } }[];
    readonly relabel_configs?: readonly Readonly<Record<string, unknown>>[];
  }
  const jobs = fileIn<{ scrape_configs: Job[] }>('prometheus.yml').scrape_configs;

  test('scrapes the services every five seconds, and everything else by standard jobs', () => {
    expect(jobs.map(({ job_name: name }) => name)).toEqual([
      'application',
      'kubernetes-pods',
      'kubernetes-nodes',
      'kubernetes-nodes-cadvisor',
      'kubernetes-apiservers',
      'prometheus',
    ]);
    expect(jobs[0]).toMatchObject({ scrape_interval: '5s', kubernetes_sd_configs: [{ role: 'pod', namespaces: { names: ['dev'] } }] });
  });

  test('scrapes the annotated port, because the service port requires a client certificate', () => {
    expect(jobs[0]?.relabel_configs).toContainEqual(expect.objectContaining({ target_label: '__address__', replacement: '$1:$2' }));
    expect(JSON.stringify(jobs)).not.toMatch(/service-a|:8080|50051/);
  });

  test('uses the labels namespace and pod as queries do, and scrapes no service twice', () => {
    for (const target of ['namespace', 'pod', 'app'])
      expect(jobs[0]?.relabel_configs).toContainEqual(expect.objectContaining({ target_label: target }));
    expect(jobs[1]?.relabel_configs).toContainEqual({ source_labels: ['__meta_kubernetes_namespace'], action: 'drop', regex: 'dev' });
  });

  test('may read kubelet metrics only', () => {
    const role = objects.find(({ kind, metadata }) => kind === 'ClusterRole' && metadata.name === 'prometheus-istio-system');
    const resources = (role!['rules'] as { resources?: string[]; verbs: string[] }[]).flatMap(({ resources: named = [] }) => named);

    expect(resources).toContain('nodes/metrics');
    expect(resources).not.toContain('nodes/proxy');
    expect(JSON.stringify(role)).not.toMatch(/\*|create|update|patch|delete|secrets/);
  });
});

describe('Grafana', () => {
  const pages = dashboardPages();

  test("has Istio's dashboards and one of the cluster", () => {
    expect(pages.map(({ uid }) => uid)).toEqual([
      'istio-control-plane',
      'istio-mesh',
      'istio-performance',
      'istio-service',
      'istio-workload',
      'kubernetes-cluster',
    ]);
    expect(pages.find(({ uid }) => uid === 'istio-workload')?.rows.map(({ title }) => title)).toEqual([
      'General',
      'Inbound Workloads',
      'Outbound Workloads',
    ]);
  });

  test('has the expected data sources', () => {
    const { datasources } = fileIn<{ datasources: { uid: string; url: string }[] }>('datasources.yaml');

    expect(datasources.map(({ uid, url }) => [uid, url])).toEqual([
      ['prometheus', 'http://prometheus.istio-system.svc.cluster.local:9090'],
      ['jaeger', 'http://jaeger.istio-system.svc.cluster.local:16686'],
    ]);
  });

  test('uses only variables that the dashboard defines', () => {
    for (const { uid, variables, rows } of pages) {
      const names = variables.map(({ name }) => name);
      const used = rows
        .flatMap(({ panels }) => panels)
        .flatMap(({ series }) => series.flatMap(({ expr }) => [...expr.matchAll(/\$(\w+)/g)].map(([, name]) => name)));
      expect([uid, used.filter((name) => !names.includes(name ?? ''))]).toEqual([uid, []]);
    }
  });
});

const promtool = spawnSync('promtool', ['--version']).error ? undefined : 'promtool';

(promtool ? test : test.skip)('Prometheus itself can read every query, every panel and the configuration', () => {
  const folder = mkdtempSync(join(tmpdir(), 'promtool-'));
  const panels = dashboardPages().flatMap(({ uid, rows }) =>
    rows.flatMap(({ panels: all }) => all.flatMap(({ series }) => series.map(({ expr }) => ({ name: uid, expr: expr.replace(/\$\w+/g, 'x') })))),
  );
  const all = [...queries.filter(({ language }) => language === 'promql').map((each) => ({ name: each.name, expr: filled(each) })), ...panels];
  const rules = all.map(({ name, expr }, index) => ({ record: `check:${name.replace(/-/g, '_')}:${index}`, expr }));
  writeFileSync(join(folder, 'rules.yml'), Yaml.stringify({ groups: [{ name: 'all', rules }] }));
  // Debian's build lacks Kubernetes service discovery; it reads the rest of the configuration.
  const { scrape_configs: jobs, ...rest } = fileIn<{ scrape_configs: Record<string, unknown>[] }>('prometheus.yml');
  const known = jobs.map(({ kubernetes_sd_configs: _, ...job }) => job);
  writeFileSync(join(folder, 'prometheus.yml'), Yaml.stringify({ ...rest, scrape_configs: known }));

  const checked = spawnSync('promtool', ['check', 'rules', join(folder, 'rules.yml')], { encoding: 'utf8' });
  const configured = spawnSync('promtool', ['check', 'config', '--syntax-only', join(folder, 'prometheus.yml')], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });

  expect([checked.stderr, checked.status]).toEqual([expect.not.stringMatching(/error/i), 0]);
  expect([configured.stderr, configured.status]).toEqual(['', 0]);
});

/** True if all brackets and quotes are closed. */
function balanced(text: string): boolean {
  const open: string[] = [];
  const pairs: Record<string, string> = { ')': '(', '}': '{', ']': '[' };
  for (const character of text.replace(/"[^"]*"/g, '')) {
    if ('({['.includes(character)) open.push(character);
    else if (pairs[character] && open.pop() !== pairs[character]) return false;
    else if (character === '"') return false;
  }
  return open.length === 0;
}
