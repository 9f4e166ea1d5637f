import type { Task } from '../contract/task';
import type { LogLine } from '../contract/values';
import { ConfigError } from '../errors';
import { type LoadedScenario, loadScenario, type ScenarioOptions } from '../scenarios/load';
import type { Place } from '../scenarios/places';
import type { LogSource } from '../scenarios/scenario';
import { alternatives, pickPart } from './pick';
import { type DeploymentId, deploymentId, placesToReach, type Reached, withPlaces } from './places';

/** Log source and time range. */
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
   * Kubeconfig context of the cluster.
   *
   * @default - the account, or its EKS cluster
   */
  readonly cluster?: string;
}

/** Checked log sources and start time; neither AWS nor a cluster has been called. */
export interface PreparedLogs {
  readonly loaded: LoadedScenario;
  readonly sources: readonly LogSource[];
  /** Places to connect to. */
  readonly reaches: readonly Place[];
  readonly since: Date;
}

export interface LogsResult extends DeploymentId {
  readonly since: Date;
  /** Of all sources, oldest first. */
  readonly lines: readonly LogLine[];
}

/** Checks the options before signing in. @throws ConfigError for an unknown source or an invalid time */
export async function prepareLogs(options: LogsOptions, now: Date): Promise<PreparedLogs> {
  const loaded = await loadScenario(options);
  const { id, logs } = loaded.scenario;
  const names = options.source === undefined ? defaultSources(logs, options.cluster) : [options.source];
  const sources = names.map((name) => pickPart(logs, { name, what: 'log source', scenario: id, cluster: options.cluster }));
  const reaches = [...new Set(sources.flatMap(({ needs }) => placesToReach(needs, options.cluster)))];
  return { loaded, sources, reaches, since: timeBefore(now, options.since ?? '1h') };
}

/** Reads the logs of a deployed scenario, merged by time. */
export async function readLogs({ loaded, sources, since }: PreparedLogs, reached: Reached, task: Task): Promise<LogsResult> {
  const needs = [...new Set(sources.flatMap((source) => source.needs))];
  const read = await withPlaces(loaded, needs, reached, task, (context) =>
    Promise.all(sources.map((source) => source.read({ ...context, since } as never))),
  );
  const lines = read.flat().sort((one, other) => one.time.getTime() - other.time.getTime());
  return { ...deploymentId(loaded, reached), since, lines };
}

/** With a cluster, its sources. Without one, sources that need no cluster, where pods' logs arrive too; all of them if every source needs one. */
function defaultSources(logs: LoadedScenario['scenario']['logs'], cluster: string | undefined): readonly string[] {
  const names = (needed: boolean) =>
    Object.keys(logs).filter((name) => alternatives(logs[name]!).some(({ needs }) => needs.includes('cluster') === needed));
  if (cluster !== undefined) return names(true);
  const withoutCluster = names(false);
  return withoutCluster.length > 0 ? withoutCluster : names(true);
}

const MILLISECONDS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function timeBefore(now: Date, since: string): Date {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(since) ?? [];
  if (count !== undefined) return new Date(now.getTime() - Number(count) * (MILLISECONDS[unit] ?? 0));
  if (/^\d{4}-\d{2}-\d{2}/.test(since) && !Number.isNaN(Date.parse(since))) return new Date(since);
  throw new ConfigError({
    problem: 'invalid --since',
    got: `'${since}'`,
    allowed: 'a number with s, m, h or d (such as 90m), or an ISO time (such as 2026-11-21T08:00:00Z)',
    fix: 'correct --since',
  });
}
