import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import type { IConstruct } from 'constructs';
import { DocumentDbCluster } from 'stagecraft-constructs/database';
import {
  ContainerInsights,
  EksCluster,
  LoadBalancerControllerIdentity,
  NodeGroup,
  PodIdentity,
  ServiceLoadBalancer,
} from 'stagecraft-constructs/kubernetes';
import { RabbitMqBroker } from 'stagecraft-constructs/messaging';
import { Network } from 'stagecraft-constructs/network';
import { validateApp } from '../../../lib/insight/validate';
import { idOf, waitsFor } from './cluster';

const env = { account: '111122223333', region: 'us-east-1' };
const removalPolicy = RemovalPolicy.DESTROY;

interface Estate {
  readonly app: App;
  readonly data: Stack;
  readonly platform: Stack;
}

/** Stacks for network, data and a platform with every construct; optionally with Helm charts that the stack applies. */
function estate({ charts }: { charts: boolean }): Estate {
  const app = new App({ builtinCloudFormationValidation: false, analyticsReporting: false, treeMetadata: false });
  const [base, platform, data] = ['Base', 'Platform', 'Data'].map((name) => new Stack(app, name, { env })) as [Stack, Stack, Stack];
  const { vpc } = new Network(base, 'Network', { natGateways: 1, removalPolicy });
  const layerFolder = charts ? mkdtempSync(join(tmpdir(), 'kubectl-layer-')) : undefined;
  const kubectlLayer = layerFolder ? new lambda.LayerVersion(platform, 'Kubectl', { code: lambda.Code.fromAsset(layerFolder) }) : undefined;
  const cluster = new EksCluster(platform, 'Cluster', { vpc, clusterName: 'istio-observe-demo', kubectlLayer, removalPolicy });
  new NodeGroup(platform, 'Workers', { cluster, minSize: 2, desiredSize: 3, maxSize: 5 });
  new ContainerInsights(platform, 'Insights', { cluster, removalPolicy });
  const balancer = new ServiceLoadBalancer(platform, 'Balancer', { cluster, vpc, podPort: 8080, healthPort: 15_021, allowPlainHttp: true });
  new LoadBalancerControllerIdentity(platform, 'Controller', { cluster, targetGroups: [balancer.targetGroup] });
  new PodIdentity(platform, 'Orders', { cluster, namespace: 'dev', serviceAccount: 'orders' });
  new DocumentDbCluster(data, 'Database', { vpc, instances: 1, removalPolicy }).connections.allowDefaultPortFrom(cluster);
  new RabbitMqBroker(data, 'Broker', { vpc, removalPolicy }).connections.allowDefaultPortFrom(cluster);
  if (charts) {
    const { order, cluster: eks } = cluster;
    order.add('workloads', eks.addManifest('Service', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'orders', namespace: 'dev' } }));
    order.add('charts', eks.addHelmChart('Controller', { chart: 'controller', repository: 'https://charts.example.com', version: '3.5.0' }));
  }
  return { app, platform, data };
}

const templatesOf = (assembly: CloudAssembly) => JSON.stringify(assembly.stacks.map(({ template }) => template));

test('installs nodes, add-ons, charts and workloads in order', () => {
  const template = Template.fromStack(estate({ charts: true }).platform);
  const addOn = (AddonName: string) => idOf(template, 'AWS::EKS::Addon', { AddonName });
  const cluster = idOf(template, 'AWS::EKS::Cluster');
  const nodes = idOf(template, 'AWS::EKS::Nodegroup');
  const associations = Object.keys(template.findResources('AWS::EKS::PodIdentityAssociation'));
  const chart = idOf(template, 'Custom::AWSCDK-EKS-HelmChart');
  const workload = idOf(template, 'Custom::AWSCDK-EKS-KubernetesResource');
  const daemons = ['eks-pod-identity-agent', 'vpc-cni', 'kube-proxy'].map(addOn);
  const deployments = ['coredns', 'metrics-server', 'amazon-cloudwatch-observability'].map(addOn);

  expect(waitsFor(template, daemons[1]!)).toEqual(expect.arrayContaining([cluster, daemons[0]]));
  expect(waitsFor(template, nodes)).toEqual(expect.arrayContaining(daemons));
  for (const deployment of deployments) expect(waitsFor(template, deployment)).toContain(nodes);
  expect(waitsFor(template, chart)).toEqual(expect.arrayContaining(deployments));
  expect(waitsFor(template, chart)).toContain(associations.find((id) => id.startsWith('Controller')));
  expect(waitsFor(template, workload)).toEqual(expect.arrayContaining([chart, ...associations, nodes, ...daemons, cluster]));
});

test('deletes the kubectl provider after the charts', () => {
  const template = Template.fromStack(estate({ charts: true }).platform);
  const needed = [
    ...Object.keys(template.findResources('AWS::Lambda::Function')),
    ...Object.keys(template.findResources('AWS::EKS::AccessEntry')),
    ...Object.keys(template.findResources('AWS::IAM::Policy')).filter((id) => id.includes('KubectlProvider')),
  ];

  expect(needed.length).toBeGreaterThanOrEqual(5);
  expect(waitsFor(template, idOf(template, 'Custom::AWSCDK-EKS-HelmChart'))).toEqual(expect.arrayContaining(needed));
});

test('has no Lambda function, no custom resource and no asset without charts', () => {
  const assembly = estate({ charts: false }).app.synth();
  const types = assembly.stacks.flatMap(({ template }) =>
    Object.values(template.Resources as Record<string, { Type: string }>).map(({ Type }) => Type),
  );

  expect(types.filter((type) => /Lambda|^Custom::|CustomResource/.test(type))).toEqual([]);
  expect(assembly.stacks.flatMap(({ assets }) => assets)).toEqual([]);
});

test('has no asset above 60 MB with charts', () => {
  const assembly = estate({ charts: true }).app.synth();
  const manifests = assembly.artifacts.flatMap((artifact) => ('contents' in artifact ? [artifact] : [])) as unknown as {
    contents: { files: Record<string, { source: { path: string } }> };
  }[];
  const sizes = manifests.flatMap(({ contents }) =>
    Object.values(contents.files).map(({ source }) => statSync(join(assembly.directory, source.path)).size),
  );

  expect(sizes.length).toBeGreaterThan(3);
  expect(Math.max(...sizes)).toBeLessThan(60_000_000);
});

test('synthesizes the same bytes from the same input, without look-ups', () => {
  const [first, second] = [estate({ charts: false }).app.synth(), estate({ charts: false }).app.synth()];

  expect(templatesOf(first)).toBe(templatesOf(second));
  expect(first.manifest.missing).toBeUndefined();
});

test('no template contains a password', () => {
  const text = templatesOf(estate({ charts: true }).app.synth());
  const passwords = [...text.matchAll(/"(?:MasterUserPassword|Password)":(.{60})/g)].map(([, value]) => value);

  expect(passwords).toHaveLength(2);
  for (const value of passwords) expect(value).toMatch(/^\{"Fn::Join":\["",\["\{\{resolve:secretsmanager:"/);
});

test("CloudFormation's validator, cdk-nag and the version pins have no findings", () => {
  expect(validateApp(estate({ charts: true }).app).findings).toEqual([]);
});

test('finds versions of Kubernetes, DocumentDB and RabbitMQ that constructs/versions.ts does not list', () => {
  const { app, platform, data } = estate({ charts: false });
  const resourceOf = (stack: Stack, path: string) =>
    path.split('/').reduce<IConstruct>((scope, id) => scope.node.findChild(id), stack) as CfnResource;
  resourceOf(platform, 'Cluster/Resource/Resource').addPropertyOverride('Version', '1.37');
  resourceOf(data, 'Database/Resource/Resource').addPropertyOverride('EngineVersion', '4.0.0');
  resourceOf(data, 'Broker/Resource').addPropertyOverride('EngineVersion', '3.13');
  const found = validateApp(app).findings.filter(({ rule }) => rule === 'PinnedVersion');

  expect(found.map(({ message }) => message)).toEqual([
    'version "3.13"; constructs/versions.ts has 4.2, 4.3',
    'version "4.0.0"; constructs/versions.ts has 8.0.0, 5.0.0',
    'version "1.37"; constructs/versions.ts has 1.36, 1.35',
  ]);
});
