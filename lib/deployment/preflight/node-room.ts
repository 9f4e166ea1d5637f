import type { NodeShape } from '../../kubernetes/nodes/capacity';
import { deployedBy } from '../../kubernetes/nodes/deployed';
import { nodeRoomOf, roomFix, roomText, shortagesOf } from '../../kubernetes/nodes/room';
import { couldNotLook, look, type PreflightCheck } from './check';
import type { Looks } from './looks';

export interface NodeNeeds {
  readonly templates: readonly unknown[];
  /** Configuration of the scenario. */
  readonly config: Readonly<Record<string, unknown>>;
}

const SUBJECT = 'nodes';

/** Compares what the pods of a cluster request with what EC2 tells of its nodes: also for types whose shape synthesis does not know. */
export async function checkNodeRoom({ templates, config }: NodeNeeds, looks: Pick<Looks, 'nodeShape'>): Promise<readonly PreflightCheck[]> {
  const deployed = deployedBy(templates);
  const untold = deployed.untold.map(
    (description): PreflightCheck => ({ subject: SUBJECT, state: 'note', description, fix: 'compare them with the room of the nodes yourself' }),
  );
  const types = [...new Set(deployed.groups.flatMap((group) => group.types))];
  const read = await Promise.all(types.map(async (type) => ({ type, seen: await look(() => looks.nodeShape(type)) })));
  const unread = read.flatMap(({ type, seen }) => ('refused' in seen ? [couldNotLook(SUBJECT, `what a ${type} has`, seen.refused)] : []));
  const shapes = new Map<string, NodeShape>(read.flatMap(({ type, seen }) => ('value' in seen ? [[type, seen.value] as const] : [])));
  const room = nodeRoomOf(deployed, (type) => shapes.get(type));
  if (room === undefined) return [...untold, ...unread];
  const short = shortagesOf(room);
  if (short.length === 0) return [...untold, { subject: SUBJECT, state: 'ok', description: `the pods fit beside the DaemonSets: ${roomText(room)}` }];
  return [
    ...untold,
    {
      subject: SUBJECT,
      state: 'refused',
      description: `the pods do not fit on ${room.nodes.join(', ')} beside the DaemonSets: ${short.join('; ')}`,
      fix: roomFix(room, config),
    },
  ];
}
