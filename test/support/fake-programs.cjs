/**
 * Plays kubectl or Helm, whichever its first argument names, on a cluster that is a JSON file: `FAKE_CLUSTER`. Objects are stored as they are
 * applied, controllers get as many pods as they ask for, and namespaces take what is in them along. It proves which commands are run, in which
 * order, and how their output is used; not that a real server gives this output.
 */
const { appendFileSync, readFileSync, writeFileSync } = require('node:fs');

const file = process.env.FAKE_CLUSTER;
const cluster = JSON.parse(readFileSync(file, 'utf8'));
const [program, ...args] = process.argv.slice(2);
const value = (name) => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
const words = args.filter((arg) => !arg.startsWith('--'));
appendFileSync(`${file}.log`, `${[program, ...args].join(' ')}\n`);

const KINDS = {
  Namespace: ['namespaces', 'v1', false],
  Node: ['nodes', 'v1', false],
  Pod: ['pods', 'v1', true],
  ConfigMap: ['configmaps', 'v1', true],
  Secret: ['secrets', 'v1', true],
  Service: ['services', 'v1', true],
  Event: ['events', 'v1', true],
  PersistentVolumeClaim: ['persistentvolumeclaims', 'v1', true],
  Deployment: ['deployments', 'apps/v1', true],
  StorageClass: ['storageclasses', 'storage.k8s.io/v1', false],
  CustomResourceDefinition: ['customresourcedefinitions', 'apiextensions.k8s.io/v1', false],
  ...(cluster.releases['toy-system/definitions'] || cluster.objects.some(({ kind }) => kind === 'CustomResourceDefinition')
    ? { Widget: ['widgets', 'toys.example/v1', true] }
    : {}),
};
const same = (one, other) =>
  one.kind === other.kind && one.metadata.name === other.metadata.name && (one.metadata.namespace ?? '') === (other.metadata.namespace ?? '');

if (cluster.hangAt && args.join(' ').includes(cluster.hangAt)) {
  // Like Helm, ends with an error when stopped.
  process.on('SIGTERM', () => process.exit(1));
  process.on('SIGINT', () => {});
  setInterval(() => {}, 1_000);
} else if (program === 'kubectl') kubectl();
else helm();

function kubectl() {
  if (words[0] === 'config') return print(cluster.contexts.join('\n'));
  if (words[0] === 'version' && args.includes('--client')) return print(JSON.stringify({ clientVersion: { gitVersion: cluster.kubectl } }));
  if (cluster.down) return fail(cluster.down);
  if (words[0] === 'version') return print(JSON.stringify({ serverVersion: { gitVersion: cluster.server } }));
  if (words[0] === 'api-resources') {
    return print(
      Object.entries(KINDS)
        .map(([kind, [name, version, namespaced]]) => `${name}  x  ${version}  ${namespaced}  ${kind}`)
        .join('\n'),
    );
  }
  if (words[0] === 'apply') return apply(JSON.parse(input()).items);
  if (words[0] === 'delete') return remove(JSON.parse(input()).items);
  if (words[0] === 'get') return get();
  if (words[0] === 'logs') return print(cluster.logs.join('\n'));
  if (words[0] === 'exec') return print(args.slice(args.indexOf('--') + 2).join('|'));
  if (words[0] === 'port-forward') {
    if (cluster.noEndpoints) return fail('error: unable to forward port because pod is not running. Current status=Pending');
    if (cluster.forwardFails) return fail(cluster.forwardFails);
    process.on('SIGTERM', () => process.exit(0));
    print(`Forwarding from 127.0.0.1:${cluster.forwardTo ?? 43210} -> 8080`);
    if (!cluster.forwardEnds) setInterval(() => {}, 1_000);
    return;
  }
  fail(`error: unknown command ${words[0]}`);
}

function get() {
  if (args.includes('--filename=-')) {
    const asked = JSON.parse(input()).items;
    return print(JSON.stringify({ items: cluster.objects.filter((object) => asked.some((one) => same(one, object))).map(standing) }));
  }
  const selector = (value('selector') ?? '')
    .split(',')
    .filter(Boolean)
    .map((pair) => pair.split('='));
  const resources = words[1].split(',').map((resource) => resource.split('.')[0].toLowerCase());
  const kinds = Object.entries(KINDS)
    .filter(([kind, [name]]) => resources.includes(name) || resources.includes(kind.toLowerCase()))
    .map(([kind]) => kind);
  if (kinds.length === 0) return fail(`error: the server doesn't have a resource type "${words[1]}"`);
  const items = [...cluster.objects, ...pods()].filter(
    ({ kind, metadata }) =>
      kinds.includes(kind) &&
      (value('namespace') === undefined || metadata.namespace === value('namespace')) &&
      selector.every(([key, text]) => metadata.labels?.[key] === text),
  );
  print(JSON.stringify({ items: items.map(standing) }));
}

/** A controller with the status that its pods give it. */
function standing(object) {
  if (object.kind !== 'Deployment') return object;
  const { replicas } = object.spec;
  const ready = isUnready(object.metadata) ? 0 : replicas;
  return { ...object, status: { replicas, updatedReplicas: replicas, readyReplicas: ready, availableReplicas: ready } };
}

/** Whether pods of a controller never become ready. */
function isUnready({ name }) {
  return cluster.unready !== undefined && (cluster.failing !== 'app' || name === 'toy');
}

/** Pods of every controller. */
function pods() {
  return cluster.objects
    .filter(({ kind }) => kind === 'Deployment')
    .flatMap(({ metadata, spec }) => {
      const state = isUnready(metadata) ? cluster.unready : undefined;
      return Array.from({ length: spec.replicas }, (_, index) => ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: `${metadata.name}-${index}`, namespace: metadata.namespace, labels: spec.template.metadata.labels },
        spec: { ...spec.template.spec, nodeName: 'node-1' },
        status: {
          phase: state ? 'Pending' : 'Running',
          conditions: [{ type: 'Ready', status: state ? 'False' : 'True' }],
          containerStatuses: [{ name: 'server', ready: !state, restartCount: state ? 2 : 0, state: state ?? { running: {} } }],
        },
      }));
    });
}

function apply(objects) {
  for (const object of objects) {
    const { kind, metadata } = object;
    if (cluster.refuses === kind) return fail(`Error from server (Invalid): ${kind} "${metadata.name}" is invalid: spec.size: must be positive`);
    if (!KINDS[kind])
      return fail(`error: resource mapping not found for name: "${metadata.name}": no matches for kind "${kind}" in version "${object.apiVersion}"`);
    const stored = kind === 'Secret' ? { ...object, data: base64(object.stringData), stringData: undefined } : object;
    cluster.objects = [...cluster.objects.filter((one) => !same(one, object)), stored];
    print(`${kind.toLowerCase()}/${metadata.name} serverside-applied`);
  }
  save();
}

function base64(values) {
  return Object.fromEntries(Object.entries(values).map(([key, text]) => [key, Buffer.from(text).toString('base64')]));
}

function remove(refs) {
  for (const ref of refs) {
    const stuck = cluster.stuck?.includes(`${ref.kind}/${ref.metadata.name}`);
    if (stuck) {
      const metadata = { deletionTimestamp: '2026-11-21T00:00:00Z', finalizers: ['toys.example/finalizer'] };
      cluster.objects = cluster.objects.map((object) => (same(object, ref) ? { ...object, metadata: { ...object.metadata, ...metadata } } : object));
      continue;
    }
    cluster.objects = cluster.objects.filter(
      (object) => !same(object, ref) && !(ref.kind === 'Namespace' && object.metadata.namespace === ref.metadata.name),
    );
    print(`${ref.kind.toLowerCase()} "${ref.metadata.name}" deleted`);
  }
  save();
}

function helm() {
  if (words[0] === 'version') return print(cluster.helm);
  const key = `${value('namespace')}/${words[1]}`;
  if (words[0] === 'list') {
    const states = Object.entries(cluster.releases).map(([name, status]) => ({
      namespace: name.split('/')[0],
      name: name.split('/')[1],
      status,
      chart: `${name.split('/')[1]}-1.2.3`,
    }));
    return print(JSON.stringify(states));
  }
  if (words[0] === 'template') {
    if (cluster.noCharts) return fail(`Error: looks like "${value('repo')}" is not a valid chart repository or cannot be reached: no such host`);
    input();
    return print(words[1] === 'controller' ? JSON.stringify(controller()) : '');
  }
  if (words[0] === 'upgrade') {
    const values = JSON.parse(input());
    if (words[1] === 'controller' && values.replicas !== 1) return fail('Error: the values did not arrive');
    if (cluster.releases[key]?.startsWith('pending-'))
      return fail('Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress');
    const annotations = { 'meta.helm.sh/release-name': words[1], 'meta.helm.sh/release-namespace': value('namespace') };
    const labels = { 'app.kubernetes.io/managed-by': 'Helm' };
    const made = words[1] === 'controller' ? controller() : definition();
    const object = { ...made, metadata: { ...made.metadata, labels: { ...made.metadata.labels, ...labels }, annotations } };
    cluster.objects = [...cluster.objects.filter((one) => !same(one, object)), object];
    // Objects that a controller creates, unless they are deleted.
    const root = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'toy-root', namespace: 'default', labels: { 'toys.example/root': 'true' } },
    };
    if (words[1] === 'controller') cluster.objects = [...cluster.objects.filter((one) => !same(one, root)), root];
    cluster.releases[key] = words[1] === 'controller' && isUnready({ name: 'controller' }) ? 'failed' : 'deployed';
    save();
    if (cluster.releases[key] === 'failed') return fail('Error: resource Deployment/toy-system/controller not ready. context deadline exceeded');
    return print('Release "x" has been upgraded. Happy Helming!');
  }
  if (words[0] === 'uninstall') {
    delete cluster.releases[key];
    // Definitions carry the annotation that makes Helm keep them.
    cluster.objects = cluster.objects.filter(
      ({ kind, metadata }) => kind === 'CustomResourceDefinition' || metadata.annotations?.['meta.helm.sh/release-name'] !== words[1],
    );
    save();
    return print(`release "${words[1]}" uninstalled`);
  }
  fail(`Error: unknown command "${words[0]}"`);
}

function controller() {
  const resources = { requests: { cpu: '500m', memory: '256Mi' } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'controller', namespace: 'toy-system', labels: {} },
    spec: { replicas: 1, template: { metadata: { labels: { app: 'controller' } }, spec: { containers: [{ name: 'server', resources }] } } },
  };
}

function definition() {
  return { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'widgets.toys.example' } };
}

function input() {
  return readFileSync(0, 'utf8');
}

function save() {
  writeFileSync(file, JSON.stringify(cluster));
}

function print(text) {
  process.stdout.write(`${text}\n`);
}

function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}
