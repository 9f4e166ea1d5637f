import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { kit } from '../settings';
import { bronze, crawl, runJob, silver } from './lake';

export const crawlRaw = kit.step({
  title: 'Register the raw files as tables, as the crawler does',
  needs: ['spark'],
  async run({ workspace, engines, params, task }) {
    return tables(await crawl(bronze(workspace), 'raw_', { ...engines, workspace, params, task }));
  },
});

export const bakery = kit.step({
  title: 'Spark: bakery, CSV to Parquet',
  needs: ['spark'],
  async run({ workspace, engines, params, task }) {
    const printed = await runJob('bakery-csv-to-parquet', { ...engines, workspace, params, task });
    return rowsIn(printed);
  },
});

export const movies = kit.step({
  title: 'Spark: films and ratings, CSV to Parquet, a folder a table',
  needs: ['spark'],
  async run({ workspace, engines, params, task }) {
    const printed = await runJob('movies-csv-to-parquet', { ...engines, workspace, params, task });
    return rowsIn(printed);
  },
});

export const stocks = kit.step({
  title: 'Spark: stocks, CSV to Parquet, a folder a symbol',
  needs: ['spark'],
  async run({ workspace, engines, params, task }) {
    const printed = await runJob('stocks-csv-to-parquet', { ...engines, workspace, params, task });
    const folders = (await readdir(join(silver(workspace), 'stocks'))).filter((name) => name.startsWith('symbol='));
    return { ...rowsIn(printed), partitions: folders.length, lowerCase: folders.every((name) => name === name.toLowerCase()) };
  },
});

export const crawlProcessed = kit.step({
  title: 'Register the Parquet files as tables, as the crawler does',
  needs: ['spark'],
  async run({ workspace, engines, params, task }) {
    return tables(await crawl(silver(workspace), 'processed_', { ...engines, workspace, params, task }));
  },
});

/** Rows by table, from the job's output. */
function rowsIn(printed: string): Readonly<Record<string, number>> {
  return Object.fromEntries([...printed.matchAll(/^(\w+): (\d+) rows /gm)].map(([, table, rows]) => [table, Number(rows)]));
}

function tables(names: readonly string[]) {
  return { tables: names.length, names: names.join(', ') };
}
