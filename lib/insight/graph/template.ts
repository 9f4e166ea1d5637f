import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { referencesIn, renderText } from 'stagecraft-constructs/intrinsics';

/** A resource of a template, with what its place in the construct tree tells. */
export interface Resource {
  /** Stack and logical id. */
  readonly key: string;
  readonly stack: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly dependsOn: readonly string[];
  /** As the service will call it where the template says so, else the id of its construct. */
  readonly name: string;
}

/** Every resource of several templates, and a way to follow references from one to another. */
export interface Resources {
  readonly all: readonly Resource[];
  /** Keys of the resources that a value of this resource refers to, exports of other stacks followed. */
  referencesIn(value: unknown, resource: Resource): ReadonlySet<string>;
}

interface Template {
  readonly Resources?: Readonly<Record<string, { Type: string; Properties?: Record<string, unknown>; DependsOn?: string | string[] }>>;
  readonly Outputs?: Readonly<Record<string, { Value: unknown; Export?: { Name: unknown } }>>;
}

/** Reads the templates of stacks in order of deployment. */
export function resourcesOf(stacks: readonly CloudFormationStackArtifact[]): Resources {
  const all = stacks.flatMap((stack) => {
    const ids = constructIds(stack);
    return Object.entries((stack.template as Template).Resources ?? {}).map(([id, { Type: type, Properties: properties = {}, DependsOn = [] }]) => ({
      key: `${stack.stackName}/${id}`,
      stack: stack.stackName,
      type,
      properties,
      dependsOn: [DependsOn].flat().map((other) => `${stack.stackName}/${other}`),
      name: physicalName(type, properties) ?? ids.get(id) ?? id,
    }));
  });
  const keys = new Set(all.map(({ key }) => key));
  const exported = new Map<string, { stack: string; value: unknown }>();
  for (const { stackName, template } of stacks) {
    for (const { Value, Export } of Object.values((template as Template).Outputs ?? {})) {
      if (Export) exported.set(String(Export.Name), { stack: stackName, value: Value });
    }
  }

  const follow = (value: unknown, stack: string): string[] =>
    referencesIn(value).flatMap(({ logicalId, exportName }) => {
      if (logicalId !== undefined) return [`${stack}/${logicalId}`];
      const target = exported.get(exportName);
      return target ? follow(target.value, target.stack) : [];
    });
  return { all, referencesIn: (value, { stack }) => new Set(follow(value, stack).filter((key) => keys.has(key))) };
}

/** Everything a value says, a line for each of its parts; references to other resources leave nothing. */
export function literalText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || typeof value !== 'object') return '';
  if ('Ref' in value || 'Fn::GetAtt' in value || 'Fn::ImportValue' in value) return '';
  return Object.values(value).map(literalText).join('\n');
}

/** Properties that hold the name itself one level down. */
const NAMED_INSIDE = ['TableInput', 'DatabaseInput'];

function physicalName(type: string, properties: Readonly<Record<string, unknown>>): string | undefined {
  const own = type.slice(type.lastIndexOf(':') + 1);
  const inner = NAMED_INSIDE.map((name) => properties[name]).find((value) => value !== undefined) as Record<string, unknown> | undefined;
  const value = inner?.['Name'] ?? properties['Name'] ?? properties[`${own}Name`];
  return value === undefined ? undefined : literalStart(value) || undefined;
}

/** The literal beginning of a name: buckets carry the account and the region behind it. */
function literalStart(name: unknown): string {
  const [start = '', ...others] = renderText(name, { reference: () => BREAK, other: () => BREAK }).split(BREAK);
  return others.length === 0 ? start : start.replace(/[-_./]+$/, '');
}

/** Stands for what is not literal; no template holds it. */
const BREAK = '\u0000';

function constructIds(stack: CloudFormationStackArtifact): ReadonlyMap<string, string> {
  return new Map(
    stack.findMetadataByType('aws:cdk:logicalId').map(({ path, data }) => {
      const construct = path.replace(/(\/(Resource|Default))+$/, '');
      return [String(data), construct.slice(construct.lastIndexOf('/') + 1)];
    }),
  );
}
