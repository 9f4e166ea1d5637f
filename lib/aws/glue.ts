import type { Task } from '../task';

/** A table of the Glue catalog. */
export interface CatalogTable {
  readonly name: string;
  /** Format that Glue ETL reads it as; empty when nobody said. */
  readonly classification: string;
  readonly location: string;
  readonly partitionKeys: readonly string[];
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

/** What a job can ask Glue. */
export interface GlueVerbs {
  /** Starts crawlers; one that is running already is left to run. */
  startCrawlers(names: readonly string[]): Promise<void>;
  /** Waits until crawlers are ready again. Ctrl-C stops them. @throws JobError when the last crawl of one failed, with Glue's reason */
  waitForCrawlers(names: readonly string[], task: Task): Promise<readonly CrawlSummary[]>;
  /** @returns id of the run */
  startJob(name: string, args: Readonly<Record<string, string>>): Promise<string>;
  /** Waits for a run. Ctrl-C stops it. @throws JobError when it failed, with Glue's reason */
  waitForJob(name: string, runId: string, task: Task): Promise<FinishedJobRun>;
  /** Stops the runs of a job and crawlers that are under way. @returns a line for each */
  stopAll(work: { readonly jobs: readonly string[]; readonly crawlers: readonly string[] }): Promise<readonly string[]>;
  tables(database: string): Promise<readonly CatalogTable[]>;
  deleteTables(database: string, names: readonly string[]): Promise<void>;
}
