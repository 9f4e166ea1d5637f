/**
 * Refreshes lib/kubernetes/schemas, against which every manifest is validated: `node scripts/import-kubernetes.mjs`. Run it when a version below changes.
 *
 * The schemas have no descriptions. The types of the Istio resources in constructs/mesh/istio are written by hand, and a test compares them with the schemas.
 * Needs Go, Python with pip, and the package registries of Go and Python.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ISTIO_API = 'istio.io/api@v1.31.1';
const KUBERNETES_SCHEMAS = 'kubernetes-validate==1.37.0';
const KUBERNETES_FOLDER = 'v1.36.0-local-strict';

/** Istio kinds that charts use, all in version v1. */
const ISTIO_KINDS = ['AuthorizationPolicy', 'DestinationRule', 'Gateway', 'PeerAuthentication', 'ServiceEntry', 'Telemetry', 'VirtualService'];

/** Kubernetes kinds that charts use, and the file of each in the package of schemas. */
const KUBERNETES_KINDS = {
  'apps/v1 DaemonSet': 'daemonset-apps-v1',
  'apps/v1 Deployment': 'deployment-apps-v1',
  'apps/v1 StatefulSet': 'statefulset-apps-v1',
  'autoscaling/v2 HorizontalPodAutoscaler': 'horizontalpodautoscaler-autoscaling-v2',
  'batch/v1 CronJob': 'cronjob-batch-v1',
  'batch/v1 Job': 'job-batch-v1',
  'networking.k8s.io/v1 Ingress': 'ingress-networking-v1',
  'networking.k8s.io/v1 IngressClass': 'ingressclass-networking-v1',
  'networking.k8s.io/v1 NetworkPolicy': 'networkpolicy-networking-v1',
  'policy/v1 PodDisruptionBudget': 'poddisruptionbudget-policy-v1',
  'rbac.authorization.k8s.io/v1 ClusterRole': 'clusterrole-rbac-v1',
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding': 'clusterrolebinding-rbac-v1',
  'rbac.authorization.k8s.io/v1 Role': 'role-rbac-v1',
  'rbac.authorization.k8s.io/v1 RoleBinding': 'rolebinding-rbac-v1',
  'v1 ConfigMap': 'configmap-v1',
  'v1 LimitRange': 'limitrange-v1',
  'v1 Namespace': 'namespace-v1',
  'v1 PersistentVolumeClaim': 'persistentvolumeclaim-v1',
  'v1 Pod': 'pod-v1',
  'v1 ResourceQuota': 'resourcequota-v1',
  'v1 Secret': 'secret-v1',
  'v1 Service': 'service-v1',
  'v1 ServiceAccount': 'serviceaccount-v1',
};

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(createRequire(import.meta.url).resolve('cdk8s'));
const { parseAllDocuments } = require('yaml');
const work = mkdtempSync(join(tmpdir(), 'import-kubernetes-'));
const schemas = join(root, 'lib/kubernetes/schemas');

importIstio();
importKubernetes();
rmSync(work, { recursive: true });

function importIstio() {
  const { Dir } = JSON.parse(run('go', ['mod', 'download', '-json', ISTIO_API], { GOFLAGS: '-mod=mod' }));
  const file = 'kubernetes/customresourcedefinitions.gen.yaml';
  const definitions = parseAllDocuments(readFileSync(join(Dir, file), 'utf8'))
    .map((document) => document.toJS())
    .filter((definition) => ISTIO_KINDS.includes(definition?.spec.names.kind))
    .map(onlyV1);

  const kinds = definitions.map(({ spec }) => [
    `${spec.group}/v1 ${spec.names.kind}`,
    withObject(strict(spec.versions[0].schema.openAPIV3Schema), `${spec.group}/v1`, spec.names.kind),
  ]);
  write('istio.json', { origin: `${ISTIO_API}, ${file}`, licence: 'Apache-2.0', kinds: Object.fromEntries(kinds.sort(byKey)) });
}

function onlyV1(definition) {
  const { spec } = definition;
  const versions = spec.versions.filter(({ name }) => name === 'v1');
  for (const { schema } of versions) delete schema.openAPIV3Schema.properties.status;
  return { ...definition, spec: { ...spec, versions } };
}

/** A structural schema that refuses undeclared fields, as a server prunes or refuses them. Descriptions are left out. */
function strict(schema) {
  const { properties, items, additionalProperties, description, oneOf, anyOf, ...rest } = schema;
  const kept = Object.fromEntries(Object.entries(rest).filter(([key]) => !key.startsWith('x-') && !['default', 'format', 'nullable'].includes(key)));
  if (schema['x-kubernetes-int-or-string']) return { type: ['integer', 'string'] };
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true;
  return {
    ...kept,
    ...(oneOf && { oneOf }),
    ...(anyOf && { anyOf }),
    ...(properties && { properties: Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, strict(value)])) }),
    ...(items && { items: strict(items) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: strict(additionalProperties) }),
    ...(properties && !additionalProperties && !open && { additionalProperties: false }),
  };
}

/** Adds the fields that every object has and that a CRD does not declare. */
function withObject(schema, apiVersion, kind) {
  const metadata = { $ref: 'kubernetes#/$defs/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' };
  return {
    ...schema,
    required: [...(schema.required ?? []), 'apiVersion', 'kind', 'metadata'],
    properties: { ...schema.properties, apiVersion: { const: apiVersion }, kind: { const: kind }, metadata },
  };
}

function importKubernetes() {
  run('python3', ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', work, KUBERNETES_SCHEMAS]);
  const wheel = readdirSync(work).find((name) => name.endsWith('.whl'));
  run('python3', ['-m', 'zipfile', '-e', join(work, wheel), join(work, 'wheel')]);
  const folder = join(work, 'wheel/kubernetes_validate/kubernetes-json-schema', KUBERNETES_FOLDER);
  const all = JSON.parse(readFileSync(join(folder, '_definitions.json'), 'utf8')).$defs;

  const kinds = Object.fromEntries(
    Object.entries(KUBERNETES_KINDS).map(([name, file]) => [name, compact(JSON.parse(readFileSync(join(folder, `${file}.json`), 'utf8')))]),
  );
  const $defs = {};
  const pending = [...referencesIn(kinds), 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if ($defs[name]) continue;
    $defs[name] = compact(all[name]);
    pending.push(...referencesIn($defs[name]));
  }
  const origin = `${KUBERNETES_SCHEMAS}, ${KUBERNETES_FOLDER}, made from the OpenAPI description of Kubernetes`;
  write('kubernetes.json', { origin, licence: 'Apache-2.0', kinds, $defs: Object.fromEntries(Object.entries($defs).sort(byKey)) });
}

/** Removes descriptions, and file names from references. */
function compact(schema) {
  if (Array.isArray(schema)) return schema.map(compact);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(
        ([key, value]) =>
          !(key === 'description' && typeof value === 'string') &&
          !key.startsWith('x-') &&
          !(['$id', '$schema', 'format'].includes(key) && typeof value === 'string'),
      )
      .map(([key, value]) => [key, key === '$ref' ? value.replace(/^.*#\/\$defs\//, 'kubernetes#/$defs/') : compact(value)]),
  );
}

function referencesIn(value) {
  return [...JSON.stringify(value).matchAll(/"kubernetes#\/\$defs\/([^"]+)"/g)].map(([, name]) => name);
}

function write(name, value) {
  writeFileSync(join(schemas, name), `${JSON.stringify(value)}\n`);
}

function byKey([a], [b]) {
  return a < b ? -1 : 1;
}

function run(command, args, environment = {}) {
  return execFileSync(command, args, { cwd: work, env: { ...process.env, ...environment }, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}
