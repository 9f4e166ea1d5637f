import { Unknown, unknownsIn } from 'stagecraft-constructs/intrinsics';
import type { AccessFinding, Authorizer, Workload } from '../contract/access';
import { isRecord } from '../contract/records';
import type { Location } from '../contract/resources';
import { services } from '../services';
import { expressionsIn, isNotKnown } from '../services/not-known';
import { couldMatch, decideForAny, hasUnknownParts, mayDeny } from './any-value';
import { type DeploymentOptions, deploymentOf, type PlacedStack, type Resource } from './deployment';
import { accountOf, type Caller, decide, type ResourcePolicy } from './evaluate';
import { unknownActions } from './known-actions';
import { macroFindings } from './macros';
import { managedPolicy, mayDenyAll, serviceLinkedRole } from './managed-policies';
import type { Policy, PolicyKind } from './policies';
import { attachedPolicy, hasKnownPolicies } from './resource-policies';
import { policyIn, underCondition, unknownPolicy } from './unknown-policy';
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
  const findings = [...macroFindings(stacks), ...builder.findings, ...(await actionFindings(roles, resources))];
  return { location, deployed, roles, resources, owners: builder.owners, workloads, values, findings };
}

/** Judges the requests of a role. A role from outside the templates may do nothing. */
export function authorizerOf(world: World, role: string): Authorizer {
  const caller = world.roles.get(role) ?? serviceLinkedRole(role);
  if (!caller) return () => ({ isAllowed: false, reason: `the role ${role} is not in the templates` });
  return (request) => {
    const policy = resourcePolicyOf(world, request.action, request.resource);
    return hasUnknownParts(request) ? decideForAny(caller, request, policy) : decide(caller, request, policy);
  };
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
function resourcePolicyOf(world: World, action: string, arn: string): ResourcePolicy | undefined {
  const { resources, roles, owners, location } = world;
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
  if (isNotKnown(arn)) return deniesOf(world, arn);
  const owner = owners.get(holderOf(arn));
  // Without a policy it is still a resource of its account.
  return owner === undefined ? undefined : { statements: [], errors: [], account: owner };
}

/** What the policies of the resources deny of which an ARN may name one. */
function deniesOf({ resources, owners, location }: World, arn: string): ResourcePolicy {
  const policies = [...resources].filter(([target]) => couldMatch(target, holderOf(arn))).map(([, policy]) => policy);
  const statements = policies.flatMap((policy) => policy.statements).filter(({ effect }) => effect === 'Deny');
  const denies = statements.map((statement) => ({ ...statement, error: statement.error ?? mayDeny(statement, expressionsIn(arn)) }));
  return { statements: denies, errors: [], account: accountOf(arn) ?? owners.get(holderOf(arn)) ?? location.account };
}

/** The ARN of what has the policy that counts for a resource. */
export function holderOf(arn: string): string {
  if (arn.includes(':s3:::')) return arn.replace(/\/.*$/s, '');
  if (arn.includes(':lambda:')) return arn.split(':').slice(0, 7).join(':');
  return arn.replace(/(:table\/[^/]+|:log-group:[^:]+)[/:].*$/, '$1');
}

/** A role whose policies are still being read. */
type KnownRole = Role & { readonly condition?: string; readonly policies: Policy[]; readonly unknownPolicies: string[] };

class Builder {
  public readonly findings: AccessFinding[] = [];
  public readonly owners: ReadonlyMap<string, string>;
  private readonly managed = new Map<string, { readonly policy: Policy; readonly resource: Resource }>();
  private readonly profiles = new Map<string, string>();
  private readonly arns: ReadonlyMap<string, string>;
  /** Conditions of resources of which it is not known whether they exist, by ARN. */
  private readonly conditions: ReadonlyMap<string, string>;

  constructor(private readonly resources: readonly Resource[]) {
    const roles = this.of('AWS::IAM::Role');
    this.conditions = new Map(
      resources.flatMap((resource) => (resource.condition === undefined ? [] : [[this.arnOf(resource), resource.condition] as const])),
    );
    this.owners = new Map(
      resources.flatMap((resource) => {
        const arn = services.arnOf(resource, resource.location);
        return arn === undefined || accountOf(arn) !== undefined ? [] : [[arn, resource.location.account] as const];
      }),
    );
    this.arns = new Map(roles.flatMap((role) => this.namesOf(role).map((name) => [name, this.arnOf(role)] as const)));
    for (const policy of this.of('AWS::IAM::ManagedPolicy'))
      this.managed.set(policy.physicalId, { policy: this.policy(policy, policy.properties?.['PolicyDocument']), resource: policy });
    for (const profile of this.of('AWS::IAM::InstanceProfile')) {
      const [role] = listOf(profile.properties?.['Roles']);
      for (const name of this.namesOf(profile)) this.profiles.set(name, inAccount(profile, role));
    }
    for (const nested of this.of('AWS::CloudFormation::Stack')) this.note('unread', idOf(nested), 'the resources of a nested stack are not read');
    for (const resource of resources) this.noteUnread(resource);
  }

  public roles(): ReadonlyMap<string, Role> {
    const roles = new Map<string, KnownRole>();
    for (const resource of this.of('AWS::IAM::Role')) {
      const { AssumeRolePolicyDocument: trust, Policies, ManagedPolicyArns, PermissionsBoundary: boundary } = resource.properties ?? {};
      const [arn, id] = [this.arnOf(resource), idOf(resource)];
      const policies = listOf(Policies).map((policy, index) => this.inline(resource, policy, index));
      const role = {
        ...{ arn, id, condition: resource.condition, policies, unknownPolicies: [] as string[] },
        trust: { ...this.policy(resource, trust, 'resource'), account: resource.location.account, isRequired: true },
      };
      for (const name of listOf(ManagedPolicyArns)) role.policies.push(this.content(role, name));
      const other = roles.get(arn);
      if (other)
        this.note('policy', id, `it has the name of the role ${other.id}: a deployment fails, and what is said of one may hold for the other`);
      roles.set(arn, boundary === undefined || boundary === null ? role : { ...role, boundary: this.limit(role, boundary) });
    }
    for (const resource of [...this.of('AWS::IAM::Policy'), ...this.of('AWS::IAM::ManagedPolicy'), ...this.of('AWS::IAM::RolePolicy')]) {
      const { PolicyDocument: document, Roles, RoleName, Users, Groups } = resource.properties ?? {};
      const policy = this.managed.get(resource.physicalId)?.policy ?? this.policy(resource, document);
      for (const name of [...listOf(Roles), ...listOf(RoleName)]) {
        const role = roles.get(this.arns.get(inAccount(resource, name)) ?? this.arns.get(String(name)) ?? '');
        if (role) role.policies.push(this.ifItExists(policy, resource, role.condition));
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
      const whole = this.policy(resource, attached.document, 'resource');
      for (const target of attached.targets) {
        if (target === undefined || target.includes('{{resolve:')) {
          this.note('target', idOf(resource), 'the resource that its policy belongs to is not known: it may deny');
          continue;
        }
        const policy = this.ifItExists(whole, resource, this.conditions.get(target));
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

  private policy(resource: Resource, document: unknown, kind: PolicyKind = 'identity', source = idOf(resource)): Policy {
    return this.noted(resource, policyIn(document, source, kind));
  }

  private noted(resource: Resource, policy: Policy): Policy {
    for (const { message } of policy.errors) this.note('policy', idOf(resource), message);
    return policy;
  }

  /** An inline policy of a role; its name is a part of its source, since a role may have several. */
  private inline(role: Resource, policy: unknown, index: number): Policy {
    if (!isRecord(policy) || Unknown.is(policy))
      return this.noted(role, unknownPolicy(idOf(role), 'its inline policies are not known', policy, 'write them without an intrinsic'));
    const { PolicyName: name = index === 0 ? undefined : index, PolicyDocument: document } = policy;
    return this.policy(role, document, 'identity', name === undefined ? idOf(role) : `${idOf(role)}/${textOf(name)}`);
  }

  /** A policy as far as it is known that it exists: what it belongs to exists under the same condition, or the condition is not known. */
  private ifItExists(policy: Policy, resource: Resource, same: string | undefined): Policy {
    const { condition } = resource;
    if (condition === undefined || condition === same) return policy;
    this.note('policy', idOf(resource), `it is not known whether it exists: the value of the condition ${condition} is not known`);
    return underCondition(policy, condition);
  }

  /** The content of a managed policy: one that is not known allows nothing, and denies everything unless AWS has written it. */
  private content(role: KnownRole, name: unknown): Policy {
    const arn = textOf(name);
    const known = this.managed.get(arn);
    if (known) return this.ifItExists(known.policy, known.resource, role.condition);
    const { policy, isWhole } = managedPolicy(arn);
    if (isWhole) return policy;
    role.unknownPolicies.push(arn);
    const what = policy.statements.length > 0 ? `only a part of ${arn} is known` : `the content of ${arn} is not known`;
    this.note('managed-policy', role.id, `${what}: it may allow more, or deny`);
    return mayDenyAll(arn) ? contentUnknown(role.id, arn) : policy;
  }

  /** A permissions boundary; one of which nothing is known may deny what the policy of a resource allows. */
  private limit(role: KnownRole, name: unknown): Policy {
    const policy = this.content(role, name);
    const isUnknown = policy.statements.length === 0 && role.unknownPolicies.includes(textOf(name));
    return isUnknown ? contentUnknown(role.id, textOf(name)) : policy;
  }

  /** Notes each policy document of a resource that is not read. */
  private noteUnread(resource: Resource): void {
    const { type, properties = {} } = resource;
    if (hasKnownPolicies(type) && type.startsWith('AWS::IAM::')) return;
    const read = attachedPolicy(resource, resource.location)?.document;
    for (const [name, value] of Object.entries(properties)) this.noteDocuments(resource, value, `${type}.${name}`, read);
  }

  private noteDocuments(resource: Resource, value: unknown, path: string, read: unknown): void {
    if (value === read) return;
    if (isPolicy(value)) this.note('unread', idOf(resource), `${path} is a policy that is not evaluated: it may deny`);
    else if (value !== null && typeof value === 'object')
      for (const [name, each] of Object.entries(value)) this.noteDocuments(resource, each, `${path}.${name}`, read);
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
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
}

function contentUnknown(source: string, arn: string): Policy {
  return unknownPolicy(source, 'a managed policy from outside the templates may deny it', arn, 'add the policy to the templates');
}

/** Whether a value is a policy document, or its JSON. */
function isPolicy(value: unknown): boolean {
  if (typeof value !== 'string') return isRecord(value) && 'Statement' in value;
  if (!value.includes('"Statement"')) return false;
  try {
    return isPolicy(JSON.parse(value) as unknown);
  } catch {
    return false;
  }
}

/** A text; what is unknown in it as the template has it. */
function textOf(value: unknown): string {
  return typeof value === 'string' && unknownsIn(value).length === 0 ? value : JSON.stringify(value);
}
