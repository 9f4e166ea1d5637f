import { resolveIntrinsics } from 'stagecraft-constructs/intrinsics';
import type { Workload } from '../contract/access';
import type { DeployedResource, Location } from '../contract/resources';
import type { RehearsedAccount, StackTemplate } from '../rehearsal/rehearsal';
import { services } from '../services';
import { physicalIdFrom } from '../services/arns';

/** Nobody's account. */
export const NOWHERE: Location = { partition: 'aws', region: 'us-east-1', account: '111122223333' };

interface Declared {
  readonly stack: string;
  readonly id: string;
  readonly type: string;
  readonly properties: unknown;
}

interface Template {
  readonly Resources?: Readonly<Record<string, { readonly Type: string; readonly Properties?: unknown }>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: unknown } }>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Mappings?: unknown;
  readonly Conditions?: Readonly<Record<string, unknown>>;
}

/** The account after a deployment of the stacks: the names that their templates fix, and made-up ones for what AWS would choose. */
export function accountOf(templates: readonly StackTemplate[], location: Location = NOWHERE): RehearsedAccount {
  const account = new Account(templates, location);
  return {
    location,
    resources: account.declared.map((resource) => account.deployed(resource)),
    environmentOf: (workload) => account.environmentOf(workload),
  };
}

class Account {
  public readonly declared: readonly Declared[];
  private readonly stacks: ReadonlyMap<string, Template>;
  private readonly known = new Map<Declared, DeployedResource>();

  constructor(
    templates: readonly StackTemplate[],
    private readonly location: Location,
  ) {
    this.stacks = new Map(templates.map(({ stackName, template }) => [stackName, template as Template]));
    this.declared = [...this.stacks].flatMap(([stack, { Resources = {} }]) =>
      Object.entries(Resources).map(([id, { Type: type, Properties: properties = {} }]) => ({ stack, id, type, properties })),
    );
  }

  public deployed(declared: Declared): DeployedResource {
    const before = this.known.get(declared);
    if (before) return before;
    const { stack, id, type } = declared;
    const properties = this.resolved(declared.properties, stack) as Readonly<Record<string, unknown>>;
    // An attachment has the id of its secret. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-secretsmanager-secrettargetattachment.html
    const secret = type === 'AWS::SecretsManager::SecretTargetAttachment' ? String(properties['SecretId']) : undefined;
    const physicalId = secret ?? services.fixedIdOf(type, properties, this.location) ?? this.madeUp(stack, id, type);
    const resource = { type, physicalId, properties, attributes: this.attributesOf(type, physicalId, properties) };
    this.known.set(declared, resource);
    return resource;
  }

  /** @throws Error for a workload that no template has */
  public environmentOf({ type, id }: Workload): Readonly<Record<string, string>> {
    const found = this.declared.filter((each) => each.type === type && each.id.replace(/[0-9A-F]{8}$/, '') === id);
    const [only] = found;
    if (!only || found.length > 1) throw new Error(`${found.length === 0 ? 'no template has' : 'several templates have'} ${type} ${id}`);
    const { Environment: environment } = this.deployed(only).properties as { readonly Environment?: { readonly Variables?: object } };
    return Object.fromEntries(Object.entries(environment?.Variables ?? {}).map(([name, value]) => [name, String(value)]));
  }

  private resolved(value: unknown, stack: string): unknown {
    const { Mappings: mappings, Conditions: conditions, Parameters: parameters = {} } = this.stacks.get(stack) ?? {};
    const { partition, region, account } = this.location;
    const pseudo: Readonly<Record<string, unknown>> = {
      'AWS::AccountId': account,
      'AWS::Partition': partition,
      'AWS::Region': region,
      'AWS::StackName': stack,
      'AWS::StackId': `arn:${partition}:cloudformation:${region}:${account}:stack/${stack}/00000000-0000-0000-0000-000000000000`,
      'AWS::URLSuffix': partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
    };
    const declared = (id: string) => this.declared.find((each) => each.stack === stack && each.id === id);
    return resolveIntrinsics(value, {
      mappings,
      conditions,
      zones: (name) => ['a', 'b', 'c'].map((zone) => `${name}${zone}`),
      ref: (name) => {
        const resource = declared(name);
        return pseudo[name] ?? (resource ? this.deployed(resource).physicalId : parameters[name]?.Default);
      },
      attribute: (id, name) => {
        const resource = declared(id);
        return resource && this.attributeOf(this.deployed(resource), name);
      },
      exported: (name) => this.exported(name),
    });
  }

  private exported(name: string): unknown {
    for (const [stack, { Outputs = {} }] of this.stacks) {
      const output = Object.values(Outputs).find(({ Export }) => Export !== undefined && this.resolved(Export.Name, stack) === name);
      if (output) return this.resolved(output.Value, stack);
    }
    return undefined;
  }

  private attributeOf(resource: DeployedResource, name: string): string {
    return resource.attributes?.[name] ?? `${resource.physicalId.split(/[/:]/).at(-1)}.${name}`;
  }

  private attributesOf(type: string, physicalId: string, properties: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
    const { partition, region, account } = this.location;
    const arn = services.arnOf({ type, physicalId, properties }, this.location);
    const name = physicalId.split(/[/:]/).at(-1) ?? physicalId;
    return {
      ...(arn !== undefined && { Arn: arn }),
      ...(type.startsWith('AWS::RDS::DB') && {
        'Endpoint.Address': `${name}.example.${region}.rds.amazonaws.com`,
        DbiResourceId: `db-${name.replaceAll(/[^A-Za-z0-9]/g, '').toUpperCase()}`,
        'MasterUserSecret.SecretArn': `arn:${partition}:secretsmanager:${region}:${account}:secret:rds!${name}-AbCdEf`,
      }),
    };
  }

  /** A name that AWS would make of stack and logical id. */
  private madeUp(stack: string, id: string, type: string): string {
    const ending = type === 'AWS::SecretsManager::Secret' ? '-AbCdEf' : '';
    const name = `${stack}-${id}`.toLowerCase().slice(-50).replace(/^-+/, '') + ending;
    const form = services.typeOf(type)?.arn;
    const physicalId = physicalIdFrom(form, name, this.location);
    if (physicalId !== name || typeof form === 'string') return physicalId;
    return form?.physicalId?.(name, this.location) ?? name;
  }
}
