import type { Aws } from '../aws/aws';
import { ConfigError } from '../errors';
import { type LoadedScenario, loadScenario, type ScenarioOptions } from '../scenarios/load';
import type { LogLine, LogSource } from '../scenarios/scenario';
import type { Task } from '../task';
import { findDeployed, type Place, placeOf } from './deployed';
import { pick } from './pick';

/** Which logs to read. */
export interface LogsOptions extends ScenarioOptions {
  /** @default - every source of the scenario */
  readonly source?: string;
  /**
   * How far back: a number with s, m, h or d, or an ISO time.
   *
   * @default '1h'
   */
  readonly since?: string;
}

/** Log sources that exist, and a time that was understood; nothing has been asked of AWS yet. */
export interface PreparedLogs {
  readonly loaded: LoadedScenario;
  readonly sources: readonly LogSource<LoadedScenario['config'], string>[];
  readonly since: Date;
}

export interface LogsResult extends Place {
  readonly since: Date;
  /** Of all sources, oldest first. */
  readonly lines: readonly LogLine[];
}

/** Checks what can be wrong before the account is reached. @throws ConfigError for an unknown source or a time that is none */
export async function prepareLogs(options: LogsOptions, now: Date): Promise<PreparedLogs> {
  const loaded = await loadScenario(options);
  const { id, logs } = loaded.scenario;
  const sources = options.source === undefined ? Object.values(logs) : [pick(logs, options.source, 'log source', id)];
  return { loaded, sources, since: timeBefore(now, options.since ?? '1h') };
}

/** Reads the logs of a deployed scenario, merged by time. */
export async function readLogs({ loaded, sources, since }: PreparedLogs, aws: Aws, task: Task): Promise<LogsResult> {
  const deployed = await findDeployed(loaded, aws, task);
  const read = await Promise.all(sources.map((source) => source.read({ ...deployed, since })));
  const lines = read.flat().sort((one, other) => one.time.getTime() - other.time.getTime());
  return { ...placeOf(loaded, aws), since, lines };
}

const MILLISECONDS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function timeBefore(now: Date, since: string): Date {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(since) ?? [];
  if (count !== undefined) return new Date(now.getTime() - Number(count) * (MILLISECONDS[unit] ?? 0));
  if (/^\d{4}-\d{2}-\d{2}/.test(since) && !Number.isNaN(Date.parse(since))) return new Date(since);
  throw new ConfigError({
    problem: 'since is not a time',
    got: `'${since}'`,
    allowed: 'a number with s, m, h or d (such as 90m), or an ISO time (such as 2026-11-21T08:00:00Z)',
    fix: 'correct --since',
  });
}
