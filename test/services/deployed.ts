import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { resolveIntrinsics } from '../../constructs/intrinsics';
import type { DeployedResource, Location } from '../../lib/contract/resources';
import { loadScenario } from '../../lib/scenarios/load';
import { registry } from '../../lib/scenarios/registry';
import { synthesize } from '../../lib/scenarios/synthesize';
import { services } from '../../lib/services';
import { VARIANTS } from './variants';

export const LOCATION: Location = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };

/** A scenario with one choice of settings, as if it were deployed. */
export interface DeployedVariant {
  readonly scenario: string;
  readonly set: Readonly<Record<string, unknown>>;
  readonly config: Readonly<Record<string, unknown>>;
  readonly resources: readonly DeployedResource[];
  readonly outputs: Readonly<Record<string, string>>;
}

interface Template {
  readonly Resources?: Readonly<Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: string } }>>;
}

/** Every variant of every scenario. */
export async function deployedVariants(): Promise<readonly DeployedVariant[]> {
  const variants: DeployedVariant[] = [];
  for (const scenario of Object.keys(registry)) {
    for (const set of VARIANTS[scenario] ?? [{}]) {
      const loaded = await loadScenario({ scenario, set, examples: true });
      const { stacks } = await synthesize(loaded);
      variants.push({ scenario, set, config: loaded.config, ...deployed(stacks) });
    }
  }
  return variants;
}

/** What stacks would hold: ids that the templates fix, and made-up ones of the shape that the service gives. */
export function deployed(stacks: readonly CloudFormationStackArtifact[]): Pick<DeployedVariant, 'resources' | 'outputs'> {
  const exported = new Map<string, unknown>();
  const all = stacks.map(({ template, stackName }) => {
    const { Resources = {}, Outputs = {} } = template as Template;
    const ids = new Map<string, string>();
    const properties = (id: string) => resolved(Resources[id]?.Properties ?? {}) as Readonly<Record<string, unknown>>;
    const idOf = (id: string): string => {
      const type = Resources[id]?.Type ?? '';
      // A name that refers to itself does not occur, and two passes over the same resource would cost.
      const found = ids.get(id) ?? services.fixedIdOf(type, properties(id), LOCATION) ?? madeUpId(type, id);
      ids.set(id, found);
      return found;
    };
    const resource = (id: string): DeployedResource => ({ type: Resources[id]?.Type ?? '', physicalId: idOf(id), properties: properties(id) });
    const attribute = (id: string, name: string) =>
      (name.endsWith('Arn') ? services.arnOf(resource(id), LOCATION) : undefined) ?? madeUpId(Resources[id]?.Type ?? '', `${id}.${name}`);
    const pseudo: Readonly<Record<string, string>> = {
      'AWS::AccountId': LOCATION.account,
      'AWS::Partition': LOCATION.partition,
      'AWS::Region': LOCATION.region,
      'AWS::StackName': stackName,
      'AWS::URLSuffix': 'amazonaws.com',
    };
    const resolved = (value: unknown): unknown =>
      resolveIntrinsics(value, {
        ref: (name) => pseudo[name] ?? (name in Resources ? idOf(name) : undefined),
        attribute,
        exported: (name) => exported.get(name),
        zones: (region) => ['a', 'b', 'c'].map((zone) => `${region}${zone}`),
      });
    const values = Object.entries(Outputs).map(([name, { Value, Export }]) => {
      const value = resolved(Value);
      if (Export) exported.set(Export.Name, value);
      return [name, value] as const;
    });
    return {
      resources: Object.keys(Resources).map(resource),
      outputs: Object.fromEntries(values.filter((entry): entry is readonly [string, string] => typeof entry[1] === 'string')),
    };
  });
  return { resources: all.flatMap(({ resources }) => resources), outputs: Object.assign({}, ...all.map(({ outputs }) => outputs)) };
}

/** Prefixes that services give to the ids which they choose. */
const PREFIXES: Readonly<Record<string, string>> = {
  'AWS::EC2::VPC': 'vpc',
  'AWS::EC2::Subnet': 'subnet',
  'AWS::EC2::SecurityGroup': 'sg',
  'AWS::EC2::RouteTable': 'rtb',
  'AWS::EMR::Cluster': 'j',
};

function madeUpId(type: string, logicalId: string): string {
  const { arn } = services.typeOf(type) ?? {};
  const format = (typeof arn === 'string' ? arn : arn?.format) ?? '';
  if (/\{(name|rest)\}/.test(format)) {
    const parts: Readonly<Record<string, string>> = { ...LOCATION, name: logicalId, rest: logicalId, any: 'any' };
    return `arn:aws:${format.replace(/\{(\w+)\}/g, (_, part: string) => parts[part] ?? '')}`;
  }
  return PREFIXES[type] === undefined ? logicalId : `${PREFIXES[type]}-${logicalId}`;
}
