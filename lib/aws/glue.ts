import type { GlueClient } from '@aws-sdk/client-glue';
import type { Task } from '../contract/task';
import { catalogVerbs } from './glue-catalog';
import { crawlerVerbs } from './glue-crawlers';
import { jobVerbs } from './glue-jobs';
import type { PollOptions } from './poll';

/** A table of the Glue catalog. */
export interface CatalogTable {
  readonly name: string;
  /** Format that Glue ETL reads it as; empty when nobody said. */
  readonly classification: string;
  readonly location: string;
  readonly partitionKeys: readonly string[];
}

/** A partition of a table of the Glue catalog. */
export interface CatalogPartition {
  /** One value for each partition key, in their order. */
  readonly values: readonly string[];
  readonly location: string;
}

/** What a crawler changed. */
export interface CrawlSummary {
  readonly crawler: string;
  readonly seconds: number;
  readonly tablesCreated: number;
  readonly tablesUpdated: number;
}

export interface FinishedJobRun {
  readonly runId: string;
  /** Time in which the job did work, as Glue bills it; start-up not included. */
  readonly seconds: number;
}

/** Verbs of the crawlers. */
export interface CrawlerVerbs {
  /** Starts crawlers; one that is running already is left to run. */
  startCrawlers(names: readonly string[]): Promise<void>;
  /** Waits until crawlers are ready again. Ctrl-C stops them. @throws JobError when the last crawl of one failed, with Glue's reason */
  waitForCrawlers(names: readonly string[], task: Task): Promise<readonly CrawlSummary[]>;
  /** Tells crawlers that are under way to stop. @returns their names */
  stopCrawlers(names: readonly string[]): Promise<readonly string[]>;
  /** Waits until none of these crawlers is under way; one that does not exist is not. */
  waitUntilStopped(names: readonly string[], task: Task): Promise<void>;
}

/** Verbs of the Spark jobs. */
export interface JobVerbs {
  /** @returns id of the run */
  startJob(name: string, args: Readonly<Record<string, string>>): Promise<string>;
  /** Waits for a run. Ctrl-C stops it. @throws JobError when it failed, with Glue's reason */
  waitForJob(name: string, runId: string, task: Task): Promise<FinishedJobRun>;
  /** Stops the runs of a job that are under way. @returns their ids; none when there is no such job */
  stopRuns(name: string): Promise<readonly string[]>;
}

/** Verbs of the catalog. */
export interface CatalogVerbs {
  tables(database: string): Promise<readonly CatalogTable[]>;
  partitions(database: string, table: string): Promise<readonly CatalogPartition[]>;
  /** Says of which format tables are; one that says so already is left alone. @returns the tables that were changed */
  classify(database: string, tables: readonly string[], classification: string): Promise<readonly string[]>;
  /** Deletes tables; one that is gone already counts as deleted. @throws JobError naming those that Glue refused, with its reason */
  deleteTables(database: string, names: readonly string[]): Promise<void>;
}

/** What a job can ask Glue. */
export interface GlueVerbs extends CrawlerVerbs, JobVerbs, CatalogVerbs {
  /** Tells the runs of jobs and the crawlers that are under way to stop. @returns a line for each */
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
