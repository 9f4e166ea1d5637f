import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Aws } from '../../../lib/aws/aws';
import type { Table } from '../../../lib/contract/values';
import { filled, savedQueries } from '../../../lib/scenarios/greeting-platform/saved-queries';
import type { Config, Contract } from '../../../lib/scenarios/greeting-platform/settings';
import { scenario } from '../../../lib/scenarios/istio-observability/scenario';
import type { Deployed } from '../../../lib/scenarios/places';
import type { LogOptions, LogSource, Query, QueryOptions, Tool } from '../../../lib/scenarios/scenario';
import { inAccount } from '../../support/alternatives';
import { parsedParams } from '../../support/parsed-params';
import { namedValues } from '../../support/published-values';
import { recordingTask } from '../../support/task';
import { estateOf, objectOf, objectsApplied } from './estate';

const config = scenario.config.parse({});
const contract = namedValues(scenario.contract);
type Context = Deployed<Config, Contract>;
const promql = savedQueries('istio-observability').filter(({ language }) => language === 'promql');
const query = (number: number) => promql[number - 1]!;

describe('acceptance 15: queries and the alert', () => {
  test('acceptance 15: has P1 to P14, each with defaults for all parameters', () => {
    expect(promql.map(({ name }) => name.slice(0, 3))).toEqual(Array.from({ length: 14 }, (_, index) => `p${String(index + 1).padStart(2, '0')}`));
    for (const each of promql) expect(filled(each)).not.toMatch(/\$\w/);
  });

  const promtool = spawnSync('promtool', ['--version']).error === undefined;
  (promtool ? test : test.skip)('acceptance 15: promtool accepts each query', () => {
    const folder = mkdtempSync(join(tmpdir(), 'promql-'));
    const rules = promql.map((each, index) => `      - record: check:p${index + 1}\n        expr: ${JSON.stringify(filled(each))}`);
    writeFileSync(join(folder, 'rules.yml'), `groups:\n  - name: saved\n    rules:\n${rules.join('\n')}\n`);
    const { status, stdout } = spawnSync('promtool', ['check', 'rules', join(folder, 'rules.yml')], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });

    expect([status, stdout]).toEqual([0, expect.stringContaining('14 rules found')]);
  });

  test('acceptance 15: P5, P7 and P8 use metrics of Istio and the kubelet, and existing containers', () => {
    const containers = objectsApplied(estateOf()).flatMap(({ kind, metadata, spec }) =>
      kind === 'Deployment' && metadata.namespace === 'dev'
        ? (spec as { template: { spec: { containers: { name: string }[] } } }).template.spec.containers.map(({ name }) => name)
        : [],
    );
    const [, pattern = ''] = /container=~"([^"]+)"/.exec(filled(query(7))) ?? [];

    expect(filled(query(5))).toMatch(
      /istio_requests_total\{source_app="istio-ingressgateway", connection_security_policy="mutual_tls", response_code="200"\}/,
    );
    expect(filled(query(7))).toMatch(/container_memory_working_set_bytes\{namespace="dev"/);
    expect(filled(query(8))).toMatch(/container_cpu_usage_seconds_total\{namespace="dev"/);
    expect(containers).toHaveLength(9);
    expect(containers.filter((name) => !new RegExp(`^(${pattern})$`).test(name))).toEqual([]);
  });

  test('acceptance 15: the alert fires above 300 millicores, or the configured threshold, for three minutes, and notifies Slack', () => {
    const slackWebhookSecretArn = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:slack-AbCdEf';
    const alerting = (set: Record<string, unknown>) => {
      const files = objectsApplied(estateOf({ set })).flatMap(({ kind, data }) =>
        kind === 'ConfigMap' ? Object.entries(data as Record<string, string>) : [],
      );
      return files.find(([file]) => file === 'alerting.yaml')?.[1] ?? '';
    };
    const text = alerting({ slackWebhookSecretArn });

    expect(text).toMatch(/for: 3m/);
    expect(text).toMatch(/params:\s+- 300/);
    expect(text).toMatch(/type: slack/);
    expect(text).toMatch(/container_cpu_usage_seconds_total/);
    expect(alerting({ cpuAlertMillicores: '120' })).toMatch(/params:\s+- 120/);
    expect(alerting({})).not.toMatch(/slack/i);
  });
});

test('acceptance 16: the query logs reads the newest twenty lines of service-f with the word error from the container log group', async () => {
  const asked: unknown[] = [];
  const table: Table = { columns: ['@timestamp', '@message'], rows: [['2026-01-01', 'error']] };
  const insights = async (options: unknown) => {
    asked.push(options);
    return table;
  };
  const aws = { logs: { insights } } as unknown as Aws;
  const logs = inAccount<Query<Context & QueryOptions>>(scenario.queries, 'logs');
  const given = {
    config,
    stage: 'dev',
    contract: { ...contract, applicationLog: '/aws/containerinsights/istio-observe-demo/application' },
    aws,
    task: recordingTask(),
  };

  await expect(logs.run({ ...given, params: parsedParams(logs, {}) })).resolves.toBe(table);
  await logs.run({ ...given, params: parsedParams(logs, { service: 'service-c', text: 'no connection', limit: '5', hours: '24' }) });
  expect(asked).toEqual([
    {
      group: '/aws/containerinsights/istio-observe-demo/application',
      since: expect.any(Date),
      query: [
        'fields @timestamp, @message',
        '| filter kubernetes.container_name = "service-f" and @message like "error"',
        '| sort @timestamp desc',
        '| limit 20',
      ].join('\n'),
    },
    {
      group: expect.any(String),
      since: expect.any(Date),
      query: expect.stringMatching(/"service-c" and @message like "no connection"[\s\S]*limit 5$/),
    },
  ]);
  await expect(logs.run({ ...given, params: parsedParams(logs, { text: 'x" or 1' }) })).rejects.toThrow(/text is not valid/);
});

test("reads the log group that the cluster's add-on writes to", () => {
  const { cluster } = estateOf();
  const outputs = cluster.toJSON()['Outputs'] as Record<string, { Value: { Ref: string } }>;
  const group = cluster.toJSON()['Resources'][outputs['applicationLog']!.Value.Ref];

  expect(group.Properties.LogGroupName).toBe('/aws/containerinsights/istio-observe-demo/application');
  expect(objectOf(estateOf(), 'Deployment', 'service-f').metadata.namespace).toBe('dev');
});

describe('tools and logs of AWS', () => {
  const target = { account: '111122223333', region: 'eu-central-1', principal: 'arn:aws:iam::111122223333:user/ann' };
  const context = (aws: object = {}) => ({ config, stage: 'dev', contract, aws: { target, ...aws } as unknown as Aws, task: recordingTask() });

  test.each([
    ['ui', '<uiUrl>'],
    ['dashboard', 'https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#dashboards/dashboard/<dashboard>'],
    ['cluster', 'https://eu-central-1.console.aws.amazon.com/eks/home?region=eu-central-1#/clusters/<clusterName>'],
    ['rabbitmq', 'https://eu-central-1.console.aws.amazon.com/amazon-mq/home?region=eu-central-1#/brokers/details?id=<broker>'],
  ] as const)('%s opens its page', async (name, url) => {
    await expect(inAccount<Tool<Context>>(scenario.tools, name).open(context())).resolves.toEqual({ url });
  });

  test('reads logs from their groups, and those of the broker from every group with its prefix', async () => {
    const read: string[] = [];
    const logs = {
      read: async ({ group }: { group: string }) => {
        read.push(group);
        return [{ time: new Date(0), source: group, message: 'x' }];
      },
      groups: async (prefix: string) => [`${prefix}general`, `${prefix}connection`],
    };
    const since = new Date(0);
    const lines = await inAccount<LogSource<Context & LogOptions>>(scenario.logs, 'broker').read({ ...context({ logs }), since });
    await inAccount<LogSource<Context & LogOptions>>(scenario.logs, 'database').read({
      ...context({ logs }),
      contract: { ...contract, databaseLogs: ['a', 'b'] },
      since,
    });
    await inAccount<LogSource<Context & LogOptions>>(scenario.logs, 'control-plane').read({ ...context({ logs }), since });

    expect(lines.map(({ source }) => source)).toEqual(['<brokerLogPrefix>general', '<brokerLogPrefix>connection']);
    expect(read.slice(2)).toEqual(['a', 'b', '<controlPlaneLog>']);
  });
});
