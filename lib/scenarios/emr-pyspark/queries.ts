import { z } from 'zod';
import { catalogTables, clusterSteps, folders } from '../account-tables';
import type { Parts, Query } from '../scenario';
import { type GoldResult, readGold } from './gold';
import { kit } from './settings';
import { tagsOf } from './transient';

/** Saved queries of a deployed lake. */
export const queries = {
  'bakery-sales': gold('bakery sales by item, best-selling items first', { folder: 'bakery/bakery_sales', job: 'bakery-sales' }),
  'movie-choices': gold('films about robots with one of three actors, by their ratings', { folder: 'movies/movie_choices', job: 'movie-choices' }),
  'movies-avg-ratings': gold('ratings of a year by value', { folder: 'movies/avg_ratings', job: 'movies-avg-ratings' }),
  'stock-volatility': gold('the ten most volatile days of three stocks', { folder: 'stocks/stock_volatility', job: 'stock-volatility' }),

  tables: kit.query({
    summary: 'tables of the catalog, with their format and partitions',
    needs: ['account'],
    run: ({ contract, aws }) => catalogTables(aws, contract.database),
  }),

  objects: kit.query({
    summary: 'objects of the lake, by bucket and top-level folder',
    needs: ['account'],
    async run({ contract, aws }) {
      const rows: (string | number)[][] = [];
      for (const [layer, bucket] of Object.entries({ raw: contract.bronzeBucket, processed: contract.silverBucket, analyzed: contract.goldBucket })) {
        for (const found of await folders(aws, bucket)) rows.push([layer, ...found]);
      }
      return { columns: ['layer', 'folder', 'objects', 'bytes'], rows };
    },
  }),

  clusters: kit.query({
    summary: 'running clusters',
    needs: ['account'],
    async run({ stage, aws }) {
      const clusters = await aws.emr.clusters(tagsOf(stage));
      return {
        columns: ['cluster', 'name', 'state', 'protected', 'reason'],
        rows: clusters.map(({ id, name, state, isProtected, reason }) => [id, name, state, isProtected, reason]),
      };
    },
  }),

  steps: kit.query({
    summary: 'steps of a cluster, newest first; the long-lived one by default',
    needs: ['account'],
    params: z.object({
      cluster: z
        .string()
        .regex(/^(j-[A-Z0-9]+)?$/, 'a cluster id, from the query clusters')
        .default('')
        .describe('cluster'),
    }),
    async run({ contract, aws, params: { cluster } }) {
      return clusterSteps(aws, cluster === '' ? contract.clusterId : cluster);
    },
  }),
} satisfies Parts<Query>;

function gold(summary: string, result: GoldResult) {
  return kit.query({ summary, needs: ['account'], run: ({ contract, aws }) => readGold(contract.goldBucket, result, aws) });
}
