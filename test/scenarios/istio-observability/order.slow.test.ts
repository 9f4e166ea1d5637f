import { App } from 'aws-cdk-lib';
import { scenario } from '../../../lib/scenarios/istio-observability/scenario';
import { build } from '../../../lib/scenarios/istio-observability/stacks';
import { ScenarioStage } from '../../../lib/scenarios/stage';
import { DOMAIN, type Estate, estateOf, type Resource, resourcesOf, STACKS, type StackId } from './estate';

const estate = estateOf();
const auto = estateOf({ set: { autoMode: true } });

/** Ids of all resources of one stack that a resource waits for, by dependencies and references. */
function neededBy(of: Estate, stack: StackId, id: string): Set<string> {
  const all = of[stack].toJSON()['Resources'] as Record<string, Resource>;
  const seen = new Set<string>();
  const visit = (one: string) => {
    const { DependsOn = [], ...rest } = all[one]!;
    const referred = [...JSON.stringify(rest).matchAll(/"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/g)].map(([, name]) => String(name));
    for (const next of [...[DependsOn].flat(), ...referred]) {
      if (!(next in all) || seen.has(next)) continue;
      seen.add(next);
      visit(next);
    }
  };
  visit(id);
  return seen;
}

/** Resources of a type in one stack. */
const idsOf = (of: Estate, stack: StackId, type: RegExp) => resourcesOf(of, type, [stack]).map(({ id }) => id);

/** Step of an installation that a resource belongs to, from its logical id: a Helm release, or the kind and name of an object after the step's name. */
const stepOf = (id: string) => id.replace(/[0-9A-F]{8}$/, '').replace(/^(\w+?)[A-Z].*$/, '$1');

/** Stacks that each stack waits for, directly or indirectly. */
function stacksNeeded(set: Record<string, unknown> = {}): Record<string, string[]> {
  const app = new App({ builtinCloudFormationValidation: false, context: { 'aws:cdk:disable-asset-staging': true } });
  const stage = new ScenarioStage(app, { scenario, stageName: 'dev' });
  build(stage, scenario.config.parse(set));
  const { stacks } = stage.synth();
  const short = (name: string) => name.replace('istio-observability-', '');
  const direct = new Map(
    stacks.map((stack) => [
      short(stack.stackName),
      stack.dependencies.flatMap((other) => ('stackName' in other ? short(String(other.stackName)) : [])),
    ]),
  );
  const closure = (name: string): string[] => [...new Set((direct.get(name) ?? []).flatMap((other) => [other, ...closure(other)]))];
  return Object.fromEntries([...direct.keys()].map((name) => [name, closure(name).sort()]));
}

describe('the order of installation, which deletion reverses', () => {
  test('each stack depends on all stacks that it uses', () => {
    expect(stacksNeeded()).toEqual({
      network: [],
      data: ['network'],
      cluster: ['data', 'network'],
      mesh: ['cluster', 'data', 'network'],
      telemetry: ['cluster', 'data', 'mesh', 'network'],
      app: ['cluster', 'data', 'mesh', 'network', 'telemetry'],
    });
  });

  test('nodes depend on the add-ons that they need, and other add-ons depend on nodes', () => {
    const addOns = resourcesOf(estate, 'AWS::EKS::Addon', ['cluster']);
    const [nodes] = idsOf(estate, 'cluster', /^AWS::EKS::Nodegroup$/);
    const beforeNodes = addOns.filter(({ id }) => neededBy(estate, 'cluster', nodes!).has(id)).map(({ Properties }) => Properties['AddonName']);
    const afterNodes = addOns.filter(({ id }) => neededBy(estate, 'cluster', id).has(nodes!)).map(({ Properties }) => Properties['AddonName']);

    expect(beforeNodes).toEqual(['eks-pod-identity-agent', 'vpc-cni', 'kube-proxy']);
    expect(afterNodes).toEqual(['coredns', 'metrics-server', 'aws-secrets-store-csi-driver-provider', 'amazon-cloudwatch-observability']);
  });

  test.each([
    ['managed nodes', estate],
    ['Auto Mode', auto],
  ])('the resources of a step wait for all earlier steps, with %s', (_, of) => {
    for (const stack of ['mesh', 'telemetry', 'app'] as const) {
      const applied = idsOf(of, stack, /^Custom::AWSCDK-EKS/);
      applied.forEach((id, index) => {
        const earlier = applied.slice(0, index).filter((other) => stepOf(other) !== stepOf(id));
        expect([stack, id, [...neededBy(of, stack, id)]]).toEqual([stack, id, expect.arrayContaining(earlier)]);
      });
    }
  });

  test('four objects of a step are applied at the same time, in order', () => {
    const objects = idsOf(estate, 'app', /^Custom::AWSCDK-EKS/);
    objects.forEach((id, index) => {
      const earlier = [...neededBy(estate, 'app', id)].filter((other) => objects.includes(other));
      expect([id, earlier.sort()]).toEqual([id, objects.filter((_, other) => other < index && (index - other) % 4 === 0).sort()]);
    });
  });

  test('the load balancer, its controller and its target group are created before the binding, and deleted after it', () => {
    const applied = idsOf(estate, 'mesh', /^Custom::AWSCDK-EKS/);

    expect([...new Set(applied.map(stepOf))]).toEqual([
      'namespaces',
      'istiobase',
      'istiocni',
      'istiod',
      'meshdefaults',
      'istioingressgateway',
      'istioegressgateway',
      'awsloadbalancercontroller',
      'entrance',
    ]);
    expect(idsOf(estate, 'cluster', /TargetGroup$|LoadBalancer$/)).toHaveLength(2);
    expect(JSON.stringify(estate.mesh.toJSON())).toMatch(/ExportsOutputRefBalancerTargets/);
  });

  test('services wait for the permission to read their connection strings', () => {
    const [first] = idsOf(estate, 'app', /^Custom::AWSCDK-EKS-Kubernetes/);
    const needed = neededBy(estate, 'app', first!);

    for (const id of idsOf(estate, 'app', /PodIdentityAssociation$|^AWS::IAM::(Role|Policy)$/)) expect(needed).toContain(id);
  });

  test('charts wait until their pods are ready, and only stacks create namespaces', () => {
    for (const { Properties } of resourcesOf(estate, 'Custom::AWSCDK-EKS-HelmChart')) {
      expect(Properties).toMatchObject({ Wait: true, Timeout: '840s' });
      expect(Properties).not.toHaveProperty('CreateNamespace');
    }
  });

  test('keeps each event of the kubectl function within its limit', () => {
    for (const { id, Properties } of resourcesOf(estate, 'Custom::AWSCDK-EKS-KubernetesResource')) {
      expect([id, JSON.stringify(Properties).length < 230_000]).toEqual([id, true]);
    }
  });
});

describe('acceptance 19: destroy leaves nothing', () => {
  const all = [estate, auto, estateOf({ set: DOMAIN })];

  test('acceptance 19: deletes every resource with its stack, without snapshots', () => {
    for (const of of all) {
      const kept = resourcesOf(of).filter(({ DeletionPolicy }) => DeletionPolicy !== undefined && DeletionPolicy !== 'Delete');
      expect(kept.map(({ stack, id }) => `${stack} ${id}`)).toEqual([]);
      const guarded = resourcesOf(of).filter(({ Properties = {} as never }) =>
        Object.entries(Properties).some(([name, value]) => name === 'DeletionProtection' && value === true),
      );
      expect(guarded).toEqual([]);
      expect(resourcesOf(of, 'AWS::ElasticLoadBalancingV2::LoadBalancer')[0]?.Properties['LoadBalancerAttributes']).toContainEqual({
        Key: 'deletion_protection.enabled',
        Value: 'false',
      });
    }
  });

  test('acceptance 19: taggable resources have the tag of the scenario', () => {
    for (const type of [
      'AWS::EKS::Cluster',
      'AWS::DocDB::DBCluster',
      'AWS::AmazonMQ::Broker',
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      'AWS::ElasticLoadBalancingV2::TargetGroup',
      'AWS::EC2::SecurityGroup',
      'AWS::Logs::LogGroup',
    ]) {
      for (const { id, Properties } of resourcesOf(estate, type)) {
        const tags = Properties['Tags'] as unknown;
        const tag = Array.isArray(tags)
          ? tags.find(({ Key }) => Key === 'stagecraft:scenario')?.Value
          : (tags as Record<string, string>)['stagecraft:scenario'];
        expect([id, tag]).toEqual([id, 'istio-observability']);
      }
    }
  });

  test('acceptance 19: stacks own the log groups that services would create', () => {
    const owned = resourcesOf(estate, 'AWS::Logs::LogGroup').flatMap(({ Properties: { LogGroupName } }) => LogGroupName ?? []);

    expect(owned.sort()).toEqual([
      '/aws/containerinsights/istio-observe-demo/application',
      '/aws/containerinsights/istio-observe-demo/dataplane',
      '/aws/containerinsights/istio-observe-demo/host',
      '/aws/containerinsights/istio-observe-demo/performance',
      '/aws/docdb/istio-observe-demo/audit',
      '/aws/docdb/istio-observe-demo/profiler',
      '/aws/eks/istio-observe-demo/cluster',
    ]);
    for (const { Properties } of resourcesOf(estate, 'AWS::Lambda::Function')) expect(Properties).toHaveProperty('LoggingConfig');
  });

  test('acceptance 19: no Kubernetes object creates a load balancer', () => {
    for (const stack of STACKS)
      expect(JSON.stringify(estate[stack].toJSON())).not.toMatch(/\\"type\\":\s*\\"LoadBalancer\\"|"kind\\*":\\*"Ingress\b/);
  });
});
