import type { Environment } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import type { KubernetesObject } from '../../../lib/kubernetes/kubernetes-object';
import { templatesOf } from '../../support/scenario';
import { readable } from '../../support/synth';

/** Stacks in order of deployment. */
export const STACKS = ['network', 'data', 'cluster', 'mesh', 'telemetry', 'app'] as const;
export type StackId = (typeof STACKS)[number];
export type Estate = Readonly<Record<StackId, Template>>;

/** The domain of the articles. */
export const DOMAIN = { domain: 'example-api.com', hostedZoneId: 'Z0123456789' };

export interface EstateOptions {
  readonly set?: Readonly<Record<string, unknown>>;
  readonly protocol?: 'rest' | 'grpc';
  readonly stageName?: string;
  readonly env?: Environment;
}

/** The templates of all stacks. */
export function estateOf({ set, protocol = 'rest', stageName, env }: EstateOptions = {}): Estate {
  return templatesOf<StackId>(protocol === 'rest' ? 'istio-observability' : 'istio-grpc', set, stageName, env);
}

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, never>;
  readonly DependsOn?: string | string[];
  readonly DeletionPolicy?: string;
}

/** Every resource of some stacks, with the stack that has it. */
export function resourcesOf(
  estate: Estate,
  type: RegExp | string = /./,
  stacks: readonly StackId[] = STACKS,
): (Resource & { id: string; stack: StackId })[] {
  return stacks.flatMap((stack) =>
    Object.entries(estate[stack].toJSON()['Resources'] as Record<string, Resource>)
      .filter(([, { Type }]) => (typeof type === 'string' ? Type === type : type.test(Type)))
      .map(([id, resource]) => ({ ...resource, id, stack })),
  );
}

/** Properties of the only resource of a type. */
export function only(estate: Estate, type: string): Record<string, never> {
  const found = resourcesOf(estate, type);
  expect(found.map(({ id }) => id)).toHaveLength(1);
  return found[0]!.Properties;
}

const MANIFEST = 'Custom::AWSCDK-EKS-KubernetesResource';

const applied = new Map<Estate, (KubernetesObject & { stack: StackId })[]>();

/** Objects that stacks apply, in order, with deploy-time values in angle brackets. */
export function objectsApplied(estate: Estate, stacks: readonly StackId[] = STACKS): KubernetesObject[] {
  const all = applied.get(estate) ?? parsed(estate);
  applied.set(estate, all);
  return all.filter(({ stack }) => stacks.includes(stack)).map(({ stack: _, ...object }) => object as KubernetesObject);
}

function parsed(estate: Estate): (KubernetesObject & { stack: StackId })[] {
  return resourcesOf(estate, MANIFEST).flatMap(({ stack, Properties: { Manifest } }) =>
    (JSON.parse(readable(Manifest)) as KubernetesObject[]).map((object) => ({ ...object, stack })),
  );
}

/** One object that a stack applies. */
export function objectOf(estate: Estate, kind: string, name: string): KubernetesObject & { readonly spec: never } {
  const found = objectsApplied(estate).filter((object) => object.kind === kind && object.metadata.name === name);
  expect(found.map(({ metadata }) => metadata.name)).toEqual([name]);
  return found[0] as never;
}
