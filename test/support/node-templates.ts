type Resource = readonly [type: string, properties: object];

/** A template of these resources, `Resource0` and so on. */
export function template(...resources: readonly Resource[]): object {
  return { Resources: Object.fromEntries(resources.map(([Type, Properties], index) => [`Resource${index}`, { Type, Properties }])) };
}

export function nodeGroup(type: string | readonly string[], nodes: number, name = 'group'): Resource {
  return [
    'AWS::EKS::Nodegroup',
    { NodegroupName: name, InstanceTypes: [type].flat(), ScalingConfig: { MinSize: 1, DesiredSize: nodes, MaxSize: 9 } },
  ];
}

export function addOn(AddonName: string, configuration?: object): Resource {
  return ['AWS::EKS::Addon', { AddonName, ...(configuration && { ConfigurationValues: JSON.stringify(configuration) }) }];
}

export function chart(Repository: string, Chart: string, values: object): Resource {
  return ['Custom::AWSCDK-EKS-HelmChart', { Repository, Chart, Values: JSON.stringify(values) }];
}

export function manifest(...objects: readonly object[]): Resource {
  return ['Custom::AWSCDK-EKS-KubernetesResource', { Manifest: JSON.stringify(objects) }];
}

interface DeploymentOptions {
  readonly namespace?: string;
  readonly replicas?: number;
  readonly image?: string;
  readonly resources?: object;
}

/** A Deployment of one container. */
export function deployment({ namespace = 'default', replicas = 1, image = 'image', resources = {} }: DeploymentOptions) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'program', namespace },
    spec: { replicas, template: { spec: { containers: [{ name: 'program', image, resources }] } } },
  };
}

/** A template of nodes, and of pods that request so much in sum: the first requests it all. */
export function asking({ type = 'm7g.large', nodes = 1, cpu = 0, memory = 0, pods = 1 }: Asking): object {
  const resources = { requests: { cpu: `${cpu}m`, memory: `${memory}Mi` } };
  return template(nodeGroup(type, nodes), manifest(deployment({ resources })), manifest(deployment({ replicas: pods - 1 })));
}

export interface Asking {
  readonly type?: string | readonly string[];
  readonly nodes?: number;
  readonly cpu?: number;
  readonly memory?: number;
  readonly pods?: number;
}
