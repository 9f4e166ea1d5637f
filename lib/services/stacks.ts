import { resolveIntrinsics, resolveText } from 'stagecraft-constructs/intrinsics';
import type { DeployedResource, Location, NamedResource } from '../contract/resources';
import { services } from './index';

/** A resource by its place in a template. */
export interface ListedResource extends NamedResource {
  readonly logicalId: string;
  /** Condition of the template that decides whether it exists, and whose value is not known. @default - it exists */
  readonly condition?: string;
}

/** A stack as far as it is known: its template, the resources that CloudFormation lists, or both. */
export interface KnownStack {
  readonly name: string;
  /** @default - none can be read */
  readonly template?: unknown;
  /** @default - it is not deployed */
  readonly resources?: readonly ListedResource[];
}

/** What a stack consists of. */
export interface StackParts<Resource extends DeployedResource = DeployedResource & ListedResource> {
  readonly resources: readonly Resource[];
  /** Outputs whose values are known. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** Values of what neither a template fixes nor CloudFormation lists. Each is undefined for what stays unknown. */
export interface Assumptions {
  /** Physical id of a resource whose name the service chooses. */
  id(stack: string, resource: Omit<ListedResource, 'physicalId'> & Pick<DeployedResource, 'properties'>): string | undefined;
  /** Attribute of a resource, besides an ARN that follows from its type. */
  attribute(resource: DeployedResource, name: string): unknown;
  /** Pseudo parameter of a stack, or a parameter of its template by its definition there. */
  parameter(stack: string, name: string, definition: Readonly<Record<string, unknown>> | undefined): string | readonly string[] | undefined;
}

interface TemplateResource {
  readonly Type?: unknown;
  readonly Condition?: unknown;
  readonly Properties?: unknown;
}

interface TemplateOutput {
  readonly Condition?: unknown;
  readonly Value?: unknown;
  readonly Export?: { readonly Name?: unknown };
}

interface Template {
  readonly Parameters?: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
  readonly Resources?: Readonly<Record<string, TemplateResource | undefined>>;
  readonly Outputs?: Readonly<Record<string, TemplateOutput | undefined>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
}

/** What each stack consists of, with properties as far as templates, physical ids and exports of the stacks before it tell. */
export function readStacks(stacks: readonly KnownStack[], location: Location, assumptions?: Assumptions): readonly StackParts[] {
  const exported = new Map<string, unknown>();
  return stacks.map((stack) => {
    const reader = new TemplateReader(stack, location, exported, assumptions);
    reader.export(exported);
    return { resources: reader.resources(), outputs: reader.outputs() };
  });
}

class TemplateReader {
  private readonly template: Template;
  private readonly ids = new Map<string, string | undefined>();
  private readonly known;

  constructor(
    private readonly stack: KnownStack,
    private readonly location: Location,
    exported: ReadonlyMap<string, unknown>,
    private readonly assumptions: Assumptions | undefined,
  ) {
    this.template = isRecord(stack.template) ? stack.template : {};
    const { account, region, partition } = location;
    const pseudo = new Map([
      ['AWS::AccountId', account],
      ['AWS::Partition', partition],
      ['AWS::Region', region],
    ]);
    for (const { logicalId, physicalId } of stack.resources ?? []) this.ids.set(logicalId, physicalId);
    this.known = {
      ref: (name: string) => pseudo.get(name) ?? this.idOf(name) ?? assumptions?.parameter(stack.name, name, this.template.Parameters?.[name]),
      attribute: (logicalId: string, name: string) => this.attributeOf(logicalId, name),
      exported: (name: string) => exported.get(name),
      conditions: this.template.Conditions,
    };
  }

  /** Those that CloudFormation lists, or else those whose physical ids are known. */
  public resources(): readonly (DeployedResource & ListedResource)[] {
    const { resources: listed } = this.stack;
    if (listed) return listed.map((resource) => ({ ...resource, properties: this.propertiesOf(resource.logicalId) }));
    return Object.entries(this.template.Resources ?? {}).flatMap(([logicalId, resource]) => {
      const physicalId = this.idOf(logicalId);
      const type = resource?.Type;
      if (physicalId === undefined || typeof type !== 'string') return [];
      const condition = this.isMet(resource) === undefined ? { condition: textOf(resource?.Condition) } : {};
      return [{ type, logicalId, physicalId, properties: this.propertiesOf(logicalId), ...condition }];
    });
  }

  public outputs(): Readonly<Record<string, string>> {
    const values = this.outputsOf().map(([name, output]) => [name, resolveText(output?.Value, this.known)] as const);
    return Object.fromEntries(values.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
  }

  public export(exported: Map<string, unknown>): void {
    for (const [, output] of this.outputsOf()) {
      const name = resolveText(output?.Export?.Name, this.known);
      if (name !== undefined) exported.set(name, resolveIntrinsics(output?.Value, this.known));
    }
  }

  private outputsOf(): readonly (readonly [name: string, output: TemplateOutput | undefined])[] {
    return Object.entries(this.template.Outputs ?? {}).filter(([, output]) => this.isMet(output) !== false);
  }

  /** Whether the condition of a resource or an output is met; undefined when that is not known. */
  private isMet(part: TemplateResource | TemplateOutput | undefined): boolean | undefined {
    if (part?.Condition === undefined) return true;
    const met = resolveIntrinsics({ 'Fn::If': [part.Condition, true, false] }, this.known);
    return typeof met === 'boolean' ? met : undefined;
  }

  /** Physical id; of one that does not exist, since its condition is not met, there is none. */
  private idOf(logicalId: string): string | undefined {
    if (this.ids.has(logicalId)) return this.ids.get(logicalId);
    // A name that follows from itself is unknown.
    this.ids.set(logicalId, undefined);
    if (this.isMet(this.template.Resources?.[logicalId]) === false) return undefined;
    const type = this.template.Resources?.[logicalId]?.Type;
    const properties = typeof type === 'string' ? (this.propertiesOf(logicalId) ?? {}) : {};
    const fixed = typeof type === 'string' ? services.fixedIdOf(type, properties, this.location) : undefined;
    const id = fixed ?? (typeof type === 'string' ? this.assumptions?.id(this.stack.name, { type, logicalId, properties }) : undefined);
    this.ids.set(logicalId, id);
    return id;
  }

  private attributeOf(logicalId: string, name: string): unknown {
    const [type, physicalId] = [this.template.Resources?.[logicalId]?.Type, this.idOf(logicalId)];
    if (typeof type !== 'string' || physicalId === undefined) return undefined;
    // The path of an IAM resource is a part of its ARN, and always text.
    const properties = pick(this.template.Resources?.[logicalId]?.Properties, 'Path');
    const assumed = this.assumptions?.attribute({ type, physicalId, properties }, name);
    return assumed ?? (name === 'Arn' ? services.arnOf({ type, physicalId, properties }, this.location) : undefined);
  }

  private propertiesOf(logicalId: string): Readonly<Record<string, unknown>> | undefined {
    const resolved = resolveIntrinsics(this.template.Resources?.[logicalId]?.Properties, this.known);
    return isRecord(resolved) ? resolved : undefined;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function pick(properties: unknown, name: string): Readonly<Record<string, unknown>> {
  return isRecord(properties) && name in properties ? { [name]: properties[name] } : {};
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
