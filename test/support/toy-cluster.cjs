/**
 * When run, the built command line with one more scenario; when required, that scenario: `toy`, which has a cluster part alone. Arguments are those of `stagecraft`.
 *
 * `TOY_REPOSITORY` is the repository of its two charts: `definitions` (a CRD with Helm's keep annotation) and `controller`.
 */
const { z } = require('zod');

const repository = process.env.TOY_REPOSITORY ?? 'https://charts.example';
const release = (name, values = {}) => ({ name, chart: name, repository, version: '1.2.3', namespace: 'toy-system', values });
const namespace = (name, injected) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: injected ? { 'istio-injection': 'enabled' } : {} },
});

function app({ image, replicas, memory, claim, pod }) {
  const labels = { app: 'toy' };
  const metadata = { name: 'toy', namespace: 'toy-app' };
  const container = {
    name: 'server',
    image,
    env: [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'toy-credentials', key: 'password' } } }],
    resources: { requests: { cpu: '100m', memory } },
  };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: { metadata: { labels, annotations: pod === '' ? {} : { [pod]: 'true' } }, spec: { containers: [container] } },
      },
    },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 8080 }] } },
    { apiVersion: 'toys.example/v1', kind: 'Widget', metadata, spec: { size: 3 } },
    ...(claim
      ? [
          {
            apiVersion: 'v1',
            kind: 'PersistentVolumeClaim',
            metadata,
            spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
          },
        ]
      : []),
  ];
}

const config = z.object({
  image: z.string().default('registry.k8s.io/pause:3.10').describe('image of the toy'),
  replicas: z.coerce.number().default(2).describe('pods of the toy'),
  memory: z.string().default('64Mi').describe('memory that a pod requests'),
  claim: z.stringbool().default(false).describe('whether it claims a volume'),
  pod: z.string().default('').describe('annotation of its pods'),
  byHand: z.stringbool().default(false).describe('whether it needs a Secret that only a person can make'),
});

const secret = (name, before, values) => ({
  namespace: 'toy-app',
  name,
  keys: Object.fromEntries(Object.keys(values).map((key) => [key, `the ${key}`])),
  before,
  values,
});

const cluster = {
  async installation({ config }) {
    return {
      steps: [
        { kind: 'objects', name: 'namespaces', description: 'Namespaces', objects: [namespace('toy-system', false), namespace('toy-app', true)] },
        { kind: 'chart', name: 'definitions', description: 'Definitions of widgets', release: release('definitions') },
        { kind: 'chart', name: 'controller', description: 'What looks after widgets', release: release('controller', { replicas: 1 }) },
        { kind: 'objects', name: 'app', description: 'The toy', objects: app(config) },
      ],
      secrets: [
        secret('toy-credentials', 'app', { user: 'toy', password: '{toy}' }),
        secret('toy-connection', 'app', { url: 'toy://toy:{toy}@toy.toy-app:80/' }),
        ...(config.byHand ? [{ namespace: 'toy-app', name: 'webhook', keys: { url: 'address of the webhook' }, before: 'app' }] : []),
      ],
      tools: [{ name: 'page', description: 'the page of the toy', namespace: 'toy-app', service: 'toy', port: 80, path: '/' }],
      leftovers: [{ description: 'the controller', apiVersion: 'v1', kind: 'ConfigMap', name: 'toy-root', labels: { 'toys.example/root': 'true' } }],
      kubernetes: { oldest: '1.32', newest: '1.36' },
      sidecar: { cpuMillicores: 100, memoryMebibytes: 128 },
    };
  },
  jobs: {
    count: {
      summary: 'count the pods',
      needs: ['cluster'],
      params: z.object({ ready: z.stringbool().default(true).describe('only those that are ready') }),
      run: async ({ cluster, params, stage }) => {
        const pods = await cluster.pods('toy-app', 'app=toy');
        return { pods: pods.filter(({ ready }) => ready || !params.ready).length, stage };
      },
    },
    ask: {
      summary: 'run a program in a pod',
      needs: ['cluster'],
      params: z.object({}),
      run: async ({ cluster, task }) => ({
        said: (
          await cluster.exec({ namespace: 'toy-app', selector: 'app=toy', container: 'server', command: ['echo', '$HOME', 'a b'] }, task)
        ).trim(),
      }),
    },
  },
  queries: {
    widgets: {
      summary: 'the widgets',
      needs: ['cluster'],
      params: z.object({}),
      run: async ({ cluster }) => {
        const widgets = await cluster.list('widgets.toys.example', { namespace: 'toy-app' });
        return { columns: ['name', 'size'], rows: widgets.map(({ metadata, spec }) => [metadata.name, spec.size]) };
      },
    },
  },
  tools: {
    page: {
      summary: 'the page of the toy',
      needs: ['cluster'],
      open: async ({ cluster, task }) => {
        const { port, closed } = await cluster.forward({ namespace: 'toy-app', service: 'toy', port: 80 }, task);
        return { url: `http://localhost:${port}/`, closed };
      },
    },
  },
  logs: {
    toy: {
      summary: 'what the toy logs',
      needs: ['cluster'],
      read: ({ cluster, since }) => cluster.logs({ namespace: 'toy-app', selector: 'app=toy', container: 'server', since }),
    },
  },
};

const scenario = {
  id: 'toy',
  article: { title: 'Toy', published: '2026-01' },
  story: 'A toy.',
  flow: ['nothing'],
  config,
  contract: {},
  ...cluster,
  jobs: { account: { summary: 'needs the account', needs: ['account'], run: async () => ({}) }, ...cluster.jobs },
  rehearsal: { params: z.object({}), steps: {}, checks: [], charts: [] },
  changes: [],
};

const entry = { title: 'Toy', summary: 'A toy.', services: ['Kubernetes'], load: async () => ({ scenario }), stacks: async () => ({ build() {} }) };
module.exports = { entry };

if (require.main === module) {
  require('../../dist/lib/scenarios/registry.js').registry.toy = entry;
  void require('../../dist/lib/cli/main.js').main(process.argv);
}
