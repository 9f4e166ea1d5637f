import type { Config } from '../../../lib/scenarios/greeting-platform/settings';
import { scenario as overGrpc } from '../../../lib/scenarios/istio-grpc/scenario';
import { scenario } from '../../../lib/scenarios/istio-observability/scenario';
import type { Clustered } from '../../../lib/scenarios/places';
import type { Parts, Query, QueryOptions } from '../../../lib/scenarios/scenario';
import { inCluster } from '../../support/alternatives';
import { parsedParams } from '../../support/parsed-params';
import { recordingTask } from '../../support/task';
import { type FakeClusterOptions, fakeCluster } from './fake-cluster';

const config = scenario.config.parse({});
const PROMETHEUS = 'istio-system/prometheus:9090';

/** Runs a query on a fake cluster as the command line does. */
async function ask(
  name: string,
  options: FakeClusterOptions,
  params: Record<string, unknown> = {},
  of: { queries: Parts<Query> } = scenario,
  set: Partial<Config> = {},
) {
  const cluster = fakeCluster(options);
  const query = inCluster<Query<Clustered<Config> & QueryOptions>>(of.queries, name);
  const table = await query.run({
    config: { ...config, ...set },
    stage: 'dev',
    cluster: cluster.verbs,
    task: recordingTask(),
    params: parsedParams(query, params),
  });
  expect(cluster.open).toBe(0);
  return { table, cluster };
}

describe('promql', () => {
  const asked: string[] = [];
  const services = {
    [PROMETHEUS]: (url: URL) => {
      asked.push(url.searchParams.get('query') ?? '');
      const result = [
        { metric: { pod: 'service-d-1' }, value: [1_700_000_000, '231.5'] },
        { metric: { pod: 'service-c-1', node: 'one' }, value: [1_700_000_000, 'NaN'] },
      ];
      return { body: { status: 'success', data: { resultType: 'vector', result } } };
    },
  };
  beforeEach(() => asked.splice(0));

  test('runs a saved query by its number, with its values and the cluster name', async () => {
    const { table, cluster } = await ask('promql', { services }, { query: 'P8' });

    expect(table).toEqual({
      columns: ['pod', 'node', 'value'],
      rows: [
        ['service-d-1', null, 231.5],
        ['service-c-1', 'one', 'NaN'],
      ],
    });
    expect(asked).toEqual([expect.stringMatching(/^sum by \(pod\) \(rate\(container_cpu_usage_seconds_total\{namespace="dev"/)]);
    expect(cluster.forwarded).toEqual([PROMETHEUS]);
    await ask('promql', { services }, { query: 'p13', with: 'quantile=0.99, namespace=test' });
    expect(asked[1]).toMatch(/histogram_quantile\(0\.99, [\s\S]*namespace=~"test"/);
    await ask('promql', { services }, { query: 'p3' });
    expect(asked[2]).toBe('up{job="kubernetes-nodes", cluster="istio-observe-demo"}');
  });

  test('without a name counts the series of each saved query, and of one more with gRPC', async () => {
    const { table } = await ask('promql', { services });
    const { table: withGrpc } = await ask('promql', { services }, {}, overGrpc);

    expect(table.columns).toEqual(['query', 'computes', 'series']);
    expect(table.rows.map(([name, , series]) => [String(name).slice(0, 3), series])).toEqual(
      Array.from({ length: 14 }, (_, index) => [`p${String(index + 1).padStart(2, '0')}`, 2]),
    );
    expect(withGrpc.rows.at(-1)?.[0]).toBe('p15-grpc-status');
  });

  test('evaluates a given expression, also one with a scalar result', async () => {
    await ask('promql', { services }, { expr: 'up == 0' });
    const scalar = { [PROMETHEUS]: () => ({ body: { status: 'success', data: { resultType: 'scalar', result: [1, '42'] } } }) };
    const { table } = await ask('promql', { services: scalar }, { expr: '42' });

    expect(asked).toEqual(['up == 0']);
    expect(table).toEqual({ columns: ['value'], rows: [[42]] });
  });

  test.each([
    [{ query: 'p99' }, /unknown saved query; got 'p99'; allowed: p01-agent-versions, /],
    [{ query: 'p13', with: 'quantile' }, /with is not valid; got 'quantile'; allowed: name=value/],
    [{ query: 'p13', with: 'quantile=x' }, /quantile is not valid; got "x"; allowed: a number/],
  ])('refuses %j', async (params, message) => {
    await expect(ask('promql', { services }, params)).rejects.toThrow(message);
    expect(asked).toEqual([]);
  });

  test('quotes the error of Prometheus', async () => {
    const refusing = { [PROMETHEUS]: () => ({ status: 400, body: { status: 'error', error: 'parse error: unexpected end of input' } }) };

    await expect(ask('promql', { services: refusing }, { expr: 'up{' })).rejects.toThrow(
      /answered with 400; got .*parse error: unexpected end of input/,
    );
  });
});

describe('traces', () => {
  const span = (spanID: string, processID: string, startTime: number, duration: number, parent?: string) => ({
    spanID,
    processID,
    startTime,
    duration,
    references: parent ? [{ spanID: parent }] : [],
  });
  const jaeger = {
    'istio-system/jaeger:16686': (url: URL) => {
      expect(url.pathname).toBe('/api/traces');
      expect(Object.fromEntries(url.searchParams)).toEqual({ service: 'istio-ingressgateway.istio-system', limit: '20', lookback: '1h' });
      const processes = { p1: { serviceName: 'istio-ingressgateway.istio-system' }, p2: { serviceName: 'service-a.dev' } };
      const older = { traceID: 'old', processes, spans: [span('1', 'p1', 1_000_000, 5_000)] };
      const newer = { traceID: 'new', processes, spans: [span('2', 'p2', 2_001_000, 8_500, '1'), span('1', 'p1', 2_000_000, 12_340)] };
      return { body: { data: [older, newer] } };
    },
  };

  test('of Jaeger, newest first, with spans, services, root and duration', async () => {
    const { table } = await ask('traces', { services: jaeger });

    expect(table).toEqual({
      columns: ['started', 'milliseconds', 'spans', 'services', 'root', 'trace'],
      rows: [
        ['1970-01-01T00:00:02.000Z', 12.34, 2, 2, 'istio-ingressgateway.istio-system', 'new'],
        ['1970-01-01T00:00:01.000Z', 5, 1, 1, 'istio-ingressgateway.istio-system', 'old'],
      ],
    });
  });

  test('of Zipkin, where both ends of a call may share an id', async () => {
    const zipkin = {
      'istio-system/zipkin:9411': (url: URL) => {
        expect([url.pathname, url.searchParams.get('serviceName')]).toEqual(['/zipkin/api/v2/traces', 'istio-ingressgateway.istio-system']);
        const of = (id: string, serviceName: string, parentId?: string) => ({
          traceId: 't',
          id,
          parentId,
          timestamp: 1_000_000,
          duration: 2_000,
          localEndpoint: { serviceName },
        });
        return { body: [[of('b', 'service-a.dev', 'a'), of('a', 'service-a.dev'), of('a', 'istio-ingressgateway.istio-system')]] };
      },
    };
    const { table } = await ask('traces', { services: zipkin }, {}, scenario, { tracing: 'zipkin' });

    expect(table.rows).toEqual([['1970-01-01T00:00:01.000Z', 2, 3, 2, 'service-a.dev', 't']]);
  });

  test('reports an invalid response of a tracer', async () => {
    await expect(ask('traces', {})).rejects.toThrow(/\/api\/traces was answered with 404; got nobody/);
  });
});

describe('mongo', () => {
  test('counts documents in a pod with the connection string', async () => {
    const { table, cluster } = await ask('mongo', { printed: '{"service-c.greetings":3,"service-f.messages":2}\n' });

    expect(table).toEqual({
      columns: ['collection', 'documents'],
      rows: [
        ['service-c.greetings', 3],
        ['service-f.messages', 2],
      ],
    });
    expect(cluster.executed).toEqual([
      { namespace: 'dev', selector: 'app=service-c', container: 'service-c', command: ['/nodejs/bin/node', 'documents.mjs'] },
    ]);
  });

  test('quotes the unexpected output', async () => {
    await expect(ask('mongo', { printed: 'no server' })).rejects.toThrow(/documents could not be counted; got no server/);
  });
});

test('logs are the newest lines of a service that contain a text', async () => {
  const at = (minutes: number, message: string) => ({ time: new Date(Date.now() - minutes * 60_000), source: 'service-f-1/service-f', message });
  const lines = [at(500, 'error long ago'), at(9, 'an error'), at(5, 'all is well'), at(2, 'another error')];
  const { table } = await ask('logs', { lines }, { limit: '1' });
  const { table: all } = await ask('logs', { lines }, { hours: '24' });

  expect(table.rows.map(([, pod, message]) => [pod, message])).toEqual([['service-f-1/service-f', 'another error']]);
  expect(all.rows.map(([, , message]) => message)).toEqual(['another error', 'an error', 'error long ago']);
});

test('pods are counted by program', async () => {
  const pod = (app: string, ready: boolean, restarts = 0) => ({
    name: `${app}-x`,
    namespace: 'dev',
    labels: { app },
    phase: 'Running',
    ready,
    ending: false,
    containers: [{ name: app, ready, restarts, state: 'running' }],
  });
  const { table } = await ask('pods', { pods: [pod('service-d', true), pod('angular-ui', true), pod('service-d', false, 2)] });

  expect(table.rows).toEqual([
    ['angular-ui', 1, 1, 0],
    ['service-d', 2, 1, 2],
  ]);
});
