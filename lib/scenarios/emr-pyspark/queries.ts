import { z } from 'zod';
import type { Aws } from '../../aws/aws';
import type { Table, Value } from '../../contract/values';
import { JobError } from '../../errors';
import { catalogTables, clusterSteps, folders } from '../account-tables';
import type { Parts, Query } from '../scenario';
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

/** A result, and the job that writes it. */
interface GoldResult {
  /** Folder in the result bucket, without leading and trailing slashes. */
  readonly folder: string;
  readonly job: string;
}

/** Reads a result from its one CSV file. @throws JobError when the job that makes it has not run */
async function readGold(bucket: string, { folder, job }: GoldResult, { s3 }: Pick<Aws, 's3'>): Promise<Table> {
  const objects = await s3.list(bucket, `${folder}/csv/`);
  const file = objects.map(({ key }) => key).find((key) => /\/part-[^/]*\.csv$/.test(key));
  const text = file && (await s3.read(bucket, file));
  if (text === undefined) {
    throw new JobError({
      problem: `no result in ${folder} yet`,
      got: `no CSV file below s3://${bucket}/${folder}/csv/`,
      fix: `stagecraft run emr-pyspark ${job}, or stagecraft run emr-pyspark analyze`,
    });
  }
  return parseCsv(text);
}

/** Parses Spark's CSV with a header and `|` as delimiter: values are quoted if needed, and quotes are escaped with `\`. */
export function parseCsv(text: string): Table {
  const [columns = [], ...rows] = recordsOf(text);
  return { columns, rows: rows.map((row) => row.map(plainValue)) };
}

function recordsOf(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let field = '';
  let isQuoted = false;
  const endRecord = () => {
    record.push(field);
    if (record.length > 1 || field !== '') records.push(record);
    record = [];
    field = '';
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (isQuoted && char === '\\' && (text[at + 1] === '"' || text[at + 1] === '\\')) {
      field += text[at + 1];
      at += 1;
    } else if (char === '"' && (isQuoted || field === '')) isQuoted = !isQuoted;
    else if (isQuoted) field += char;
    else if (char === '|') {
      record.push(field);
      field = '';
    } else if (char === '\n') endRecord();
    else if (char !== '\r') field += char;
  }
  endRecord();
  return records;
}

function plainValue(text: string): Value {
  if (text === '') return null;
  return /^-?\d+(\.\d+)?(E-?\d+)?$/.test(text) ? Number(text) : text;
}
