import type { Crawler, GlueClient } from '@aws-sdk/client-glue';
import { GetCrawlerCommand, GetCrawlerMetricsCommand, StartCrawlerCommand, StopCrawlerCommand } from '@aws-sdk/client-glue';
import type { Task } from '../contract/task';
import { WorkError } from '../errors';
import { cliFlags } from './cli-flags';
import { isNamed, reasonOf } from './errors';
import { leftRunning, type PollOptions, persistently, poll, type Work, waitUntil } from './poll';

/** Changes by a crawler. */
export interface CrawlSummary {
  readonly crawler: string;
  readonly seconds: number;
  readonly tablesCreated: number;
  readonly tablesUpdated: number;
}

/** Crawler verbs. */
export interface CrawlerVerbs {
  /** Starts crawlers; running ones continue. */
  startCrawlers(names: readonly string[]): Promise<void>;
  /** Waits until crawlers are ready again. Ctrl-C stops them. @throws WorkError when the last crawl of one failed, with Glue's reason; the others are stopped */
  waitForCrawlers(names: readonly string[], task: Task): Promise<readonly CrawlSummary[]>;
  /** Stops running crawlers without waiting. @returns their names */
  stopCrawlers(names: readonly string[]): Promise<readonly string[]>;
  /** Waits until none of these crawlers runs; a missing one does not run. */
  waitUntilStopped(names: readonly string[], task: Task): Promise<void>;
}

/** Polls that may find a started crawler still idle before it counts as stuck: two minutes at the default interval. */
const MOST_POLLS = 24;

export function crawlerVerbs(client: GlueClient, { pollMs }: PollOptions): CrawlerVerbs {
  /** The previous crawl: while it is the last one, the crawler has not begun the new one. */
  const before = new Map<string, string>();

  const crawler = async (name: string, signal?: AbortSignal): Promise<Crawler> => {
    const { Crawler: found } = await client.send(new GetCrawlerCommand({ Name: name }), { abortSignal: signal });
    return { ...found, Name: name };
  };
  const startOne = async (name: string): Promise<void> => {
    before.set(name, crawlId(await crawler(name)));
    await client.send(new StartCrawlerCommand({ Name: name })).catch((error) => {
      if (!isNamed(error, 'CrawlerRunningException')) throw error;
      before.delete(name);
    });
  };
  const stopOne = async (name: string): Promise<boolean> => {
    try {
      await client.send(new StopCrawlerCommand({ Name: name }));
      return true;
    } catch (error) {
      if (isNamed(error, 'CrawlerStoppingException')) return true;
      if (isNamed(error, 'CrawlerNotRunningException', 'EntityNotFoundException')) return false;
      throw error;
    }
  };
  const summaries = async (names: readonly string[], task: Task): Promise<CrawlSummary[]> => {
    const { CrawlerMetricsList: metrics = [] } = await persistently({ task, pollMs }, () =>
      client.send(new GetCrawlerMetricsCommand({ CrawlerNameList: [...names] }), { abortSignal: task.signal }),
    );
    return names.map((name) => {
      const found = metrics.find(({ CrawlerName }) => CrawlerName === name);
      return {
        crawler: name,
        seconds: Math.round(found?.LastRuntimeSeconds ?? 0),
        tablesCreated: found?.TablesCreated ?? 0,
        tablesUpdated: found?.TablesUpdated ?? 0,
      };
    });
  };

  return {
    async startCrawlers(names) {
      const started: string[] = [];
      for (const name of names) {
        try {
          await startOne(name);
        } catch (error) {
          const work = workOf(started);
          if (!work) throw error;
          throw leftRunning(work, `crawler ${name} could not be started: ${reasonOf(error)}`, await cliFlags(client), error);
        }
        started.push(name);
      }
    },
    async waitForCrawlers(names, task) {
      const pending = new Set(names);
      const failures: WorkError[] = [];
      let polls = 0;
      const stop = () => Promise.all([...pending].map(stopOne));
      await poll({ task, pollMs, stop, running: () => workOf([...pending]), flags: () => cliFlags(client) }, async () => {
        const states = await Promise.all([...pending].map((name) => crawler(name, task.signal)));
        for (const state of states) {
          const { Name: name = '', State } = state;
          const begun = State !== 'READY' || before.get(name) !== crawlId(state);
          if (begun) before.delete(name);
          if (begun && State === 'READY') {
            pending.delete(name);
            failures.push(...failureOf(state));
          }
          if (!begun && polls >= MOST_POLLS) {
            const fix = 'run the job again: it is safe to repeat';
            failures.push(new WorkError({ problem: `crawler ${name} did not start`, got: `state ${State}`, fix }));
          }
        }
        polls += 1;
        const [failure] = failures;
        if (failure) return { failure };
        if (pending.size === 0) return { result: true };
        task.progress(
          progressOf(
            names.length,
            states.filter(({ Name: name = '' }) => pending.has(name)),
          ),
        );
        return undefined;
      });
      return summaries(names, task);
    },
    async stopCrawlers(names) {
      const stopped: string[] = [];
      for (const name of names) {
        if (await stopOne(name)) stopped.push(name);
      }
      return stopped;
    },
    async waitUntilStopped(names, task) {
      const pending = new Set(names);
      await waitUntil({ task, pollMs }, async () => {
        for (const name of [...pending]) {
          const { State = 'READY' } = await crawler(name, task.signal).catch(absent);
          if (State === 'READY') pending.delete(name);
        }
        if (pending.size === 0) return true;
        task.progress(`waiting for crawlers to stop: ${[...pending].join(', ')}`);
        return undefined;
      });
    },
  };
}

function absent(error: unknown): Crawler {
  if (isNamed(error, 'EntityNotFoundException')) return {};
  throw error;
}

/** Identifies a crawl by start time and log stream, because Glue returns no id here. Empty before the first crawl. */
function crawlId({ LastCrawl: crawl }: Crawler): string {
  return crawl === undefined ? '' : [crawl.StartTime?.getTime(), crawl.LogStream, crawl.MessagePrefix].join('/');
}

/** Crawlers as work in the account; undefined for none. */
function workOf(names: readonly string[]): Work | undefined {
  if (names.length === 0) return undefined;
  return {
    name: `${names.length === 1 ? 'crawler' : 'crawlers'} ${names.join(', ')}`,
    watch: names.map((name) => `aws glue get-crawler --name ${name}`),
    stop: names.map((name) => `aws glue stop-crawler --name ${name}`),
  };
}

function failureOf({ Name: name, LastCrawl: crawl }: Crawler): WorkError[] {
  if (crawl?.Status !== 'FAILED' && crawl?.Status !== 'CANCELLED') return [];
  const failure = new WorkError({
    problem: `crawler ${name} ${crawl.Status === 'FAILED' ? 'failed' : 'was stopped'}`,
    got: crawl.ErrorMessage ?? 'no reason from Glue',
    fix: `read the log group ${crawl.LogGroup ?? '/aws-glue/crawlers'}, stream ${crawl.LogStream ?? name}, then run the job again`,
  });
  return [failure];
}

function progressOf(total: number, running: readonly Crawler[]): string {
  const states = running.map(
    ({ Name: name, State: state, CrawlElapsedTime: elapsed = 0 }) => `${name} ${state?.toLowerCase()} ${Math.round(elapsed / 1_000)} s`,
  );
  return `${total - running.length} of ${total} crawlers done; ${states.join(', ')}`;
}
