import type { LogLine } from '../scenarios/scenario';

/** What a command can ask CloudWatch Logs. */
export interface LogsVerbs {
  /** Lines of a group, oldest first; none when the group does not exist. */
  read(options: { readonly group: string; readonly streamPrefix?: string; readonly since: Date }): Promise<readonly LogLine[]>;
  /** Names of the groups with this prefix. */
  groups(prefix: string): Promise<readonly string[]>;
  deleteGroup(name: string): Promise<void>;
  /** @returns how many streams were deleted */
  deleteStreams(group: string, prefix: string): Promise<number>;
}
