import { chartsOf, manifestsOf, objectsOf } from '../../../lib/kubernetes/installation';
import { passwordsIn, passwordsOf, secretObject } from '../../../lib/kubernetes/secrets';
import { manifestFindings } from '../../../lib/kubernetes/validate';
import { platform } from '../../../lib/scenarios/greeting-platform/platform';
import { onAws, onCluster, variants } from './installations';

const namesOf = (options: typeof onAws) => platform(options).steps.map(({ name }) => name);

test('on AWS: namespaces, definitions, control plane, gateways, balancer, telemetry, services', () => {
  expect(namesOf(onAws)).toEqual([
    'namespaces',
    'istio-base',
    'istio-cni',
    'istiod',
    'mesh-defaults',
    'istio-ingressgateway',
    'istio-egressgateway',
    'aws-load-balancer-controller',
    'entrance',
    'telemetry',
    'kiali',
    'platform',
  ]);
});

test('on any cluster: no balancer, and stores before the services', () => {
  expect(namesOf(onCluster).slice(-4)).toEqual(['telemetry', 'kiali', 'stores', 'platform']);
  expect(namesOf(onCluster)).not.toContain('entrance');
});

test.each(variants)('nothing comes before what it needs: %s', (_, options) => {
  const namespaces = new Set(['kube-system']);
  let isDefined = false;
  for (const step of platform(options).steps) {
    if (step.kind === 'chart') {
      expect(namespaces).toContain(step.release.namespace);
      isDefined ||= step.name === 'istio-base';
      continue;
    }
    for (const { apiVersion, kind, metadata } of step.objects) {
      if (kind === 'Namespace') namespaces.add(metadata.name);
      else if (metadata.namespace !== undefined) expect(namespaces).toContain(metadata.namespace);
      if (apiVersion.includes('istio.io')) expect(isDefined).toBe(true);
    }
  }
});

test('objects without a namespace are those that have none', () => {
  const kinds = objectsOf(platform(onCluster)).filter(({ metadata }) => metadata.namespace === undefined);

  expect([...new Set(kinds.map(({ kind }) => kind))].sort()).toEqual(['ClusterRole', 'ClusterRoleBinding', 'Namespace']);
});

test('charts are pinned, from their makers, and differ between installations only where they must', () => {
  expect(chartsOf(platform(onAws)).map(({ name, repository, chart, version }) => `${name}: ${repository} ${chart} ${version}`)).toEqual([
    'istio-base: https://blob.istio.io/istio-release/charts base 1.31.1',
    'istio-cni: https://blob.istio.io/istio-release/charts cni 1.31.1',
    'istiod: https://blob.istio.io/istio-release/charts istiod 1.31.1',
    'istio-ingressgateway: https://blob.istio.io/istio-release/charts gateway 1.31.1',
    'istio-egressgateway: https://blob.istio.io/istio-release/charts gateway 1.31.1',
    'aws-load-balancer-controller: https://aws.github.io/eks-charts aws-load-balancer-controller 3.5.0',
    'kiali: https://kiali.org/helm-charts kiali-server 2.31.0',
  ]);
});

test('files are numbered in order, say what they are, and a chart is a command that is not run', () => {
  const files = manifestsOf(platform(onCluster));
  const istiod = files.find(({ name }) => name === '04-istiod');

  expect(files.map(({ name }) => name)).toEqual([...files.map(({ name }) => name)].sort());
  expect(istiod?.yaml).toMatch(/^# Control plane of the mesh\n# helm upgrade --install istiod istiod --repo https:\/\/blob\.istio\.io/);
  expect(istiod?.yaml).toMatch(/outboundTrafficPolicy:\n# {5}mode: REGISTRY_ONLY/);
  for (const line of istiod?.yaml.trim().split('\n') ?? []) expect(line).toMatch(/^#/);
  expect(files.at(-1)?.yaml).toMatch(/^# Needs first: kubectl --namespace dev create secret generic go-srv-config --from-file=mongodb\.conn=/m);
});

describe('secrets that are needed', () => {
  test('are named with their keys, and made by nobody where Secrets Manager has them', () => {
    expect(platform(onCluster).secrets.map(({ namespace, name, keys, before }) => [namespace, name, Object.keys(keys), before])).toEqual([
      ['stores', 'mongodb-credentials', ['username', 'password'], 'stores'],
      ['stores', 'rabbitmq-credentials', ['username', 'password'], 'stores'],
      ['dev', 'go-srv-config', ['mongodb.conn', 'rabbitmq.conn'], 'platform'],
    ]);
    expect(platform(onAws).secrets.map(({ name }) => name)).toEqual(['grafana-slack']);
  });

  test('for stores in the cluster are made whole, each with a password of its own', () => {
    const passwords: Readonly<Record<string, string>> = { mongodb: 'four5six', rabbitmq: 'one2three' };
    const needed = platform(onCluster).secrets;
    const made = needed.map((secret) => secretObject(secret, (name) => passwords[name] ?? ''));

    expect(manifestFindings(made)).toEqual([]);
    expect(made.map(({ metadata, stringData }) => [metadata.namespace, metadata.name, Object.keys(stringData as object)])).toEqual(
      needed.map(({ namespace, name, keys }) => [namespace, name, Object.keys(keys)]),
    );
    expect(made.at(-1)?.['stringData']).toEqual({
      'mongodb.conn': 'mongodb://greeting:four5six@mongodb.stores.svc.cluster.local:27017/?authSource=admin',
      'rabbitmq.conn': 'amqp://greeting:one2three@rabbitmq.stores.svc.cluster.local:5672/',
    });
    expect(needed.map(passwordsIn)).toEqual([['mongodb'], ['rabbitmq'], ['mongodb', 'rabbitmq']]);
    expect(needed.map((secret, index) => passwordsOf(secret, made[index]?.['stringData'] as Record<string, string>))).toEqual([
      { mongodb: 'four5six' },
      { rabbitmq: 'one2three' },
      passwords,
    ]);
    expect(needed.map((secret) => passwordsOf(secret, { 'mongodb.conn': 'mongodb://somebody:else@elsewhere/' }))).toEqual([{}, {}, {}]);
  });
});

test('tools are reached by services that exist, on ports that they have', () => {
  for (const [, options] of variants) {
    const installation = platform(options);
    const services = objectsOf(installation).filter(({ kind }) => kind === 'Service');
    const charts = new Set(chartsOf(installation).map(({ name }) => name));
    for (const { service, namespace, port } of installation.tools) {
      if (charts.has(service)) continue;
      const found = services.find(({ metadata }) => metadata.name === service && metadata.namespace === namespace);
      expect((found!['spec'] as { ports: { port: number }[] }).ports.map((each) => each.port)).toContain(port);
    }
  }
});

test('what is used twice is written twice, since whoever reads a file should not have to search it', () => {
  for (const { yaml } of manifestsOf(platform(onAws))) expect(yaml).not.toMatch(/: [&*]a\d+$/m);
});

test('the same options give the same bytes', () => {
  expect(JSON.stringify(platform(onAws))).toBe(JSON.stringify(platform(onAws)));
});
