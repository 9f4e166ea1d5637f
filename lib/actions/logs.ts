import type { LogLine } from '../contract/log-line';
import type { Task } from '../contract/task';
import { ConfigError } from '../errors';
import { type LoadedScenario, loadScenario, type ScenarioOptions } from '../scenarios/load';
import type { ClusterLogSource, LogSource } from '../scenarios/scenario';
import { type Part, type Place, placeOf, type Site, withParts } from './deployed';
import { pickPart } from './pick';

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
  /**
   * Context of the kubeconfig whose cluster is meant.
   *
   * @default - the logs of the account, or of its cluster, are read
   */
  readonly cluster?: string;
}

type Source = Part<LogSource<LoadedScenario['config'], string>, ClusterLogSource<LoadedScenario['config']>>;

/** Log sources that exist, and a time that was understood; nothing has been asked of AWS, or of a cluster, yet. */
export interface PreparedLogs {
  readonly loaded: LoadedScenario;
  readonly sources: readonly Source[];
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
  const { id, logs, cluster } = loaded.scenario;
  const inCluster = options.cluster !== undefined;
  const names = options.source === undefined ? Object.keys(inCluster ? (cluster?.logs ?? {}) : logs) : [options.source];
  const sources = names.map((name) => pickPart(logs, cluster?.logs, { name, what: 'log source', scenario: id, inCluster }));
  return { loaded, sources, since: timeBefore(now, options.since ?? '1h') };
}

/** Reads the logs of a deployed scenario, merged by time. */
export async function readLogs({ loaded, sources, since }: PreparedLogs, site: Site, task: Task): Promise<LogsResult> {
  const read = await withParts(loaded, sources, site, task, {
    inAccount: (part, deployed) => part.read({ ...deployed, since }),
    inCluster: (part, clustered) => part.read({ ...clustered, since }),
  });
  const lines = read.flat().sort((one, other) => one.time.getTime() - other.time.getTime());
  return { ...placeOf(loaded, site), since, lines };
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
