import type { ClusterVerbs } from '../../../lib/kubernetes/cluster';
import type { PodLogsOptions } from '../../../lib/kubernetes/pods';
import type { Config } from '../../../lib/scenarios/greeting-platform/settings';
import { scenario as overGrpc } from '../../../lib/scenarios/istio-grpc/scenario';
import { scenario } from '../../../lib/scenarios/istio-observability/scenario';
import type { Clustered } from '../../../lib/scenarios/places';
import type { Job, JobOptions, LogOptions, LogSource, Tool } from '../../../lib/scenarios/scenario';
import { inCluster } from '../../support/alternatives';
import { parsedParams } from '../../support/parsed-params';
import { recordingTask } from '../../support/task';
import { type Platform, startPlatform } from '../../workloads/greeting-service/support/platform';
import { fakeCluster } from './fake-cluster';

const config = scenario.config.parse({});

describe('tools', () => {
  test.each([
    ['grafana', 'istio-system/grafana:3000', '/dashboards', 'jaeger'],
    ['prometheus', 'istio-system/prometheus:9090', '/', 'jaeger'],
    ['jaeger', 'istio-system/jaeger:16686', '/search', 'jaeger'],
    ['zipkin', 'istio-system/zipkin:9411', '/zipkin/', 'zipkin'],
    ['kiali', 'istio-system/kiali:20001', '/kiali', 'jaeger'],
    ['rabbitmq', 'stores/rabbitmq:15672', '/', 'jaeger'],
  ] as const)('%s is opened by a forwarded port', async (name, place, path, tracing) => {
    const cluster = fakeCluster();
    const { url, closed } = await inCluster<Tool<Clustered<Config>>>(scenario.tools, name).open({
      config: { ...config, tracing },
      stage: 'dev',
      cluster: cluster.verbs,
      task: recordingTask(),
    });

    expect(cluster.forwarded).toEqual([place]);
    expect(url).toMatch(new RegExp(`^http://localhost:\\d+${path.replaceAll('/', '\\/')}$`));
    expect(closed).toBeInstanceOf(Promise);
  });

  test('opens the page on the port of the API', async () => {
    const cluster = fakeCluster();
    await inCluster<Tool<Clustered<Config>>>(scenario.tools, 'ui').open({ config, stage: 'dev', cluster: cluster.verbs, task: recordingTask() });
    const manifests = await scenario.manifests({ config, stage: 'dev' });

    expect([cluster.forwarded, cluster.localPorts]).toEqual([['istio-system/istio-ingressgateway:80'], [8_080]]);
    expect(manifests.at(-1)?.yaml).toMatch(/name: ALLOWED_ORIGINS\n\s+value: http:\/\/localhost:8080/);
  });

  test('refuses to open a tracer that is not deployed', async () => {
    const opening = inCluster<Tool<Clustered<Config>>>(scenario.tools, 'zipkin').open({
      config,
      stage: 'dev',
      cluster: fakeCluster().verbs,
      task: recordingTask(),
    });

    await expect(opening).rejects.toThrow(
      /zipkin is not installed; got tracing is jaeger; allowed: ui, grafana, .*; use jaeger, or deploy with --set tracing=zipkin/,
    );
  });
});

describe.each([
  ['rest', scenario, 'D G H E B C A'],
  ['grpc', overGrpc, 'A B D E G H C'],
] as const)('jobs through the gateway of the mesh, %s', (protocol, of, order) => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform({ protocol });
  });
  afterAll(() => platform.stop());

  test.each(['smoke', 'load'])('%s', async (name) => {
    const greeting = await (await fetch(platform.url)).text();
    const gateway = (url: URL) => ({ body: url.pathname === '/api/greeting' ? greeting : '<html></html>' });
    const cluster = fakeCluster({ services: { 'istio-system/istio-ingressgateway:80': gateway } });
    const job = inCluster<Job<Clustered<Config> & JobOptions>>(of.jobs, name);
    const params = parsedParams(job, name === 'load' ? { requests: '20', concurrency: '4' } : {});
    const facts = await job.run({
      config: of.config.parse({}),
      stage: 'dev',
      cluster: cluster.verbs,
      task: recordingTask(),
      params,
      method: undefined,
      wait: true,
      env: {},
    });

    expect(facts).toMatchObject(name === 'load' ? { requests: 20, succeeded: 20 } : { greetings: 7, order });
    expect(cluster.open).toBe(0);
  });
});

test('reads the log of each program, without its sidecar', async () => {
  const asked: PodLogsOptions[] = [];
  const verbs: ClusterVerbs = {
    ...fakeCluster().verbs,
    async logs(options) {
      asked.push(options);
      return [];
    },
  };
  await inCluster<LogSource<Clustered<Config> & LogOptions>>(overGrpc.logs, 'rev-proxy').read({
    config,
    stage: 'dev',
    cluster: verbs,
    task: recordingTask(),
    since: new Date(0),
  });

  expect(asked).toEqual([{ namespace: 'dev', selector: 'app=rev-proxy', container: 'rev-proxy', since: new Date(0) }]);
  expect(Object.keys(scenario.logs).filter((name) => !['containers', 'control-plane', 'database', 'broker'].includes(name))).toEqual([
    'angular-ui',
    ...'abcdefgh'.split('').map((letter) => `service-${letter}`),
  ]);
});
