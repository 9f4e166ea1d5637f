import type { GlueClient } from '@aws-sdk/client-glue';
import { type CatalogVerbs, catalogVerbs } from './glue-catalog';
import { type CrawlerVerbs, crawlerVerbs } from './glue-crawlers';
import { type JobVerbs, jobVerbs } from './glue-jobs';
import type { PollOptions } from './poll';

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
