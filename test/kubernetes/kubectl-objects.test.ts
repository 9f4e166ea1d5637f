import type { Kubectl } from '../../lib/kubernetes/kubectl';
import { itemsOf, objectVerbs } from '../../lib/kubernetes/kubectl-objects';
import { kindText, refText } from '../../lib/kubernetes/kubernetes-object';
import type { Ended } from '../../lib/program';
import { recordingTask } from '../support/task';

/** A kubectl with these answers, in order, that records its arguments. */
function answering(...answers: readonly Partial<Ended>[]): Kubectl & { readonly asked: string[] } {
  const asked: string[] = [];
  const left = [...answers];
  const attempt = async (args: readonly string[]): Promise<Ended> => {
    asked.push(args[0] ?? '');
    return { code: 0, stdout: '', stderr: '', ...left.shift() };
  };
  return { access: { name: 'kind' }, asked, attempt, run: async (args) => (await attempt(args)).stdout, start: () => Promise.reject() as never };
}

const KINDS = 'configmaps  cm  v1  true  ConfigMap\nwidgets  toys.example/v1  true  Widget\nnodes  no  v1  false  Node\n';
const config = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'dev', name: 'a' };
const widget = { apiVersion: 'toys.example/v1', kind: 'Widget', namespace: 'dev', name: 'w' };

test('reads kinds with and without short names, and qualifies them by group', async () => {
  await expect(objectVerbs(answering({ stdout: KINDS })).kinds()).resolves.toEqual([
    { apiVersion: 'v1', kind: 'ConfigMap', resource: 'configmaps', namespaced: true },
    { apiVersion: 'toys.example/v1', kind: 'Widget', resource: 'widgets.v1.toys.example', namespaced: true },
    { apiVersion: 'v1', kind: 'Node', resource: 'nodes', namespaced: false },
  ]);
  expect([kindText(config), kindText(widget), refText(widget)]).toEqual(['ConfigMap', 'Widget.v1.toys.example', 'Widget.toys.example dev/w']);
});

test('fails when kinds cannot be read, instead of returning no objects', async () => {
  const forbidden = { code: 1, stderr: 'Error from server (Forbidden): unknown' };

  await expect(objectVerbs(answering(forbidden)).existing([config])).rejects.toThrow(
    /kubectl api-resources failed on cluster kind; got Error from server \(Forbidden\)/,
  );
  // An extension API does not answer: the other kinds are listed.
  await expect(objectVerbs(answering({ code: 1, stdout: KINDS, stderr: 'error: metrics.k8s.io' })).kinds()).resolves.toHaveLength(3);
});

test('skips a kind that has disappeared, and asks for the others again', async () => {
  const kubectl = answering(
    { stdout: KINDS },
    { code: 1, stderr: 'error: no matches for kind "Widget" in version "toys.example/v1"' },
    { stdout: KINDS.split('\n')[0] },
    { stdout: JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }) },
  );

  await expect(objectVerbs(kubectl).existing([config, widget])).resolves.toHaveLength(1);
  expect(kubectl.asked).toEqual(['api-resources', 'get', 'api-resources', 'get']);
});

test('retries transient errors, and fails at once on others', async () => {
  const task = recordingTask();
  const early = { code: 1, stderr: 'Error from server (InternalError): failed calling webhook "istiod": connection refused' };
  const kubectl = answering(early, {});
  await objectVerbs(kubectl, 0).apply([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }], task);

  expect(kubectl.asked).toEqual(['apply', 'apply']);
  expect(task.lines).toEqual(['not yet: Error from server (InternalError): failed calling webhook "istiod": connection refused']);

  const refused = answering({ code: 1, stderr: 'W1121 10:00:00.000000  1 warnings.go:70] ignored\nThe Deployment "a" is invalid: spec' });
  await expect(objectVerbs(refused, 0).apply([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }], task)).rejects.toThrow(
    /cluster kind refused an object; got The Deployment "a" is invalid: spec; /,
  );
});

test('parses a list, one object or no output', () => {
  expect([itemsOf(''), itemsOf('{"kind":"A"}').length, itemsOf('{"items":[{},{}]}').length]).toEqual([[], 1, 2]);
});
