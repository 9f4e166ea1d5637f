import { ISTIO, KIALI, LOAD_BALANCER_CONTROLLER } from 'stagecraft-constructs/versions';
import { deployedBy } from '../../../lib/kubernetes/nodes/deployed';
import { knownAddOn, knownChart } from '../../../lib/kubernetes/nodes/requests';
import { addOn, chart, deployment, manifest, nodeGroup, template } from '../../support/node-templates';

const ISTIO_CHARTS = 'https://blob.istio.io/istio-release/charts';
const group = nodeGroup('m7g.large', 2);

test('a template without node groups, as of a cluster in Auto Mode, has no nodes to compare', () => {
  expect(deployedBy([template(addOn('metrics-server'))])).toMatchObject({ groups: [], untold: [] });
});

// The numbers are those of the pages that the tables name.
test.each([
  ['vpc-cni', undefined, { cpu: 50, memory: 0, pods: 1 }, { cpu: 0, memory: 0, pods: 0 }],
  ['kube-proxy', undefined, { cpu: 100, memory: 0, pods: 1 }, { cpu: 0, memory: 0, pods: 0 }],
  ['eks-pod-identity-agent', undefined, { cpu: 0, memory: 0, pods: 1 }, { cpu: 0, memory: 0, pods: 0 }],
  ['coredns', undefined, { cpu: 0, memory: 0, pods: 0 }, { cpu: 200, memory: 140, pods: 2 }],
  ['coredns', { replicaCount: 3, resources: { requests: { cpu: '1' } } }, { cpu: 0, memory: 0, pods: 0 }, { cpu: 3_000, memory: 210, pods: 3 }],
  ['metrics-server', undefined, { cpu: 0, memory: 0, pods: 0 }, { cpu: 200, memory: 400, pods: 2 }],
  ['aws-secrets-store-csi-driver-provider', undefined, { cpu: 120, memory: 240, pods: 2 }, { cpu: 0, memory: 0, pods: 0 }],
  ['amazon-cloudwatch-observability', undefined, { cpu: 300, memory: 153, pods: 2 }, { cpu: 100, memory: 64, pods: 1 }],
  ['amazon-cloudwatch-observability', { containerLogs: { enabled: false } }, { cpu: 250, memory: 128, pods: 1 }, { cpu: 100, memory: 64, pods: 1 }],
  [
    'amazon-cloudwatch-observability',
    { otelContainerInsights: { enabled: true } },
    { cpu: 350, memory: 183, pods: 3 },
    { cpu: 400, memory: 256, pods: 3 },
  ],
])('the add-on %s with %j: what its DaemonSets and its other pods request', (name, configuration, onEachNode, once) => {
  expect(deployedBy([template(group, addOn(name, configuration))])).toMatchObject({ onEachNode, once, untold: [] });
});

test.each([
  [ISTIO_CHARTS, 'base', {}, { cpu: 0, memory: 0, pods: 0 }, { cpu: 0, memory: 0, pods: 0 }],
  [ISTIO_CHARTS, 'cni', {}, { cpu: 100, memory: 100, pods: 1 }, { cpu: 0, memory: 0, pods: 0 }],
  [ISTIO_CHARTS, 'istiod', {}, { cpu: 0, memory: 0, pods: 0 }, { cpu: 500, memory: 2_048, pods: 1 }],
  [
    ISTIO_CHARTS,
    'istiod',
    { autoscaleMin: 2, resources: { requests: { cpu: '200m', memory: '512Mi' } } },
    { cpu: 0, memory: 0, pods: 0 },
    { cpu: 400, memory: 1_024, pods: 2 },
  ],
  [ISTIO_CHARTS, 'gateway', { autoscaling: { minReplicas: 2 } }, { cpu: 0, memory: 0, pods: 0 }, { cpu: 200, memory: 256, pods: 2 }],
  ['https://kiali.org/helm-charts', 'kiali-server', {}, { cpu: 0, memory: 0, pods: 0 }, { cpu: 10, memory: 64, pods: 1 }],
  ['https://aws.github.io/eks-charts', 'aws-load-balancer-controller', {}, { cpu: 0, memory: 0, pods: 0 }, { cpu: 0, memory: 0, pods: 2 }],
])('the chart %s/%s with %j: its values, or the defaults of the chart', (repository, name, values, onEachNode, once) => {
  expect(deployedBy([template(group, chart(repository, name, values))])).toMatchObject({ onEachNode, once, untold: [] });
});

test('manifests count by their pods, DaemonSets on each node, and a sidecar where the chart of Istio adds it', () => {
  const resources = { requests: { cpu: '250m', memory: '64Mi' } };
  const objects = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'mesh', labels: { 'istio-injection': 'enabled' } } },
    deployment({ namespace: 'mesh', replicas: 2, resources }),
    { ...deployment({ namespace: 'other', resources }), kind: 'DaemonSet' },
  ];
  const found = deployedBy([
    template(group, ...objects.map((object) => manifest(object))),
    template(chart(ISTIO_CHARTS, 'istiod', { autoscaleMin: 0 })),
  ]);
  expect(found).toMatchObject({ onEachNode: { cpu: 250, memory: 64, pods: 1 }, once: { cpu: 2 * (250 + 100), memory: 2 * (64 + 128), pods: 2 } });
});

test('text that CloudFormation fills in later does not hide a chart or a manifest', () => {
  const [before, after] = JSON.stringify([deployment({ image: 'HERE', resources: { requests: { cpu: '1' } } })]).split('HERE');
  const joined = { 'Fn::Join': ['', [before, { 'Fn::ImportValue': 'image' }, { 'Fn::Transform': { Name: 'a', Parameters: { b: 'c' } } }, after]] };
  expect(deployedBy([template(group, ['Custom::AWSCDK-EKS-KubernetesResource', { Manifest: joined }])])).toMatchObject({
    once: { cpu: 1_000, pods: 1 },
  });
});

test('what is not known is named: an add-on, a chart also of a known name in another repository, and a manifest that cannot be read', () => {
  expect(
    deployedBy([
      template(group, addOn('adot'), chart('https://charts.example', 'gateway', {}), ['Custom::AWSCDK-EKS-KubernetesResource', { Manifest: '{' }]),
    ]).untold,
  ).toEqual([
    'add-on adot: the requests of its pods are not known',
    'chart gateway: the requests of its pods are not known',
    'manifest Resource3: it cannot be read',
  ]);
});

test('what cannot be read is named: the values of a chart, a chart without a name, and the type of a node group', () => {
  const values = { 'Fn::Join': ['', ['{"pilot":', { Ref: 'Number' }, '}']] };
  const { untold } = deployedBy([
    template(
      nodeGroup([], 2),
      ['Custom::AWSCDK-EKS-HelmChart', { Repository: ISTIO_CHARTS, Chart: 'istiod', Values: values }],
      ['Custom::AWSCDK-EKS-HelmChart', { Repository: 's3://assets/chart.zip' }],
    ),
  ]);

  expect(untold).toEqual([
    'node group group: its instance type is not in its properties',
    'chart istiod: its values cannot be read',
    'chart Resource2: the requests of its pods are not known',
  ]);
});

test('the requests of the charts were read in the versions that are pinned', () => {
  expect(['base', 'cni', 'istiod', 'gateway'].map((name) => knownChart(ISTIO_CHARTS, name)?.source)).toEqual(
    Array(4).fill(expect.stringContaining(`/istio/istio/blob/${ISTIO}/`)),
  );
  expect(knownChart('https://kiali.org/helm-charts', 'kiali-server')?.source).toContain(`/v${KIALI}/`);
  expect(knownChart('https://aws.github.io/eks-charts', 'aws-load-balancer-controller')?.source).toContain(`/v${LOAD_BALANCER_CONTROLLER}/`);
  expect(knownAddOn('coredns')?.source).toMatch(/^https:/);
});
