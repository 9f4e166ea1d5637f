import type { AccessDecision, AccessRequest, StatementSource } from '../contract/access';
import { accountOf, isRole, rootOf, sessionArn } from './arns';
import { allOf } from './conditions';
import type { Keys } from './pattern';
import { coversAction, isMatched, type Matcher, type Policy, type PrincipalName, type Statement } from './policies';
import { keysOf } from './request-keys';

export { accountOf } from './arns';

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
    this.keys = keysOf(caller, request, resource?.account);
  }

  public decision(): AccessDecision {
    const { caller, resource } = this;
    const all = statementsIn(caller.policies);
    const own = this.covering(all);
    const limits = [caller.boundary && [caller.boundary], caller.sessionPolicies].flatMap((limit) =>
      limit ? [this.covering(statementsIn(limit))] : [],
    );
    const ofResource = this.covering(resource?.statements ?? []);
    const denials = [...own, ...limits.flat(), ...ofResource].filter(({ effect }) => effect === 'Deny');
    const denying = denials.find((statement) => this.applies(statement) === true);
    if (denying) return denied(denying.error ? `a policy cannot be evaluated: ${denying.error.message}` : 'a statement denies it', denying.source);

    const byIdentity = this.allowing(own);
    const byResource = this.allowing(ofResource);
    const reached = (...reaches: readonly Reach[]) => byResource.filter((statement) => reaches.includes(this.reachOf(statement)!));
    const isWithin = limits.every((statements) => this.allowing(statements).length > 0);
    // What may deny it does not let it through.
    const possible = denials.find((statement) => this.applies(statement) === undefined);
    const answer = (by: readonly Statement[]) =>
      possible ? denied(`a statement may deny it: ${this.doubt(possible)}`, possible.source) : allowed(by);
    if (caller.arn === undefined) return byResource.length > 0 ? answer(byResource) : this.refusal(all, isWithin, byIdentity.length > 0);

    const isForeign = this.isForeign();
    const needsResource = isForeign || resource?.isRequired === true;
    const direct = isForeign ? [] : [...reached('caller'), ...(isWithin ? reached('role') : [])];
    const delegated = byIdentity.length > 0 && isWithin && (!needsResource || byResource.length > 0);
    if (direct.length === 0 && !delegated) return this.refusal(all, isWithin, byIdentity.length > 0);
    return answer([...(isWithin ? byIdentity : []), ...byResource]);
  }

  /** Whether the resource is in another account than the caller. */
  private isForeign(): boolean {
    const account = this.resource?.account ?? this.keys.get('aws:resourceaccount')?.[0];
    return account !== undefined && account !== this.callerAccount;
  }

  private allowing(statements: readonly Statement[]): readonly Statement[] {
    return statements.filter((statement) => statement.effect === 'Allow' && this.applies(statement) === true);
  }

  private covering(statements: readonly Statement[]): readonly Statement[] {
    return statements.filter((statement) => this.covers(statement));
  }

  /** Whether a statement that covers the action applies to the request; undefined when that is not known: then it neither allows nor lets through. */
  private applies(statement: Statement): boolean | undefined {
    return allOf([this.reaches(statement), this.takes(statement), ...statement.conditions.map((condition) => condition.holds(this.keys))]);
  }

  /** Whether a statement is for the resource. */
  private takes({ resources }: Statement): boolean | undefined {
    return isMatched(resources ?? ALL, this.request.resource, this.keys);
  }

  /** Whether a statement is for the caller; one of an identity policy is. */
  private reaches(statement: Statement): boolean | undefined {
    const { principals, effect } = statement;
    if (principals?.isNegated && effect === 'Deny') {
      const isSpared = this.isSpared(principals.names);
      return isSpared === undefined ? undefined : !isSpared;
    }
    const isOfUnknownSession = principals?.names.some(({ name }) => this.isOwnSession(name)) === true && this.caller.session === undefined;
    if (principals?.isNegated && isOfUnknownSession) return undefined;
    return this.reachOf(statement) !== undefined || (isOfUnknownSession ? undefined : false);
  }

  /** How far a statement reaches to the caller; undefined when it does not. A statement of an identity policy reaches its own. */
  private reachOf({ principals }: Statement): Reach | undefined {
    if (principals === undefined) return 'caller';
    const reaches = principals.names.flatMap((name) => reachOf(name, this.caller) ?? []);
    if (principals.isNegated) return reaches.length > 0 ? undefined : 'caller';
    return (['caller', 'role', 'account'] as const).find((reach) => reaches.includes(reach));
  }

  /**
   * Whether a Deny with NotPrincipal spares the caller: it has to name the account, the role and its session, and never spares one with a boundary.
   * Undefined when it names a session of the role, and it is not known whether it is the caller's.
   */
  private isSpared(names: readonly PrincipalName[]): boolean | undefined {
    const { arn, session, boundary } = this.caller;
    if (arn === undefined) return names.some((name) => reachOf(name, this.caller) !== undefined);
    if (boundary !== undefined) return false;
    const listed = names.map(({ name }) => name);
    if (listed.includes('*')) return true;
    const isNamed = listed.includes(arn) && (listed.includes(accountOf(arn)!) || listed.includes(rootOf(arn)));
    if (!isNamed || !isRole(arn)) return isNamed;
    if (session !== undefined) return listed.includes(sessionArn(arn, session));
    return listed.some((name) => this.isOwnSession(name)) ? undefined : false;
  }

  /** Whether a principal is a session of the caller's role. */
  private isOwnSession(name: string): boolean {
    const { arn } = this.caller;
    return arn !== undefined && isRole(arn) && name.startsWith(sessionArn(arn, ''));
  }

  /** Why it is not known whether a statement applies. */
  private doubt(statement: Statement): string {
    if (this.reaches(statement) === undefined) return 'the name of the session of the role is not known here';
    const patterns = statement.resources?.patterns ?? [];
    const [key] = [
      ...(this.takes(statement) === undefined ? patterns.flatMap((pattern) => pattern.unknownIn(this.keys)) : []),
      ...statement.conditions.flatMap((condition) => (condition.holds(this.keys) === undefined ? condition.unknownIn(this.keys) : [])),
    ];
    if (key !== undefined) return `${key} is not known here`;
    if (this.takes(statement) === undefined) return 'AWS does not say whether its resources are that of the request';
    const { operator, key: several } = statement.conditions.find((condition) => condition.holds(this.keys) === undefined)!;
    return `AWS does not say what ${operator} is of several values of ${several}`;
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
    if (!nearest) return resource?.unknown ?? 'no statement allows it';
    const failing = nearest.conditions.find((condition) => condition.holds(this.keys) === false);
    if (!failing && this.covers(nearest) && this.applies(nearest) === undefined) return `a statement may not allow it: ${this.doubt(nearest)}`;
    if (!failing || !this.covers(nearest) || this.takes(nearest) !== true) return resource?.unknown ?? 'no statement allows it';
    const given = this.keys.get(failing.key.toLowerCase()) ?? [];
    return `a condition does not hold: ${failing.operator} of ${failing.key}, which is ${given.length === 0 ? 'absent' : given.join(', ')}`;
  }

  private covers(statement: Statement): boolean {
    return coversAction(statement, this.request.action, this.caller.arn, this.keys);
  }

  /** The statement that would allow the request with the smallest change. */
  private nearest(statements: readonly Statement[]): Statement | undefined {
    const { action, resource } = this.request;
    let [best, score]: [Statement | undefined, number] = [undefined, 0];
    for (const statement of statements) {
      if (statement.effect !== 'Allow') continue;
      const coversIt = this.covers(statement);
      const takesIt = this.takes(statement) !== false;
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

/** Length of the longest beginning that a pattern and a text share. */
function common(patterns: readonly { readonly text: string }[], text: string): number {
  const shared = patterns.map((pattern) => [...text].findIndex((character, index) => pattern.text[index]?.toLowerCase() !== character.toLowerCase()));
  return Math.max(0, ...shared.map((length) => (length === -1 ? text.length : length)));
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
