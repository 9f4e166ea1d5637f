import type { AccessDecision, AccessRequest, StatementSource } from '../contract/access';
import type { Keys } from './pattern';
import { coversAction, isMatched, type Matcher, type Policy, type PrincipalName, type Statement } from './policies';

/** Who sends a request, with the policies that go with it: a role (its session), a user, a service, or a federated identity. */
export interface Caller {
  /** ARN of the role or user. @default - a service or a federated identity */
  readonly arn?: string;
  /** Name of the role's session. @default - unknown: what names a session does not name it */
  readonly session?: string;
  /** Such as `events.amazonaws.com`. @default - no service */
  readonly service?: string;
  /** ARN or name of the identity provider. @default - none */
  readonly provider?: string;
  /** Identity policies, inline and managed. */
  readonly policies: readonly Policy[];
  /** @default - none */
  readonly boundary?: Policy;
  /** Policies that were passed when the role was assumed. @default - none */
  readonly sessionPolicies?: readonly Policy[];
  /** Policies that go with it and whose content is not known, by ARN. @default - none */
  readonly unknownPolicies?: readonly string[];
}

/** The policy of a resource, and how it counts. */
export interface ResourcePolicy extends Policy {
  /** Account of the resource. */
  readonly account: string;
  /** Identity policies do not suffice in the same account either: the policy of a KMS key, and the trust policy of a role. @default false */
  readonly isRequired?: boolean;
  /** Why the policy of the resource cannot be known. @default - it is known */
  readonly unknown?: string;
}

const ALL: Matcher = { patterns: [], isNegated: true };

/** How far a statement of a resource policy reaches: to an account, whose identity policies decide; to a role within its limits; or beyond limits. */
type Reach = 'account' | 'role' | 'caller';

/**
 * What IAM answers to a request.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function decide(caller: Caller, request: AccessRequest, resource?: ResourcePolicy): AccessDecision {
  return new Evaluation(caller, request, resource).decision();
}

class Evaluation {
  private readonly keys: Keys;
  private readonly callerAccount: string | undefined;

  constructor(
    private readonly caller: Caller,
    private readonly request: AccessRequest,
    private readonly resource: ResourcePolicy | undefined,
  ) {
    this.callerAccount = accountOf(caller.arn);
    this.keys = keysOf(caller, request, resource);
  }

  public decision(): AccessDecision {
    const { caller, resource } = this;
    const all = statementsIn(caller.policies);
    const own = this.covering(all);
    const limits = [caller.boundary && [caller.boundary], caller.sessionPolicies].flatMap((limit) =>
      limit ? [this.covering(statementsIn(limit))] : [],
    );
    const ofResource = this.covering(resource?.statements ?? []);
    const denying = [...own, ...limits.flat(), ...ofResource].find((statement) => statement.effect === 'Deny' && this.applies(statement));
    if (denying) return denied(denying.error ? `a policy cannot be evaluated: ${denying.error.message}` : 'a statement denies it', denying.source);

    const byIdentity = this.allowing(own);
    const byResource = this.allowing(ofResource);
    const reached = (...reaches: readonly Reach[]) => byResource.filter((statement) => reaches.includes(this.reachOf(statement)!));
    const isWithin = limits.every((statements) => this.allowing(statements).length > 0);
    if (caller.arn === undefined) return byResource.length > 0 ? allowed(byResource) : this.refusal(all, isWithin, byIdentity.length > 0);

    const isForeign = this.isForeign();
    const needsResource = isForeign || resource?.isRequired === true;
    const direct = isForeign ? [] : [...reached('caller'), ...(isWithin ? reached('role') : [])];
    const delegated = byIdentity.length > 0 && isWithin && (!needsResource || byResource.length > 0);
    if (direct.length === 0 && !delegated) return this.refusal(all, isWithin, byIdentity.length > 0);
    return allowed([...(isWithin ? byIdentity : []), ...byResource]);
  }

  /** Whether the resource is in another account than the caller. */
  private isForeign(): boolean {
    const account = this.resource?.account ?? this.keys.get('aws:resourceaccount')?.[0];
    return account !== undefined && account !== this.callerAccount;
  }

  private allowing(statements: readonly Statement[]): readonly Statement[] {
    return statements.filter((statement) => statement.effect === 'Allow' && this.applies(statement));
  }

  private covering(statements: readonly Statement[]): readonly Statement[] {
    return statements.filter((statement) => coversAction(statement, this.request.action, this.caller.arn, this.keys));
  }

  /** Whether a statement that covers the action applies to the request. */
  private applies(statement: Statement): boolean {
    if (this.reachOf(statement) === undefined) return false;
    // What is not known neither allows nor lets through.
    const unknown = statement.effect === 'Deny';
    if (!(isMatched(statement.resources ?? ALL, this.request.resource, this.keys) ?? unknown)) return false;
    return statement.conditions.every((condition) => condition.holds(this.keys) ?? unknown);
  }

  /** How far a statement reaches to the caller; undefined when it does not. A statement of an identity policy reaches its own. */
  private reachOf({ principals, effect }: Statement): Reach | undefined {
    if (principals === undefined) return 'caller';
    const reaches = principals.names.flatMap((name) => reachOf(name, this.caller) ?? []);
    if (!principals.isNegated) return (['caller', 'role', 'account'] as const).find((reach) => reaches.includes(reach));
    if (effect === 'Allow') return reaches.length > 0 ? undefined : 'caller';
    return this.isExempt(principals.names) ? undefined : 'caller';
  }

  /** Whether a Deny with NotPrincipal spares the caller: it has to name the account, the role and its session, and never spares one with a boundary. */
  private isExempt(names: readonly PrincipalName[]): boolean {
    const { arn, session, boundary } = this.caller;
    if (arn === undefined) return names.some((name) => reachOf(name, this.caller) !== undefined);
    if (boundary !== undefined) return false;
    const listed = names.map(({ name }) => name);
    const root = listed.includes(accountOf(arn)!) ? [] : [rootOf(arn)];
    const own = [arn, ...root, ...(session === undefined || !isRole(arn) ? [] : [sessionArn(arn, session)])];
    return listed.includes('*') || own.every((name) => listed.includes(name));
  }

  private refusal(own: readonly Statement[], isWithin: boolean, hasIdentity: boolean): AccessDecision {
    const { resource } = this;
    const nearest = this.nearest([...own, ...(resource?.statements ?? [])]);
    return denied(this.reason(isWithin, hasIdentity, nearest), nearest?.source);
  }

  private reason(isWithin: boolean, hasIdentity: boolean, nearest: Statement | undefined): string {
    const { caller, resource } = this;
    if (hasIdentity && !isWithin) return 'the permissions boundary or the session policy does not allow it';
    if (hasIdentity && resource?.unknown !== undefined) return resource.unknown;
    if (hasIdentity && this.isForeign()) return 'the resource is in another account, and no policy of it that is known allows it';
    if (hasIdentity) return 'the policy of the resource does not allow it';
    const { unknownPolicies = [] } = caller;
    if (unknownPolicies.length > 0) return `no statement that is known allows it, and the content of ${unknownPolicies.join(', ')} is not known`;
    const failing = nearest?.conditions.find((condition) => !condition.holds(this.keys));
    if (!nearest || !failing || !this.isNamed(nearest)) return resource?.unknown ?? 'no statement allows it';
    const given = this.keys.get(failing.key.toLowerCase());
    return `a condition does not hold: ${failing.operator} of ${failing.key}, which is ${given === undefined ? 'absent' : given.join(', ')}`;
  }

  /** Whether a statement allows the action on the resource, conditions aside. */
  private isNamed(statement: Statement): boolean {
    const { action, resource } = this.request;
    return coversAction(statement, action, this.caller.arn, this.keys) && isMatched(statement.resources ?? ALL, resource, this.keys) === true;
  }

  /** The statement that would allow the request with the smallest change. */
  private nearest(statements: readonly Statement[]): Statement | undefined {
    const { action, resource } = this.request;
    let [best, score]: [Statement | undefined, number] = [undefined, 0];
    for (const statement of statements) {
      if (statement.effect !== 'Allow') continue;
      const coversIt = coversAction(statement, action, this.caller.arn, this.keys);
      const takesIt = isMatched(statement.resources ?? ALL, resource, this.keys) === true;
      const alike = common(statement.actions.patterns, action.toLowerCase());
      // An action of another service is not near.
      if (!coversIt && alike <= action.indexOf(':')) continue;
      const near = (coversIt ? 20_000 : alike) + (takesIt ? 10_000 : common(statement.resources?.patterns ?? [], resource));
      if (near > score) [best, score] = [statement, near];
    }
    return best;
  }
}

function reachOf({ kind, name }: PrincipalName, { arn, session, service, provider }: Caller): Reach | undefined {
  if (kind === 'Service') return name === service ? 'caller' : undefined;
  if (kind === 'Federated') return name === provider ? 'caller' : undefined;
  if (name === '*') return 'caller';
  if (arn === undefined) return undefined;
  if (name === arn) return isRole(arn) ? 'role' : 'caller';
  if (session !== undefined && name === sessionArn(arn, session)) return 'caller';
  return name === rootOf(arn) || name === accountOf(arn) ? 'account' : undefined;
}

function keysOf({ arn, service }: Caller, { context = {}, resource }: AccessRequest, policy: ResourcePolicy | undefined): Keys {
  const keys = new Map<string, readonly string[]>([['aws:principalisawsservice', [String(service !== undefined)]]]);
  if (arn !== undefined) {
    keys.set('aws:principalarn', [arn]).set('aws:principalaccount', [accountOf(arn) ?? '']);
    keys.set('aws:principaltype', [isRole(arn) ? 'AssumedRole' : 'User']);
    if (!isRole(arn)) keys.set('aws:username', [arn.split('/').at(-1)!]);
  }
  if (service !== undefined) keys.set('aws:principalservicename', [service]);
  const account = policy?.account ?? accountOf(resource);
  if (account !== undefined) keys.set('aws:resourceaccount', [account]);
  for (const [key, value] of Object.entries(context)) keys.set(key.toLowerCase(), typeof value === 'string' ? [value] : value);
  return keys;
}

/** Length of the longest beginning that a pattern and a text share. */
function common(patterns: readonly { readonly text: string }[], text: string): number {
  const shared = patterns.map((pattern) => [...text].findIndex((character, index) => pattern.text[index]?.toLowerCase() !== character.toLowerCase()));
  return Math.max(0, ...shared.map((length) => (length === -1 ? text.length : length)));
}

/** The account in an ARN; undefined when it names none. */
export function accountOf(arn: string | undefined): string | undefined {
  return /^arn:[^:]+:[^:]*:[^:]*:(\d{12}):/.exec(arn ?? '')?.[1];
}

function isRole(arn: string): boolean {
  return arn.includes(':role/');
}

function rootOf(arn: string): string {
  return arn.replace(/:(role|user)\/.*$/, ':root');
}

function sessionArn(role: string, session: string): string {
  return role.replace(':iam:', ':sts:').replace(/:role\/(?:.*\/)?([^/]+)$/, `:assumed-role/$1/${session}`);
}

function statementsIn(policies: readonly Policy[]): readonly Statement[] {
  return policies.flatMap(({ statements }) => statements);
}

function allowed(statements: readonly Statement[]): AccessDecision {
  return { isAllowed: true, by: statements.map(({ source }) => source) };
}

function denied(reason: string, nearest: StatementSource | undefined): AccessDecision {
  return { isAllowed: false, reason, ...(nearest && { nearest }) };
}
