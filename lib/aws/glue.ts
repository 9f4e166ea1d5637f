import type { GlueClient } from '@aws-sdk/client-glue';
import type { Task } from '../contract/task';
import { catalogVerbs } from './glue-catalog';
import { crawlerVerbs } from './glue-crawlers';
import { jobVerbs } from './glue-jobs';
import type { PollOptions } from './poll';

/** A table of the Glue catalog. */
export interface CatalogTable {
  readonly name: string;
  /** Classification, the format for Glue ETL; empty without one. */
  readonly classification: string;
  readonly location: string;
  readonly partitionKeys: readonly string[];
}

/** A partition of a table of the Glue catalog. */
export interface CatalogPartition {
  /** One value for each partition key, in order. */
  readonly values: readonly string[];
  readonly location: string;
}

/** Changes by a crawler. */
export interface CrawlSummary {
  readonly crawler: string;
  readonly seconds: number;
  readonly tablesCreated: number;
  readonly tablesUpdated: number;
}

export interface FinishedJobRun {
  readonly runId: string;
  /** Billed execution time; start-up not included. */
  readonly seconds: number;
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

/** Spark job verbs. */
export interface JobVerbs {
  /** @returns id of the run */
  startJob(name: string, args: Readonly<Record<string, string>>): Promise<string>;
  /** Waits for a run. Ctrl-C stops it. @throws JobError when it failed, with Glue's reason */
  waitForJob(name: string, runId: string, task: Task): Promise<FinishedJobRun>;
  /** Stops the active runs of a job. @returns their ids; empty when there is no such job */
  stopRuns(name: string): Promise<readonly string[]>;
}

/** Data Catalog verbs. */
export interface CatalogVerbs {
  tables(database: string): Promise<readonly CatalogTable[]>;
  partitions(database: string, table: string): Promise<readonly CatalogPartition[]>;
  /** Sets the classification of tables that have none. @returns the changed tables */
  classify(database: string, tables: readonly string[], classification: string): Promise<readonly string[]>;
  /** Deletes tables; missing ones count as deleted. @throws JobError with the tables that Glue refused to delete and its reason */
  deleteTables(database: string, names: readonly string[]): Promise<void>;
}

/** Glue verbs. */
export interface GlueVerbs extends CrawlerVerbs, JobVerbs, CatalogVerbs {
  /** Stops running jobs and crawlers without waiting. @returns a line for each */
  stopAll(work: { readonly jobs: readonly string[]; readonly crawlers: readonly string[] }): Promise<readonly string[]>;
}

export function glueVerbs(client: GlueClient, options: PollOptions = { pollMs: 5_000 }): GlueVerbs {
  const crawlers = crawlerVerbs(client, options);
  const jobs = jobVerbs(client, options);
  return {
    ...crawlers,
    ...jobs,
    ...catalogVerbs(client),
    async stopAll(work) {
      const lines: string[] = [];
      for (const name of work.jobs) {
        for (const run of await jobs.stopRuns(name)) lines.push(`run ${run} of job ${name}`);
      }
      for (const name of await crawlers.stopCrawlers(work.crawlers)) lines.push(`crawler ${name}`);
      return lines;
    },
  };
}
