import type { Aws } from '../../aws/aws';
import type { DeployedResource, Location } from '../../contract/resources';
import { services } from '../../services';
import { concurrently } from '../concurrently';
import { couldNotLook, look, type PreflightCheck } from './check';

const SUBJECT = 'names';

/** Types whose names are too many to be looked up one by one; their path belongs to the scenario and stage. */
const SKIPPED = ['AWS::SSM::Parameter'];

/** Looks whether something has a name already that new stacks fix. CloudFormation would fail half-way. */
export async function checkNames(resources: readonly DeployedResource[], verbs: Aws, location: Location): Promise<readonly PreflightCheck[]> {
  const asked = resources.filter(({ type }) => !SKIPPED.includes(type) && (services.typeOf(type)?.lookup.kind ?? 'parent') !== 'parent');
  if (asked.length === 0) return [];
  const looks = await concurrently(asked, async (resource) => ({ resource, seen: await look(() => services.look(resource, { verbs, location })) }));
  const named = ({ type, physicalId }: DeployedResource) => `${type} ${physicalId}`;
  const taken = looks.flatMap(({ resource, seen }) => ('value' in seen && seen.value.state === 'present' ? [named(resource)] : []));
  const reasons = new Map<string, string[]>();
  for (const { resource, seen } of looks) {
    const reason = 'refused' in seen ? seen.refused : 'reason' in seen.value ? seen.value.reason : undefined;
    if (reason !== undefined) reasons.set(reason, [...(reasons.get(reason) ?? []), named(resource)]);
  }
  const unseen = [...reasons].map(([reason, names]) => couldNotLook(SUBJECT, shortened(names), reason));
  const refused: readonly PreflightCheck[] =
    taken.length === 0
      ? []
      : [
          {
            subject: SUBJECT,
            state: 'refused',
            description: `taken already: ${taken.join(', ')}`,
            fix: 'choose another --stage or other names, or delete what has them; what an earlier deployment left, stagecraft destroy removes',
          },
        ];
  const free = asked.length - taken.length - [...reasons.values()].flat().length;
  const ok: readonly PreflightCheck[] =
    taken.length === 0 && free > 0 ? [{ subject: SUBJECT, state: 'ok', description: `${free} fixed names are free` }] : [];
  return [...refused, ...unseen, ...ok];
}

/** Names that a note lists before it counts the rest. */
const SHOWN = 3;

function shortened(names: readonly string[]): string {
  return names.length <= SHOWN ? names.join(', ') : `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more`;
}
