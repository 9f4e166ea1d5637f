import { unknownsIn } from 'stagecraft-constructs/intrinsics';
import type { AccessFinding, Authorizer, Workload } from '../contract/access';
import type { Location } from '../contract/resources';
import { services } from '../services';
import { type DeploymentOptions, deploymentOf, type PlacedStack, type Resource } from './deployment';
import { accountOf, type Caller, decide, type ResourcePolicy } from './evaluate';
import { unknownActions } from './known-actions';
import { managedPolicy, serviceLinkedRole } from './managed-policies';
import { type Policy, type PolicyKind, parsePolicy } from './policies';
import { attachedPolicy, hasKnownPolicies } from './resource-policies';
import { GIVEN_AT_START, namedRoles, type WorkloadRole, workloadOf } from './workload-roles';

/** A role of the templates. */
export interface Role extends Caller {
  readonly arn: string;
  /** Stack and logical id. */
  readonly id: string;
  readonly trust: ResourcePolicy;
}

/** Who may do what, as the templates of a scenario say: an account without people. */
export interface World {
  /** Where the stacks are that say nothing else. */
  readonly location: Location;
  /** Every resource of the templates. */
  readonly deployed: readonly Resource[];
  /** By ARN. */
  readonly roles: ReadonlyMap<string, Role>;
  /** Policies of resources, by the ARN of the resource; `…:*` for every resource of a service. */
  readonly resources: ReadonlyMap<string, ResourcePolicy>;
  /** Accounts of resources whose ARNs name none, such as buckets, by ARN. */
  readonly owners: ReadonlyMap<string, string>;
  readonly workloads: readonly WorkloadRole[];
  /** Values of SSM parameters by their names, those that are known. */
  readonly values: ReadonlyMap<string, string>;
  readonly findings: readonly AccessFinding[];
}

export type WorldOptions = DeploymentOptions;

/** Reads templates, those of required scenarios first, as if they were deployed. */
export async function worldOf(stacks: readonly PlacedStack[], options: WorldOptions = {}): Promise<World> {
  const { location, resources: deployed, values } = deploymentOf(stacks, options);
  const builder = new Builder(deployed);
  const roles = builder.roles();
  const resources = builder.resourcePolicies();
  const workloads = builder.workloads(roles);
  const findings = [...builder.findings, ...(await actionFindings(roles, resources))];
  return { location, deployed, roles, resources, owners: builder.owners, workloads, values, findings };
}

/** Judges the requests of a role. A role from outside the templates may do nothing. */
export function authorizerOf(world: World, role: string): Authorizer {
  const caller = world.roles.get(role) ?? serviceLinkedRole(role);
  if (!caller) return () => ({ isAllowed: false, reason: `the role ${role} is not in the templates` });
  return (request) => decide(caller, request, resourcePolicyOf(world, request.action, request.resource));
}

/** Judges the requests of a service that acts as itself, such as `events.amazonaws.com`: the policies of resources alone count. */
export function serviceAuthorizerOf(world: World, service: string): Authorizer {
  return (request) => decide({ service, policies: [] }, request, resourcePolicyOf(world, request.action, request.resource));
}

/** The roles of a workload. */
export function rolesOf(world: World, { type, id }: Workload): readonly WorkloadRole[] {
  return world.workloads.filter(({ workload }) => workload.type === type && workload.id === id);
}

/** The policy that counts for a resource beside identity policies: of a bucket for its objects, of a function for its versions. */
function resourcePolicyOf({ resources, roles, owners, location }: World, action: string, arn: string): ResourcePolicy | undefined {
  const [service = ''] = action.toLowerCase().split(':');
  const account = accountOf(arn) ?? location.account;
  const outside = (what: string): ResourcePolicy => ({
    statements: [],
    errors: [],
    account,
    isRequired: true,
    unknown: `${what} ${arn} is not in the templates`,
  });
  if (service === 'sts' && arn.includes(':role/')) return roles.get(arn)?.trust ?? outside('the role');
  const found = resources.get(arn) ?? resources.get(holderOf(arn)) ?? resources.get(arn.split(':').slice(0, 5).join(':') + ':*');
  if (found) return found;
  if (service === 'kms' && arn.includes(':key/')) return outside('the key');
  const owner = owners.get(holderOf(arn));
  // Without a policy it is still a resource of its account.
  return owner === undefined ? undefined : { statements: [], errors: [], account: owner };
}

/** The ARN of what has the policy that counts for a resource. */
export function holderOf(arn: string): string {
  if (arn.includes(':s3:::')) return arn.replace(/\/.*$/s, '');
  if (arn.includes(':lambda:')) return arn.split(':').slice(0, 7).join(':');
  return arn.replace(/(:table\/[^/]+|:log-group:[^:]+)[/:].*$/, '$1');
}

class Builder {
  public readonly findings: AccessFinding[] = [];
  public readonly owners: ReadonlyMap<string, string>;
  private readonly managed = new Map<string, Policy>();
  private readonly profiles = new Map<string, string>();
  private readonly arns: ReadonlyMap<string, string>;

  constructor(private readonly resources: readonly Resource[]) {
    const roles = this.of('AWS::IAM::Role');
    this.owners = new Map(
      resources.flatMap((resource) => {
        const arn = services.arnOf(resource, resource.location);
        return arn === undefined || accountOf(arn) !== undefined ? [] : [[arn, resource.location.account] as const];
      }),
    );
    this.arns = new Map(roles.flatMap((role) => this.namesOf(role).map((name) => [name, this.arnOf(role)] as const)));
    for (const policy of this.of('AWS::IAM::ManagedPolicy'))
      this.managed.set(policy.physicalId, this.policy(policy, policy.properties?.['PolicyDocument']));
    for (const profile of this.of('AWS::IAM::InstanceProfile')) {
      const [role] = listOf(profile.properties?.['Roles']);
      for (const name of this.namesOf(profile)) this.profiles.set(name, inAccount(profile, role));
    }
    for (const nested of this.of('AWS::CloudFormation::Stack')) this.note('unread', idOf(nested), 'the resources of a nested stack are not read');
    for (const resource of resources) if (!hasKnownPolicies(resource.type)) this.noteDocuments(resource, resource.properties, resource.type);
  }

  public roles(): ReadonlyMap<string, Role> {
    const roles = new Map<string, { -readonly [Name in keyof Role]: Role[Name] } & { policies: Policy[]; unknownPolicies: string[] }>();
    for (const resource of this.of('AWS::IAM::Role')) {
      const { AssumeRolePolicyDocument: trust, Policies, ManagedPolicyArns, PermissionsBoundary: boundary } = resource.properties ?? {};
      const [arn, id] = [this.arnOf(resource), idOf(resource)];
      const policies = listOf(Policies).map((policy) => this.policy(resource, (policy as { readonly PolicyDocument?: unknown }).PolicyDocument));
      const role = {
        ...{ arn, id, policies, unknownPolicies: [] as string[] },
        trust: { ...this.policy(resource, trust, 'resource'), account: resource.location.account, isRequired: true },
      };
      for (const name of listOf(ManagedPolicyArns)) this.attach(role, name, id);
      roles.set(arn, boundary === undefined ? role : { ...role, boundary: this.content(role, boundary, id) });
    }
    for (const resource of [...this.of('AWS::IAM::Policy'), ...this.of('AWS::IAM::ManagedPolicy'), ...this.of('AWS::IAM::RolePolicy')]) {
      const { PolicyDocument: document, Roles, RoleName, Users, Groups } = resource.properties ?? {};
      const policy = this.managed.get(resource.physicalId) ?? this.policy(resource, document);
      for (const name of [...listOf(Roles), ...listOf(RoleName)]) {
        const role = roles.get(this.arns.get(inAccount(resource, name)) ?? this.arns.get(String(name)) ?? '');
        if (role) role.policies.push(policy);
        else this.note('outside-role', idOf(resource), `its policy belongs to the role ${textOf(name)}, which is not in the templates`);
      }
      if ([...listOf(Users), ...listOf(Groups)].length > 0) this.note('unread', idOf(resource), 'policies of users and groups are not evaluated');
    }
    return roles;
  }

  public resourcePolicies(): ReadonlyMap<string, ResourcePolicy> {
    const policies = new Map<string, ResourcePolicy>();
    for (const resource of this.resources) {
      const attached = attachedPolicy(resource, resource.location);
      if (!attached) continue;
      const policy = this.policy(resource, attached.document, 'resource');
      for (const target of attached.targets) {
        if (target === undefined) {
          this.note('target', idOf(resource), 'the resource that its policy belongs to is not known');
          continue;
        }
        const { statements = [], errors = [] } = policies.get(target) ?? {};
        const account = accountOf(target) ?? this.owners.get(target) ?? resource.location.account;
        policies.set(target, {
          ...{ statements: [...statements, ...policy.statements], errors: [...errors, ...policy.errors] },
          ...{ account, ...(attached.isRequired && { isRequired: true }) },
        });
      }
    }
    return policies;
  }

  public workloads(roles: ReadonlyMap<string, Role>): readonly WorkloadRole[] {
    return this.resources.flatMap((resource) => {
      const { type, logicalId, properties = {} } = resource;
      const [workload, id] = [workloadOf(type, logicalId), idOf(resource)];
      const named = namedRoles(type, properties).flatMap(({ use, value }) => {
        const role = this.roleNamed(value, resource);
        if (role === undefined) this.note('outside-role', id, `${use} names the role ${textOf(value)}, which is not in the templates`);
        return [{ workload, id, use, role: role ?? textOf(value) }];
      });
      const service = GIVEN_AT_START[type];
      const given = [...roles.values()].filter(({ trust }) =>
        trust.statements.some(({ principals }) => principals?.names.some(({ name }) => name === service)),
      );
      return [...named, ...given.map(({ arn }) => ({ workload, id, use: 'trust', role: arn }))];
    });
  }

  private of(type: string): readonly Resource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  private arnOf(resource: Resource): string {
    return services.arnOf(resource, resource.location) ?? resource.physicalId;
  }

  /** By what a role or an instance profile is named: its ARN, and in its account its name, in every Region. */
  private namesOf(resource: Resource): readonly string[] {
    return [inAccount(resource, resource.physicalId), this.arnOf(resource)];
  }

  private roleNamed(value: unknown, by: Resource): string | undefined {
    for (const name of [String(value), inAccount(by, value)]) {
      const role = this.arns.get(name) ?? this.arns.get(this.profiles.get(name) ?? '');
      if (role !== undefined) return role;
    }
    return undefined;
  }

  private policy(resource: Resource, document: unknown, kind: PolicyKind = 'identity'): Policy {
    const policy = parsePolicy(document, idOf(resource), kind);
    for (const { message } of policy.errors) this.note('policy', idOf(resource), message);
    return policy;
  }

  private attach(role: { readonly policies: Policy[]; readonly unknownPolicies: string[] }, name: unknown, where: string): void {
    role.policies.push(this.content(role, name, where));
  }

  /** The content of a managed policy; one that is not known allows nothing. */
  private content(role: { readonly unknownPolicies: string[] }, name: unknown, where: string): Policy {
    const arn = textOf(name);
    const known = this.managed.get(arn);
    if (known) return known;
    const { policy, isWhole } = managedPolicy(arn);
    if (isWhole) return policy;
    role.unknownPolicies.push(arn);
    this.note('managed-policy', where, policy.statements.length > 0 ? `only a part of ${arn} is known` : `the content of ${arn} is not known`);
    return policy;
  }

  /** Notes each policy document inside of a resource whose policies are not read. */
  private noteDocuments(resource: Resource, value: unknown, path: string): void {
    if (value === null || typeof value !== 'object') return;
    if (!Array.isArray(value) && 'Statement' in value) this.note('unread', idOf(resource), `${path} is a policy that is not evaluated`);
    else for (const [name, each] of Object.entries(value)) this.noteDocuments(resource, each, `${path}.${name}`);
  }

  private note(kind: AccessFinding['kind'], where: string, what: string): void {
    this.findings.push({ kind, where, what });
  }
}

async function actionFindings(roles: ReadonlyMap<string, Role>, policies: ReadonlyMap<string, ResourcePolicy>): Promise<readonly AccessFinding[]> {
  const all = [...roles.values()].flatMap(({ policies: own, boundary, trust }) => [...own, ...(boundary ? [boundary] : []), trust]);
  const named = [...all, ...policies.values()].flatMap(({ statements }) =>
    statements.flatMap(({ source, actions }) => actions.patterns.map(({ text }) => ({ where: source.policy, text }))),
  );
  const unknown = await unknownActions(named.map(({ text }) => text));
  const findings = named
    .filter(({ text }) => unknown.has(text))
    .map(({ where, text }) => ({ kind: 'action', where, what: `AWS has no action ${text}` }) as const);
  return [...new Map(findings.map((finding) => [`${finding.where} ${finding.what}`, finding])).values()];
}

/** A name as it is meant in the account of a resource. */
function inAccount({ location }: Resource, name: unknown): string {
  return `${location.account} ${String(name)}`;
}

function idOf({ stack, logicalId }: Resource): string {
  return `${stack}/${logicalId}`;
}

function listOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** A text; what is unknown in it as the template has it. */
function textOf(value: unknown): string {
  return typeof value === 'string' && unknownsIn(value).length === 0 ? value : JSON.stringify(value);
}
