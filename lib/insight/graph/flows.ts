import { services } from '../../services';
import { EDGES, type EdgeKind } from './architecture';
import { literalText, type Resource, type Resources } from './template';

/** A relation between two shown resources, by their keys. */
export interface Flow {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  /** Whether the receiving end fetches the data. */
  readonly fetched?: boolean;
}

/**
 * How shown resources relate.
 *
 * Permissions come first, because they alone say in which direction data moves. Any other reference says that something is used.
 */
export function flowsOf(resources: Resources, shown: readonly Resource[], { order }: { readonly order: boolean }): readonly Flow[] {
  const keys = new Map(shown.map((resource) => [resource.key, resource]));
  const known = (flow: Flow) => keys.has(flow.from) && keys.has(flow.to) && flow.from !== flow.to;
  const permitted = permissionsOf(resources, shown).map(({ actor, target, verb }): Flow => {
    if (verb === 'reads') return { from: target, to: actor, kind: 'data', fetched: true };
    return { from: actor, to: target, kind: verb === 'writes' ? 'data' : verb === 'calls' ? 'call' : 'uses' };
  });
  const conducting = permitted.filter(({ from, to, kind }) => kind !== 'data' || (conducts(keys.get(from)) && conducts(keys.get(to))));
  const created = order ? shown.flatMap(({ key, dependsOn }) => dependsOn.map((to): Flow => ({ from: key, to, kind: 'uses' }))) : [];
  return [...conducting, ...carriedIn(resources), ...referencesIn(resources, shown), ...created].filter(known);
}

/** A state machine tells others to move data, and needs their permissions for it; no data passes through it. */
function conducts(resource: Resource | undefined): boolean {
  return resource?.type !== 'AWS::StepFunctions::StateMachine';
}

/** Relations that are resources themselves, and no boxes. */
function carriedIn(resources: Resources): readonly Flow[] {
  return resources.all.flatMap((resource) => {
    const carrier = services.typeOf(resource.type)?.drawing?.connects;
    if (!carrier) return [];
    const ends = (property: string) => [...resources.referencesIn(resource.properties[property], resource)];
    return ends(carrier.from).flatMap((from) => ends(carrier.to).map((to) => ({ from, to, kind: carrier.relation })));
  });
}

function referencesIn(resources: Resources, shown: readonly Resource[]): readonly Flow[] {
  return shown.flatMap((resource) => {
    const { inputs: inputsOf, relation = 'uses' } = services.typeOf(resource.type)?.drawing ?? {};
    const inputs = resources.referencesIn(inputsOf?.(resource.properties), resource);
    return [...resources.referencesIn(resource.properties, resource)].map(
      (other): Flow =>
        inputs.has(other) ? { from: other, to: resource.key, kind: 'data', fetched: true } : { from: resource.key, to: other, kind: relation },
    );
  });
}

/** The stronger of two kinds: data over a call, a call over a mere reference. */
export function stronger(one: EdgeKind, other: EdgeKind): EdgeKind {
  const ranks = Object.keys(EDGES);
  return ranks.indexOf(one) <= ranks.indexOf(other) ? one : other;
}

/** What a resource may do with another, as the policies of its roles say. */
export interface Permission {
  readonly actor: string;
  readonly target: string;
  readonly verb: Verb;
}

/** Reading and writing move data; calling starts or queries; looking up reads what describes the data. */
export type Verb = 'reads' | 'writes' | 'calls' | 'looks up';

interface Statement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly Resource?: unknown;
}

const VERBS: readonly (readonly [Verb, RegExp])[] = [
  ['looks up', /^glue:(Get|BatchGet)/],
  ['calls', /^[a-z0-9-]+:(Invoke|Start|Run|Execute|BatchExecute|AddJobFlow)/],
  ['writes', /^[a-z0-9-]+:(Put|Create|Update|Delete|BatchCreate|BatchUpdate|BatchDelete|BatchPut|BatchWrite|Send|Publish|Write|Upload)/],
  ['reads', /^[a-z0-9-]+:(Get|BatchGet|Query|Scan|Receive|Consume|Subscribe|Select|Read|Download)/],
];

/** Actions that ask how a thing is, and take nothing from it. */
const INCIDENTAL =
  /^(s3:GetBucket|athena:Get|states:|glue:Get(Crawler|JobRun|Database)|[a-z0-9-]+:Get[A-Za-z]*(Location|Status|Policy|Execution|Run)s?$)/;

/** Every permission that the roles of shown resources carry. */
function permissionsOf(resources: Resources, shown: readonly Resource[]): readonly Permission[] {
  const roles = new Map(resources.all.filter(({ type }) => type === 'AWS::IAM::Role').map((role) => [role.key, role]));
  const statements = statementsByRole(resources);

  return shown.flatMap((actor) => {
    const own = roles.has(actor.key) ? [actor.key] : [...resources.referencesIn(actor.properties, actor)].filter((key) => roles.has(key));
    return own.flatMap((role) =>
      (statements.get(role) ?? []).flatMap(({ statement, holder }) =>
        [statement.Action ?? []].flat().flatMap((action) => {
          const verb = verbOf(action);
          if (!verb || statement.Effect === 'Deny') return [];
          return [...targetsOf(statement.Resource, action, holder, resources, shown)].map((target) => ({ actor: actor.key, target, verb }));
        }),
      ),
    );
  });
}

function statementsByRole(resources: Resources): ReadonlyMap<string, readonly { statement: Statement; holder: Resource }[]> {
  const found = new Map<string, { statement: Statement; holder: Resource }[]>();
  const add = (role: string, holder: Resource, document: unknown) => {
    const { Statement: statements = [] } = (document ?? {}) as { Statement?: Statement | Statement[] };
    found.set(role, [...(found.get(role) ?? []), ...[statements].flat().map((statement) => ({ statement, holder }))]);
  };
  for (const holder of resources.all) {
    const { type, key, properties } = holder;
    if (type === 'AWS::IAM::Role') {
      for (const { PolicyDocument } of (properties['Policies'] ?? []) as { PolicyDocument: unknown }[]) add(key, holder, PolicyDocument);
    }
    if (type === 'AWS::IAM::Policy' || type === 'AWS::IAM::ManagedPolicy') {
      for (const role of resources.referencesIn(properties['Roles'], holder)) add(role, holder, properties['PolicyDocument']);
    }
  }
  return found;
}

function verbOf(action: string): Verb | undefined {
  const [verb] = VERBS.find(([, pattern]) => pattern.test(action)) ?? [];
  return verb !== 'calls' && INCIDENTAL.test(action) ? undefined : verb;
}

/** Resources that an ARN refers to, or names in its text: `…:table/lake/readings` is the table `readings`. */
function targetsOf(value: unknown, action: string, holder: Resource, resources: Resources, shown: readonly Resource[]): ReadonlySet<string> {
  const arns = [value].flat();
  const service = action.split(':')[0] ?? '';
  return new Set(
    arns.flatMap((arn) => {
      const words = literalText(arn).split(/[:/]/);
      const named = shown.filter(({ type, name }) => words.includes(name) && type.split('::')[1]?.toLowerCase() === service);
      return [...resources.referencesIn(arn, holder), ...named.map(({ key }) => key)];
    }),
  );
}
