/**
 * Validates the manifests against a real API server: `npm run test:cluster [-- --context <name>]`. Needs a kubeconfig, kubectl, and a build.
 *
 * Changes nothing: every object is sent as a server-side dry run. Objects of a missing namespace are tried in `default`, and
 * kinds that the server does not know, because Istio is not installed, are counted and listed instead of passed.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { context: { type: 'string' } } });
const require = createRequire(import.meta.url);
const { objectsOf } = require('../dist/lib/kubernetes/installation');
const { platform } = require('../dist/lib/scenarios/greeting-platform/platform');
const context = values.context === undefined ? [] : ['--context', values.context];

const version = kubectl(['version', '--output=json']);
if (version.status !== 0) {
  console.error(`no API server answers: ${version.stderr.trim()}\nnext  kubectl config get-contexts`);
  process.exit(1);
}
const namespaces = new Set(kubectl(['get', 'namespaces', '--output=jsonpath={.items[*].metadata.name}']).stdout.split(' '));
const known = new Set(
  kubectl(['api-resources', '--no-headers'])
    .stdout.split('\n')
    .filter(Boolean)
    .map((line) => line.trim().split(/\s+/).slice(-3))
    .map(([apiVersion, , kind]) => `${apiVersion} ${kind}`),
);

let [passed, failed] = [0, 0];
const unknown = new Map();
for (const protocol of ['rest', 'grpc']) {
  const installation = platform({
    protocol,
    image: 'example.com/greeting-service:1',
    clusterName: 'test',
    tracing: 'jaeger',
    entrance: { kind: 'port-forward' },
  });
  for (const object of objectsOf(installation)) {
    const kind = `${object.apiVersion} ${object.kind}`;
    if (!known.has(kind)) {
      unknown.set(kind, (unknown.get(kind) ?? 0) + 1);
      continue;
    }
    const { namespace } = object.metadata;
    const asked =
      namespace === undefined || namespaces.has(namespace) ? object : { ...object, metadata: { ...object.metadata, namespace: 'default' } };
    const { status, stderr } = kubectl(
      ['apply', '--server-side', '--dry-run=server', '--validate=strict', '--force-conflicts', '--field-manager=stagecraft-test', '--filename=-'],
      JSON.stringify(asked),
    );
    if (status === 0) passed += 1;
    else {
      failed += 1;
      console.error(`${protocol}: ${object.kind} ${object.metadata.name}: ${stderr.trim()}`);
    }
  }
}
for (const [kind, count] of unknown) console.log(`not asked: ${count} of ${kind}, which this server does not know`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

function kubectl(args, input) {
  const { status, stdout, stderr, error } = spawnSync('kubectl', [...context, ...args], { input, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (error) {
    console.error(`kubectl cannot be run: ${error.message}`);
    process.exit(1);
  }
  return { status, stdout, stderr };
}
