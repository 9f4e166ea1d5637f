import { planInstallation } from '../../../lib/deployment/cluster/plan';
import { labelled, stepsOf, writeRecord } from '../../../lib/deployment/cluster/record';
import type { Installation } from '../../../lib/kubernetes/installation';
import type { KubernetesObject } from '../../../lib/kubernetes/kubernetes-object';
import { node } from '../../support/fake-cluster';
import { type MemoryClusterOptions, memoryCluster } from '../../support/memory-cluster';
import { recordingTask } from '../../support/task';

const installed = { scenario: 'toy', stage: 'dev' };
const services = Array.from(
  { length: 10 },
  (_, index): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: `service-${index}`, namespace: 'toy' },
  }),
);
const installation: Installation = {
  steps: [
    {
      kind: 'objects',
      name: 'app',
      description: 'The toy',
      objects: [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'toy' } }, ...services],
    },
    {
      kind: 'chart',
      name: 'controller',
      description: 'What looks after it',
      release: {
        name: 'controller',
        chart: 'controller',
        repository: 'https://charts.example',
        version: '1.2.3',
        namespace: 'toy-system',
        values: {},
      },
    },
  ],
  secrets: [],
  tools: [],
  leftovers: [],
  kubernetes: { oldest: '1.32', newest: '1.36' },
};

/** A pod that requests half a CPU of the node. */
function pod(namespace: string, name: string, labels?: Record<string, string>): KubernetesObject {
  const containers = [{ resources: { requests: { cpu: '500m' } } }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels }, spec: { nodeName: 'node-1', containers } };
}

async function plan(options: MemoryClusterOptions, isRecorded: boolean) {
  const { cluster } = memoryCluster({ ...options, objects: [node('node-1'), ...(options.objects ?? [])] });
  const record = { ...installed, version: '1.0.0', phase: 'installed' as const, steps: stepsOf(installation), leftovers: [] };
  if (isRecorded) await writeRecord(cluster, record, recordingTask());
  const tools = { kubectl: 'v1.36.1', helm: 'v4.2.3' };
  return planInstallation({ cluster, installation, installed, tools, random: () => '' }, recordingTask());
}

describe('the pods of an installation', () => {
  const controller = { 'app.kubernetes.io/instance': 'controller' };
  const objects = [
    pod('toy', 'a'),
    pod('toy', 'b', { app: 'toy' }),
    pod('toy-system', 'controller', controller),
    pod('toy-system', 'of-another-release', { 'app.kubernetes.io/instance': 'other' }),
    pod('toy-system', 'without-labels'),
    pod('elsewhere', 'of-the-same-name', controller),
  ];

  test('free their own requests on a repeated installation', async () => {
    await expect(plan({ objects }, true)).resolves.toMatchObject({ plan: { again: true, room: { cpu: 4 - 3 * 0.5, pods: 110 - 3 } } });
  });

  test('count in full before the first installation', async () => {
    await expect(plan({ objects }, false)).resolves.toMatchObject({ plan: { again: false, room: { cpu: 4 - 6 * 0.5, pods: 110 - 6 } } });
  });
});

test('counts pods of the charts, and ignores empty documents', async () => {
  const deployment = JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'controller' },
    spec: { replicas: 2, template: { spec: { containers: [{ resources: { requests: { cpu: '250m' } } }] } } },
  });

  await expect(plan({ chart: `---\n# nothing\n---\n${deployment}\n` }, false)).resolves.toMatchObject({ plan: { demand: { cpu: 0.5, pods: 2 } } });
  await expect(plan({ chart: '' }, false)).resolves.toMatchObject({ plan: { demand: { cpu: 0, pods: 0 } } });
});

describe('what is there from another owner', () => {
  const release = { name: 'controller', namespace: 'toy-system', status: 'deployed', chart: 'controller-1.2.3' };

  test('are refused: eight are named, the rest counted', async () => {
    await expect(plan({ objects: services, releases: [release] }, false)).rejects.toMatchObject({
      exitCode: 2,
      refusal: {
        problem: 'cluster kind already has what this would install, from another owner',
        got: `${services
          .slice(0, 8)
          .map(({ metadata: { name } }) => `Service toy/${name}`)
          .join(', ')} and 3 more`,
      },
    });
  });

  test('exclude labelled and recorded objects of the installation', async () => {
    await expect(plan({ objects: services.map((object) => labelled(object, installed)) }, false)).resolves.toBeDefined();
    await expect(plan({ objects: services, releases: [release] }, true)).resolves.toBeDefined();
    await expect(plan({ objects: services.map((object) => labelled(object, { ...installed, stage: 'test' })) }, false)).rejects.toThrow(
      'from another owner',
    );
  });
});
