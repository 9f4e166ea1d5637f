import type { Crawler, GlueClient } from '@aws-sdk/client-glue';
import { GetCrawlerCommand, GetCrawlerMetricsCommand, StartCrawlerCommand, StopCrawlerCommand } from '@aws-sdk/client-glue';
import type { Task } from '../contract/task';
import { JobError } from '../errors';
import { isNamed } from './errors';
import { type PollOptions, poll } from './poll';

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
  /** Waits until crawlers are ready again. Ctrl-C stops them. @throws JobError when the last crawl of one failed, with Glue's reason */
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
  const summaries = async (names: readonly string[]): Promise<CrawlSummary[]> => {
    const { CrawlerMetricsList: metrics = [] } = await client.send(new GetCrawlerMetricsCommand({ CrawlerNameList: [...names] }));
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
      for (const name of names) {
        before.set(name, crawlId(await crawler(name)));
        await client.send(new StartCrawlerCommand({ Name: name })).catch((error) => {
          if (!isNamed(error, 'CrawlerRunningException')) throw error;
          before.delete(name);
        });
      }
    },
    async waitForCrawlers(names, task) {
      const pending = new Set(names);
      let polls = 0;
      await poll({ task, pollMs, stop: () => Promise.all([...pending].map(stopOne)) }, async () => {
        const states = await Promise.all([...pending].map((name) => crawler(name, task.signal)));
        for (const state of states) {
          const { Name: name = '', State } = state;
          const begun = State !== 'READY' || before.get(name) !== crawlId(state);
          if (begun) before.delete(name);
          if (begun && State === 'READY') {
            pending.delete(name);
            refuseFailure(state);
          }
          if (!begun && polls >= MOST_POLLS) {
            throw new JobError({ problem: `crawler ${name} did not start`, got: `state ${State}`, fix: 'run the job again: it is safe to repeat' });
          }
        }
        polls += 1;
        if (pending.size === 0) return true;
        task.progress(
          progressOf(
            names.length,
            states.filter(({ Name: name = '' }) => pending.has(name)),
          ),
        );
        return undefined;
      });
      return summaries(names);
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
      await poll({ task, pollMs, stop: async () => {} }, async () => {
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

function refuseFailure({ Name: name, LastCrawl: crawl }: Crawler): void {
  if (crawl?.Status !== 'FAILED' && crawl?.Status !== 'CANCELLED') return;
  throw new JobError({
    problem: `crawler ${name} ${crawl.Status === 'FAILED' ? 'failed' : 'was stopped'}`,
    got: crawl.ErrorMessage ?? 'no reason from Glue',
    fix: `read the log group ${crawl.LogGroup ?? '/aws-glue/crawlers'}, stream ${crawl.LogStream ?? name}, then run the job again`,
  });
}

function progressOf(total: number, running: readonly Crawler[]): string {
  const states = running.map(
    ({ Name: name, State: state, CrawlElapsedTime: elapsed = 0 }) => `${name} ${state?.toLowerCase()} ${Math.round(elapsed / 1_000)} s`,
  );
  return `${total - running.length} of ${total} crawlers done; ${states.join(', ')}`;
}
