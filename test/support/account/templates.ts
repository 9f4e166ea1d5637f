import { resolveIntrinsics } from 'stagecraft-constructs/intrinsics';
import { type FakeResource, identify, type Location } from './resource';

export interface Template {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: unknown } }>>;
  readonly Parameters?: Readonly<Record<string, { readonly Type: string; readonly Default?: string }>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
}

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}

/** What a stack consists of once it is created. */
export interface MadeStack {
  readonly resources: FakeResource[];
  readonly outputs: Readonly<Record<string, string>>;
  /** Values by the names of exports. */
  readonly exports: Readonly<Record<string, unknown>>;
  /** Names of the exports that it uses. */
  readonly imports: readonly string[];
}

/** What a stack needs to know of the account that it is created in. */
export interface Surroundings {
  readonly location: Location;
  readonly exported: (name: string) => unknown;
  readonly parameter: (name: string) => string | undefined;
}

/** Creates the resources of a template as CloudFormation does: with physical ids, attributes, tags, outputs and exports. */
export function stackFrom(stack: string, template: Template, stackTags: Readonly<Record<string, string>>, around: Surroundings): MadeStack {
  const { Resources = {}, Outputs = {}, Parameters = {}, Conditions = {} } = template;
  const { location } = around;
  const made = new Map<string, FakeResource>();
  const imports: string[] = [];
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::AccountId': location.account,
    'AWS::Partition': location.partition,
    'AWS::Region': location.region,
    'AWS::StackId': `arn:${location.partition}:cloudformation:${location.region}:${location.account}:stack/${stack}/1`,
    'AWS::StackName': stack,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  const known = {
    ref: (name: string) => (name in pseudo ? pseudo[name] : name in Parameters ? parameter(name) : make(name)?.id),
    attribute: (logicalId: string, attribute: string) => attributeOf(make(logicalId), attribute),
    exported: (name: string) => {
      imports.push(name);
      return around.exported(name);
    },
    zones: (region: string) => ['a', 'b', 'c'].map((zone) => `${region || location.region}${zone}`),
    conditions: Conditions,
  };
  const parameter = (name: string) => {
    const { Type = '', Default = '' } = Parameters[name] ?? {};
    return Type.startsWith('AWS::SSM::Parameter::Value') ? around.parameter(Default) : Default;
  };
  const make = (logicalId: string): FakeResource | undefined => {
    const existing = made.get(logicalId);
    const definition = Resources[logicalId];
    if (existing || !definition) return existing;
    const { Type: type, Properties = {}, DeletionPolicy: deletionPolicy } = definition;
    const properties = JSON.parse(JSON.stringify(resolveIntrinsics(Properties, known))) as Record<string, unknown>;
    const resource: FakeResource = {
      ...{ type, stack, logicalId, properties, deletionPolicy },
      ...identify({ type, stack, logicalId, properties }, location),
      tags: { ...stackTags, ...tagsOf(properties) },
      status: 'CREATE_COMPLETE',
    };
    made.set(logicalId, resource);
    return resource;
  };

  for (const logicalId of Object.keys(Resources)) make(logicalId);
  const outputs: Record<string, string> = {};
  const exports: Record<string, unknown> = {};
  for (const [name, { Value, Export }] of Object.entries(Outputs)) {
    const value = resolveIntrinsics(Value, known);
    outputs[name] = String(value);
    if (Export) exports[String(resolveIntrinsics(Export.Name, known))] = value;
  }
  return { resources: [...made.values()], outputs, exports, imports };
}

function attributeOf(resource: FakeResource | undefined, attribute: string): unknown {
  if (!resource) return undefined;
  const { type, id, arn, stack, logicalId } = resource;
  if (attribute === 'Arn') return arn ?? `arn:aws:unnamed:::${id}`;
  if (attribute === 'AllocationId') return arn?.split('/').at(-1);
  if (['GroupId', 'Id', 'QueueName'].includes(attribute)) return type === 'AWS::SQS::Queue' ? id.split('/').at(-1) : id;
  if (attribute === 'LoadBalancerFullName') return id.split('loadbalancer/').at(-1);
  if (attribute === 'ClusterSecurityGroupId') return `sg-eks-${id}`;
  // Lists of addresses, which CDK joins to texts where it exports them.
  if (attribute.endsWith('Endpoints') || attribute.endsWith('URLs')) return [`https://${id}-1.example`, `https://${id}-2.example`];
  return `${stack}-${logicalId}-${attribute}`.toLowerCase();
}

/** Tags as a list of keys and values, or as a map. */
function tagsOf({ Tags: tags = [] }: { readonly Tags?: unknown }): Readonly<Record<string, string>> {
  if (!Array.isArray(tags)) return tags as Record<string, string>;
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}
