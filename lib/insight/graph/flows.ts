import { services } from '../../services';
import { EDGES, type EdgeKind } from './architecture';
import { permissionsOf } from './permissions';
import type { Resource, Resources } from './template';

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
