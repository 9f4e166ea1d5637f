import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { quoted } from '../../../../workloads/athena/bind';
import { type Table, tableOf } from '../../../contract/values';
import { workload } from '../../../paths';
import { serviceError } from '../../../rehearsal/answers';
import { withAws } from '../../../rehearsal/aws-endpoint';
import type { SqlEngine } from '../../../rehearsal/engine';
import { contractPath } from '../../names';
import { bakeryIn } from '../data';
import { sqlFile } from '../queries';
import { COLUMNS, kit } from '../settings';

/** SQL files of the charts by the charts' names. */
export const CHARTS = { 'Top items': 'top-items.sql', 'Items per day': 'items-per-day.sql' } as const;

/** Number of items in the chart. */
const SHOWN = 10;

const listed = (rows: readonly (readonly unknown[])[]) => rows.map((row) => row.join(' ')).join(', ');

/** Counts the file without SQL. */
export const raw = kit.step({
  title: 'Count the sales without SQL',
  needs: [],
  async run({ data, task }) {
    const { rows, sold, items, days } = await salesIn(await bakeryIn(data), task.signal);
    return { rows, sold, items: items.length, days: days.length, topItems: listed(items.slice(0, SHOWN)), perDay: listed(days) };
  },
});

/** Runs the SQL of charts, saved queries and `query` on DuckDB. */
export const statements = kit.step({
  title: 'Run the SQL of the charts',
  needs: ['duckdb'],
  async run({ data, engines: { duckdb }, publish }) {
    await makeTable(duckdb, await bakeryIn(data));
    const [items, days] = await Promise.all(Object.values(CHARTS).map((file) => answer(duckdb, file)));
    publish('Top items', items as Table);
    publish('Items per day', days as Table);
    const sold = (days as Table).rows.reduce((sum, [, count]) => sum + Number(count), 0);
    return { topItems: listed((items as Table).rows), perDay: listed((days as Table).rows), sold };
  },
});

/** Output of the program that tests Superset. */
const found = z.object({
  health: z.string(),
  users: z.record(z.string(), z.string()),
  userCount: z.number(),
  wrongPasswordSignsIn: z.boolean(),
  imported: z.number(),
  dashboards: z.array(z.string()),
  databases: z.number(),
  savedQueries: z.array(z.string()),
  datasetsOfAdmin: z.number(),
  datasetsOfGamma: z.number(),
  charts: z.record(
    z.string(),
    z.object({ columns: z.array(z.string()), rows: z.array(z.array(z.union([z.string(), z.number()]))), sql: z.string() }),
  ),
});

/** The programs on the nodes of the cluster have the role of its instances. */
const WORKLOAD = { type: 'AWS::EMR::Cluster', id: 'Cluster', use: 'JobFlowRole' };

/** Sets up Superset as on a node, twice where that must make no difference, and queries the data of its charts. */
export const superset = kit.step({
  title: 'Import the assets into Superset, and query its charts',
  needs: ['superset'],
  async run({ data, engines: { superset: engine }, stage, account, calls, publish, task }) {
    const result = join(engine.home, 'result.json');
    const { region } = account.location;
    const path = contractPath('emr-superset', stage);
    const { node, secrets } = await nodeIn(engine.home, region, (name) => account.values.get(`${path}/${name}`));
    const settings = {
      SUPERSET_NODE: node,
      SUPERSET_CONFIG_PATH: workload('emr-superset', 'install', 'superset_config.py'),
      PYTHONPATH: workload('emr-superset', 'install'),
    };
    task.progress('creating the database of Superset, importing, querying');
    const csv = await bakeryIn(data);
    const args = [csv, workload('emr-superset', 'assets'), result];
    const answers = {
      'secretsmanager.GetSecretValue': async ({ SecretId }: { readonly SecretId: string }) => {
        const text = secrets.get(SecretId);
        if (text === undefined) throw serviceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
        return { ARN: SecretId, SecretString: text };
      },
    };
    await withAws({ answers, region, record: (call) => calls.record(WORKLOAD, call) }, (aws) =>
      engine.run(workload('emr-superset', 'local', 'rehearse.py'), args, settings, task, aws),
    );
    const { charts, users, dashboards, savedQueries, ...facts } = found.parse(JSON.parse(await readFile(result, 'utf8')));
    publish(
      'SQL that Superset generates for its charts',
      tableOf(Object.entries(charts).map(([chart, { sql }]) => ({ chart, sql: sql.replace(/\s+/g, ' ').trim() }))),
    );
    return {
      ...facts,
      users: listed(Object.entries(users).sort()),
      dashboards: dashboards.join(', '),
      savedQueries: savedQueries.join(', '),
      topItems: listed(charts['Top items']?.rows ?? []),
      perDay: listed(charts['Items per day']?.rows ?? []),
    };
  },
});

/** Names that the node has for its secrets, with those of the contract. */
const SECRETS = { key: 'secretKey', admin: 'adminSecret', alpha: 'alphaSecret', gamma: 'gammaSecret' } as const;

/**
 * Writes the settings of a node, and makes up its secrets. One that the configuration leaves out is in a file that only this user can read.
 *
 * @returns the file of the settings, and the texts of the secrets by their ARNs
 */
async function nodeIn(home: string, region: string, arnOf: (name: string) => string | undefined) {
  const texts = new Map<string, string>();
  const references: Record<string, string> = {};
  for (const [name, published] of Object.entries(SECRETS)) {
    const [arn, text] = [arnOf(published), randomBytes(48).toString('base64url')];
    const file = join(home, `${name}.secret`);
    if (arn === undefined) await writeFile(file, text, { mode: 0o600 });
    else texts.set(arn, text);
    references[name] = arn ?? `file://${file}`;
  }
  const node = join(home, 'node.json');
  await writeFile(node, JSON.stringify({ region, secrets: references }));
  return { node, secrets: texts };
}

/** The table as the catalog has it: quoted CSV, every column as text. */
async function makeTable(duckdb: SqlEngine, file: string): Promise<void> {
  const columns = COLUMNS.map((name) => `'${name}': 'VARCHAR'`).join(', ');
  await duckdb.execute(
    `CREATE OR REPLACE TABLE bakery AS SELECT * FROM read_csv(${quoted(file)}, header = true, delim = ',', quote = '"', columns = {${columns}})`,
  );
}

async function answer(duckdb: SqlEngine, file: string): Promise<Table> {
  const row = z.record(
    z.string(),
    z.preprocess((value) => (typeof value === 'bigint' ? Number(value) : value), z.union([z.string(), z.number()])),
  );
  return tableOf(await duckdb.select(row, await sqlFile(file)));
}

/** Sales of the till, counted without SQL. */
export interface Sales {
  /** Rows of the file, with the corrections of the till. */
  readonly rows: number;
  /** Rows that are sales. */
  readonly sold: number;
  /** Items with the number of their sales, best-selling first, equal ones by name. */
  readonly items: readonly (readonly [item: string, count: number])[];
  /** Days in order, with the number of their sales. */
  readonly days: readonly (readonly [day: string, count: number])[];
}

const CORRECTIONS = new Set(['NONE', 'Adjustment']);
const LINE = /^(\d{4}-\d\d-\d\d),([^,]*),([^,]*),(?:"((?:[^"]|"")*)"|(.*))$/;

/** Counts the rows of a file, without its header. */
async function salesIn(file: string, signal: AbortSignal): Promise<Sales> {
  const items = new Map<string, number>();
  const days = new Map<string, number>();
  let rows = 0;
  let sold = 0;
  for await (const line of createInterface({ input: createReadStream(file, { signal }) })) {
    const [, day, , , quoted, plain] = LINE.exec(line) ?? [];
    if (day === undefined) continue;
    rows++;
    const item = quoted?.replaceAll('""', '"') ?? plain ?? '';
    if (CORRECTIONS.has(item)) continue;
    sold++;
    items.set(item, (items.get(item) ?? 0) + 1);
    days.set(day, (days.get(day) ?? 0) + 1);
  }
  return {
    rows,
    sold,
    items: [...items].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)),
    days: [...days].sort(([a], [b]) => (a < b ? -1 : 1)),
  };
}
