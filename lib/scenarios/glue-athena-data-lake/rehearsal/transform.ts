import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { catalog, ratesAsParquet } from '../../../../workloads/glue-athena-data-lake/catalog';
import type { Facts } from '../../../contract/values';
import { workload } from '../../../paths';
import { serviceError } from '../../../rehearsal/answers';
import { withAws } from '../../../rehearsal/aws-endpoint';
import type { LakeEngine } from '../../../rehearsal/engine';
import type { RehearsedAccount } from '../../../rehearsal/rehearsal';
import { withoutSdk } from '../../../rehearsal/without-sdk';
import { kit } from '../settings';
import { FUNCTIONS, type FunctionId, invoke } from './functions';
import { rateRowsIn } from './raw-data';
import { onlyRow } from './sql';

export const readings = conversion('Readings: JSON to Parquet by CTAS, a folder a day', 'DataFunction');
export const locations = conversion('Locations: CSV to Parquet by CTAS, a folder a state', 'LocationsFunction');
export const mappings = conversion('Sensor mappings: JSON to Parquet by CTAS, a folder a state', 'MappingsFunction');

const RATES_JOB = { type: 'AWS::Glue::Job', id: 'RatesJob' };

/** The Spark job as on Glue, with the catalog table that its template names: the table is answered with the folder of the data as its location. */
export const rates = kit.step({
  title: 'Rates: XML to Parquet by the Spark job, a folder a state',
  needs: ['spark'],
  async run({ data, workspace, engines: { spark }, account, calls, task }) {
    const program = workload('glue-athena-data-lake', 'jobs', 'rates_xml_to_parquet.py');
    const { region } = account.location;
    const output = ['--s3_output_path', fileUrl(join(workspace, ratesAsParquet.name))];
    const source = fileUrl(join(data, catalog.rates.name));
    const asDeployed = withAws(
      { answers: { 'AWSGlue.GetTable': tableAnswer(account, source) }, region, record: (call) => calls.record(RATES_JOB, call) },
      (aws) => spark.submit(program, [...Object.entries(argumentsOf(account)).flat(), ...output], task, { packages: [BOTO3], aws }),
    );
    const printed = await withoutSdk(asDeployed, task, () => spark.submit(program, ['--source_path', source, ...output], task));
    return { rows: Number(/^(\d+) rates written/m.exec(printed)?.[1] ?? 0) };
  },
  standIn: {
    title: 'XML read by Node and written by DuckDB',
    needs: ['duckdb'],
    async run({ data, workspace, engines: { duckdb } }) {
      const rows = await rateRowsIn(data);
      const folder = join(workspace, 'rates_as_json');
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'rates.json'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      await duckdb.table({ ...catalog.rates, name: 'rates_as_json', format: 'json' }, folder);
      const { columns, partitionKeys, name: table } = ratesAsParquet;
      const list = [...Object.keys(columns), ...Object.keys(partitionKeys)].map((column) => `"${column}"`).join(', ');
      await duckdb.write({ kind: 'create', table, partitionedBy: Object.keys(partitionKeys) }, `SELECT ${list} FROM rates_as_json`);
      return { rows: rows.length };
    },
  },
});

/** Glue brings its own release along. */
const BOTO3 = 'boto3==1.44.5';

/** Arguments of the job in the template that the program reads. */
function argumentsOf({ resources }: RehearsedAccount): Readonly<Record<string, string>> {
  const { DefaultArguments: all = {} } = (resources.find(({ type }) => type === RATES_JOB.type)?.properties ?? {}) as {
    readonly DefaultArguments?: Readonly<Record<string, string>>;
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => name.startsWith('--source_')));
}

/** Answers for a table of the templates, with another location. */
function tableAnswer({ resources }: RehearsedAccount, location: string) {
  return async ({ DatabaseName, Name }: { readonly DatabaseName: string; readonly Name: string }) => {
    const table = resources.find(({ type, properties }) => {
      const { DatabaseName: database, TableInput } = (properties ?? {}) as {
        readonly DatabaseName?: unknown;
        readonly TableInput?: { readonly Name?: unknown };
      };
      return type === 'AWS::Glue::Table' && database === DatabaseName && TableInput?.Name === Name;
    });
    if (!table) throw serviceError('EntityNotFoundException', `Table ${Name} not found.`);
    return { Table: { Name, DatabaseName, StorageDescriptor: { Location: location } } };
  };
}

/** Registers the rates as a table, as the crawler does. */
export const crawlRates = kit.step({
  title: 'Register the rates in the catalog',
  needs: ['duckdb'],
  async run({ workspace, engines: { duckdb } }) {
    await duckdb.table(ratesAsParquet, join(workspace, ratesAsParquet.name));
    return factsOf(duckdb, ratesAsParquet.name);
  },
});

/** Size of a table, and the highest number of files in a partition. */
export async function factsOf(
  duckdb: LakeEngine,
  table: string,
): Promise<{ rows: number; partitions: number; files: number; filesInOnePartition: number }> {
  const row = await onlyRow(duckdb, z.object({ rows: z.coerce.number() }), `SELECT count(*) AS rows FROM ${table}`);
  const files = await duckdb.files(table);
  const inPartition = new Map<string, number>();
  for (const file of files) {
    const partition = file.split('/').slice(0, -1).join('/');
    inPartition.set(partition, (inPartition.get(partition) ?? 0) + 1);
  }
  return { rows: row.rows, partitions: inPartition.size, files: files.length, filesInOnePartition: Math.max(0, ...inPartition.values()) };
}

function conversion(title: string, id: FunctionId) {
  return kit.step({
    title,
    needs: ['duckdb'],
    async run(context): Promise<Facts> {
      await invoke(context, id);
      return factsOf(context.engines.duckdb, FUNCTIONS[id].table);
    },
  });
}

/** A folder as Hadoop path: a URL without percent-encoding. */
function fileUrl(path: string): string {
  return decodeURIComponent(pathToFileURL(path).href);
}
