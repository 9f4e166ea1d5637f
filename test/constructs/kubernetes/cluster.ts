import type { Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { EksCluster, type EksClusterProps } from 'stagecraft-constructs/kubernetes';
import { Network } from 'stagecraft-constructs/network';

/** A VPC and an EKS cluster in it. */
export function clusterIn(stack: Stack, props: Omit<EksClusterProps, 'vpc'> = {}): EksCluster {
  return new EksCluster(stack, 'Cluster', { vpc: new Network(stack, 'Network').vpc, clusterName: 'demo', ...props });
}

interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, never>;
  readonly DependsOn?: string[];
}

/** All resources that CloudFormation creates before a resource: its dependencies and references, and theirs. */
export function waitsFor(template: Template, logicalId: string): string[] {
  const { Resources } = template.toJSON() as { Resources: Record<string, Resource> };
  const seen = new Set<string>();
  const visit = (id: string) => {
    const { DependsOn = [], Properties } = Resources[id] ?? { Properties: {} };
    const references = [...JSON.stringify(Properties ?? {}).matchAll(/"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/g)].map(([, target = '']) => target);
    for (const next of [...DependsOn, ...references]) {
      if (!(next in Resources) || seen.has(next)) continue;
      seen.add(next);
      visit(next);
    }
  };
  visit(logicalId);
  return [...seen];
}

/** Logical id of the only resource of a type, or of the one with these properties. */
export function idOf(template: Template, type: string, properties: Record<string, unknown> = {}): string {
  const ids = Object.keys(template.findResources(type, { Properties: properties }));
  if (ids.length !== 1) throw new Error(`${ids.length} resources of type ${type}`);
  return ids[0]!;
}
