import { resolveIntrinsics, resolveText } from 'stagecraft-constructs/intrinsics';
import type { Target } from '../aws/aws';
import type { StackResource } from '../aws/cloudformation';
import type { DeployedResource, Location } from '../contract/resources';
import { services } from '../services';

/** A stack as far as it is known: its template, the resources that CloudFormation lists, or both. */
export interface KnownStack {
  readonly name: string;
  /** @default - none can be read */
  readonly template?: unknown;
  /** @default - it is not deployed */
  readonly resources?: readonly StackResource[];
}

/** What a stack consists of. */
export interface StackParts<Resource extends DeployedResource = DeployedResource> {
  readonly resources: readonly Resource[];
  /** Outputs whose values are known. */
  readonly outputs: Readonly<Record<string, string>>;
}

interface Template {
  readonly Resources?: Readonly<Record<string, { readonly Type?: unknown; readonly Properties?: unknown } | undefined>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value?: unknown; readonly Export?: { readonly Name?: unknown } } | undefined>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
}

/**
 * What stacks that are not deployed would consist of, as far as their templates fix names.
 *
 * It lets `destroy` look for log groups and the like when stacks and parameters are already gone.
 */
export function expectedOf(stacks: readonly KnownStack[], target: Target): StackParts {
  const all = partsOf(
    stacks.map(({ name, template }) => ({ name, template })),
    target,
  );
  return { resources: all.flatMap(({ resources }) => resources), outputs: Object.assign({}, ...all.map(({ outputs }) => outputs)) };
}

/** What each stack consists of, with properties as far as templates, physical ids and exports of the stacks before it tell. */
export function partsOf(stacks: readonly KnownStack[], target: Target): readonly StackParts[] {
  const exported = new Map<string, unknown>();
  return stacks.map(({ template, resources }) => {
    const reader = new TemplateReader(isRecord(template) ? template : {}, resources, target, exported);
    reader.export(exported);
    return { resources: reader.resources(), outputs: reader.outputs() };
  });
}

/** Where resources are. */
export function locationOf({ account, region, principal }: Target): Location {
  return { account, region, partition: principal.split(':')[1] ?? 'aws' };
}

class TemplateReader {
  private readonly ids = new Map<string, string | undefined>();
  private readonly known;
  private readonly location: Location;

  constructor(
    private readonly template: Template,
    private readonly listed: readonly StackResource[] | undefined,
    target: Target,
    exported: ReadonlyMap<string, unknown>,
  ) {
    this.location = locationOf(target);
    const { account, region, partition } = this.location;
    const pseudo = new Map([
      ['AWS::AccountId', account],
      ['AWS::Partition', partition],
      ['AWS::Region', region],
    ]);
    for (const { logicalId, physicalId } of listed ?? []) this.ids.set(logicalId, physicalId);
    this.known = {
      ref: (name: string) => pseudo.get(name) ?? this.idOf(name),
      attribute: (logicalId: string, name: string) => (name === 'Arn' ? this.arnOf(logicalId) : undefined),
      exported: (name: string) => exported.get(name),
      conditions: template.Conditions,
    };
  }

  /** Those that CloudFormation lists, or else those whose names are fixed. */
  public resources(): readonly DeployedResource[] {
    if (this.listed) return this.listed.map((resource) => ({ ...resource, properties: this.propertiesOf(resource.logicalId) }));
    return Object.entries(this.template.Resources ?? {}).flatMap(([logicalId, resource]) => {
      const physicalId = this.idOf(logicalId);
      const type = resource?.Type;
      return physicalId === undefined || typeof type !== 'string' ? [] : [{ type, physicalId, properties: this.propertiesOf(logicalId) }];
    });
  }

  public outputs(): Readonly<Record<string, string>> {
    const values = Object.entries(this.template.Outputs ?? {}).map(([name, output]) => [name, resolveText(output?.Value, this.known)] as const);
    return Object.fromEntries(values.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
  }

  public export(exported: Map<string, unknown>): void {
    for (const output of Object.values(this.template.Outputs ?? {})) {
      const name = resolveText(output?.Export?.Name, this.known);
      if (name !== undefined) exported.set(name, resolveIntrinsics(output?.Value, this.known));
    }
  }

  private idOf(logicalId: string): string | undefined {
    if (this.ids.has(logicalId)) return this.ids.get(logicalId);
    // A name that follows from itself is unknown.
    this.ids.set(logicalId, undefined);
    const type = this.template.Resources?.[logicalId]?.Type;
    const id = typeof type === 'string' ? services.fixedIdOf(type, this.propertiesOf(logicalId) ?? {}, this.location) : undefined;
    this.ids.set(logicalId, id);
    return id;
  }

  private arnOf(logicalId: string): string | undefined {
    const [type, physicalId] = [this.template.Resources?.[logicalId]?.Type, this.idOf(logicalId)];
    if (typeof type !== 'string' || physicalId === undefined) return undefined;
    return services.arnOf({ type, physicalId }, this.location);
  }

  private propertiesOf(logicalId: string): Readonly<Record<string, unknown>> | undefined {
    const resolved = resolveIntrinsics(this.template.Resources?.[logicalId]?.Properties, this.known);
    return isRecord(resolved) ? resolved : undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
