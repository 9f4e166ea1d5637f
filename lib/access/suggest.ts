import type { AccessRequest, StatementSource } from '../contract/access';
import { withKnown } from '../services/not-known';
import type { Condition } from './conditions';
import { accountOf, decide } from './evaluate';
import { assign, type SentRequest } from './judge';
import type { Keys } from './pattern';
import { policyOf, type Statement } from './policies';
import { authorizerOf, type Role, type World } from './world';

/** A policy statement as JSON has it. */
export interface WrittenStatement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  /** @default - none */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** The least that a role needs, and how it differs from what it has. */
export interface Suggestion {
  readonly role: string;
  /** Stack and logical id. */
  readonly id: string;
  readonly policy: { readonly Version: '2012-10-17'; readonly Statement: readonly WrittenStatement[] };
  /** What the role lacks, a line each: action, resource, conditions. */
  readonly added: readonly string[];
  /** What is refused whatever is added to the role, a line each: the request, and what refuses it. */
  readonly refused: readonly string[];
  /** What the role has and no request needed. */
  readonly removed: readonly string[];
}

/** So many keys of a bucket are named one by one; more become their common folder. */
const MOST_KEYS = 3;

interface Grant {
  readonly action: string;
  readonly resource: string;
  readonly condition?: WrittenStatement['Condition'];
}

/**
 * The minimal policy of each role that sent requests.
 *
 * A resource is written as the template names it where that is narrower than `*`, since names of objects and executions change with each run.
 */
export function suggest(world: World, sent: readonly SentRequest[]): readonly Suggestion[] {
  return [...assign(world, sent).byRole].flatMap(([arn, requests]) => {
    const role = world.roles.get(arn);
    return role
      ? [
          suggestionFor(
            world,
            role,
            requests.map(({ request }) => request),
          ),
        ]
      : [];
  });
}

function suggestionFor(world: World, role: Role, requests: readonly AccessRequest[]): Suggestion {
  const authorize = authorizerOf(world, role.arn);
  const own = role.policies.flatMap(({ statements }) => statements);
  const grants = requests.flatMap((request) => {
    const decision = authorize(request);
    const by = decision.isAllowed ? decision.by : ownAllowing(role, request);
    const allowing = own.filter((statement) =>
      by.some(({ policy, index }) => policy === statement.source.policy && index === statement.source.index),
    );
    // The policy of the resource alone allows it: the role needs nothing.
    if (decision.isAllowed && allowing.length === 0) return [];
    return [grantFor(request, allowing)];
  });
  const needed = withFolders(grants);
  const [before, after] = [new Set(own.flatMap(grantsOf).map(lineOf)), new Set(needed.map(lineOf))];
  return {
    ...{ role: role.arn, id: role.id, policy: { Version: '2012-10-17', Statement: statementsOf(needed) } },
    added: [...after].filter((line) => !before.has(line)).sort(),
    refused: [...new Set(requests.flatMap((request) => refusedAnyway(world, role, request) ?? []))].sort(),
    removed: [...before].filter((line) => !after.has(line)).sort(),
  };
}

/** Statements of the role itself that allow a request, whatever else refuses it. */
function ownAllowing({ arn, policies }: Role, request: AccessRequest): readonly StatementSource[] {
  const allowing = policies.map(({ statements }) => ({ statements: statements.filter(({ effect }) => effect === 'Allow'), errors: [] }));
  const decision = decide({ arn, policies: allowing }, request, { statements: [], errors: [], account: accountOf(arn) ?? '' });
  return decision.isAllowed ? decision.by : [];
}

/** Why a request is refused even when the role has a statement that allows it; undefined when that would help. */
function refusedAnyway(world: World, role: Role, request: AccessRequest): string | undefined {
  const granted = policyOf(role.id, 'identity', { Effect: 'Allow', Action: request.action, Resource: '*' });
  const roles = new Map(world.roles).set(role.arn, { ...role, policies: [...role.policies, granted] });
  const decision = authorizerOf({ ...world, roles }, role.arn)(request);
  if (decision.isAllowed) return undefined;
  const denying = decision.nearest && denials(world, role).find(({ source }) => keyOf(source) === keyOf(decision.nearest!));
  const by = denying ? `: ${denying.source.policy} statement ${denying.source.index}` : '';
  return `${request.action} on ${request.resource} stays refused, so that adding it does not help: ${decision.reason}${by}`;
}

function denials({ resources, roles }: World, { policies, boundary }: Role): readonly Statement[] {
  const trusts = [...roles.values()].map(({ trust }) => trust);
  const all = [...policies, ...(boundary ? [boundary] : []), ...resources.values(), ...trusts];
  return all.flatMap(({ statements }) => statements).filter(({ effect }) => effect === 'Deny');
}

function keyOf({ policy, index }: StatementSource): string {
  return `${policy} ${index}`;
}

/** What a request needs: the narrowest resource of the statements that allow it; its own where they name every one, or none allows it. */
function grantFor({ action, resource, context = {} }: AccessRequest, allowing: readonly Statement[]): Grant {
  const keys: Keys = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), typeof value === 'string' ? [value] : value]));
  const candidates = allowing.flatMap(({ resources, conditions }) => {
    const patterns =
      resources?.isNegated === false ? resources.patterns.filter((pattern) => pattern.text !== '*' && pattern.matches(resource, keys)) : [];
    return (patterns.length > 0 ? patterns.map(({ text }) => text) : [resource]).map((text) => ({ text, conditions }));
  });
  const [narrowest] = candidates.sort((one, other) => other.text.length - one.text.length);
  // A part that is not known may be anything.
  return { action, resource: withKnown(narrowest?.text ?? resource, '*'), condition: written(narrowest?.conditions ?? []) };
}

function grantsOf({ effect, actions, resources, conditions, source }: Statement): readonly Grant[] {
  if (effect !== 'Allow' || source.policy.startsWith('arn:')) return [];
  const condition = written(conditions);
  const not = (isNegated: boolean) => (isNegated ? 'not ' : '');
  return actions.patterns.flatMap((action) =>
    (resources?.patterns ?? []).map((resource) => ({
      action: `${not(actions.isNegated)}${action.text}`,
      resource: `${not(resources?.isNegated ?? false)}${resource.text}`,
      condition,
    })),
  );
}

/** Many keys of one bucket become the folder that they share. */
function withFolders(grants: readonly Grant[]): readonly Grant[] {
  const keys = new Map<string, Set<string>>();
  const groupOf = ({ action, resource, condition }: Grant) => JSON.stringify([action, resource.split('/')[0], condition]);
  const isKey = ({ resource }: Grant) => /^arn:[^:]+:s3:::[^/*?]+\/[^*?$]+$/.test(resource);
  for (const grant of grants.filter(isKey)) keys.set(groupOf(grant), (keys.get(groupOf(grant)) ?? new Set()).add(grant.resource));
  return grants.map((grant) => {
    const same = isKey(grant) ? keys.get(groupOf(grant)) : undefined;
    return same === undefined || same.size <= MOST_KEYS ? grant : { ...grant, resource: `${folderOf([...same])}/*` };
  });
}

function folderOf(resources: readonly string[]): string {
  const [first = [], ...others] = resources.map((resource) => resource.split('/').slice(0, -1));
  const length = first.findIndex((part, index) => others.some((other) => other[index] !== part));
  return (length === -1 ? first : first.slice(0, length)).join('/');
}

/** Statements of grants: actions that share resources and conditions stand together. */
function statementsOf(grants: readonly Grant[]): readonly WrittenStatement[] {
  const actions = new Map<string, Set<string>>();
  for (const { action, resource, condition } of grants) {
    const key = JSON.stringify([resource, condition]);
    actions.set(key, (actions.get(key) ?? new Set()).add(action));
  }
  const resources = new Map<string, Set<string>>();
  for (const [key, set] of actions) {
    const [resource, condition] = JSON.parse(key) as [string, WrittenStatement['Condition'] | null];
    const group = JSON.stringify([[...set].sort(), condition ?? undefined]);
    resources.set(group, (resources.get(group) ?? new Set()).add(resource));
  }
  return [...resources].sort().map(([group, set]) => {
    const [Action, Condition] = JSON.parse(group) as [string[], WrittenStatement['Condition'] | null];
    return { Effect: 'Allow', Action, Resource: [...set].sort(), ...(Condition && { Condition }) };
  });
}

function written(conditions: readonly Condition[]): WrittenStatement['Condition'] {
  if (conditions.length === 0) return undefined;
  const block: Record<string, Record<string, readonly string[]>> = {};
  for (const { operator, key, values } of conditions) block[operator] = { ...block[operator], [key]: values };
  return block;
}

function lineOf({ action, resource, condition }: Grant): string {
  return `${action} on ${resource}${condition === undefined ? '' : ` if ${JSON.stringify(condition)}`}`;
}
