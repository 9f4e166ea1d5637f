import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import type { Target } from '../aws/aws';
import type { NamedResource } from './left-behind';

/** What templates alone say about names. */
export interface Expected {
  /** Resources whose names are fixed, so that they are known without asking the account. */
  readonly resources: readonly NamedResource[];
  /** Outputs whose values follow from fixed names. */
  readonly outputs: Readonly<Record<string, string>>;
}

interface Template {
  readonly Resources?: Readonly<Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}

const NAME_PROPERTIES = ['BucketName', 'FunctionName', 'LogGroupName', 'RoleName', 'StateMachineName', 'DatabaseInput.Name', 'Name'];

/**
 * Works out what can be known of a deployment without its contract: names that the templates fix.
 *
 * It lets `destroy` look for log groups and the like when stacks and parameters are already gone.
 */
export function expectedOf(stacks: readonly CloudFormationStackArtifact[], target: Target): Expected {
  const resources: NamedResource[] = [];
  const outputs: Record<string, string> = {};
  for (const { template } of stacks as readonly { template: Template }[]) {
    const names = namesOf(template, target);
    for (const [id, { Type: type }] of Object.entries(template.Resources ?? {})) {
      const physicalId = names.get(id);
      if (physicalId !== undefined) resources.push({ type, physicalId });
    }
    for (const [name, { Value }] of Object.entries(template.Outputs ?? {})) {
      const value = resolve(Value, names, target);
      if (value !== undefined) outputs[name] = value;
    }
  }
  return { resources, outputs };
}

function namesOf({ Resources = {} }: Template, target: Target): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [id, { Properties = {} }] of Object.entries(Resources)) {
    const given = NAME_PROPERTIES.map((path) =>
      path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)?.[key], Properties),
    );
    const name = resolve(
      given.find((value) => value !== undefined),
      names,
      target,
    );
    if (name !== undefined) names.set(id, name);
  }
  return names;
}

/** The text that an expression stands for; undefined when only CloudFormation knows. */
function resolve(value: unknown, names: ReadonlyMap<string, string>, target: Target): string | undefined {
  if (typeof value === 'string') return value;
  if (value === null || typeof value !== 'object') return undefined;
  const [[intrinsic, argument] = []] = Object.entries(value);
  if (intrinsic === 'Ref') return pseudo(String(argument), target) ?? names.get(String(argument));
  if (intrinsic !== 'Fn::Join') return undefined;
  const [separator, parts] = argument as [string, readonly unknown[]];
  const texts = parts.map((part) => resolve(part, names, target));
  return texts.includes(undefined) ? undefined : texts.join(separator);
}

function pseudo(name: string, { account, region, principal }: Target): string | undefined {
  return { 'AWS::AccountId': account, 'AWS::Partition': partition(principal), 'AWS::Region': region }[name];
}

/** `aws`, `aws-cn` or `aws-us-gov`, as the principal's ARN has it. */
function partition(principal: string): string {
  return principal.split(':')[1] ?? 'aws';
}
