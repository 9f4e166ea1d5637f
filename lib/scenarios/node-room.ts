import { ConfigError } from '../errors';
import { mostAllocatable, shapeOf } from '../kubernetes/nodes/capacity';
import { deployedBy } from '../kubernetes/nodes/deployed';
import { nodeRoomOf, roomFix, shortagesOf } from '../kubernetes/nodes/room';

/** @throws ConfigError when the pods of a scenario's cluster request more than its nodes have, as far as the shape of the nodes is known here */
export function requireNodeRoom(config: Readonly<Record<string, unknown>>, templates: readonly unknown[]): void {
  const room = nodeRoomOf(deployedBy(templates), shapeOf, mostAllocatable);
  const short = room === undefined ? [] : shortagesOf(room);
  if (room === undefined || short.length === 0) return;
  throw new ConfigError({
    problem: 'the pods do not fit on the nodes',
    got: `${room.nodes.join(', ')}: ${short.join('; ')} beside the DaemonSets`,
    allowed: room.enough === undefined ? 'nodes with more room: the DaemonSets alone fill these' : `${room.enough} or more such nodes`,
    fix: roomFix(room, config),
  });
}
