import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { defaults, generate } from '../../../../workloads/emr-zeppelin/generator';
import { serviceError } from '../../../rehearsal/answers';
import { withAws } from '../../../rehearsal/aws-endpoint';
import { contractPath } from '../../names';
import { arrange, type DataSet, dataSetsIn } from '../data';
import { CRAWLERS, kit, TABLES } from '../settings';
import { counted, listedAnswers, readSources } from './expected';
import { lakeFolder, RATINGS_DATABASE, runNote, sourcesFolder } from './notes';

const MEMORY = 'a size such as 2g or 1500m';

/** What `rehearse --param` takes. */
export const params = z.object({
  driverMemory: z
    .string()
    .regex(/^[1-9]\d*[gm]$/, MEMORY)
    .default('1g')
    .describe('largest heap of the JVM in which Spark runs'),
});

/** Arranges the sources as in the data bucket. An absent set is generated and reported as such. */
export const sources = kit.step({
  title: 'Arrange the sources as the bucket has them',
  needs: [],
  async run({ data, workspace, task }) {
    const given = await dataSetsIn(data);
    const absent = (['bakery', 'small', 'full'] as const).filter((set) => !given.includes(set));
    for (const set of given) await arrange(data, set, sourcesFolder(workspace));
    if (absent.length > 0) {
      task.progress(`generating absent sets: ${absent.join(', ')}`);
      const generated = join(workspace, 'generated');
      await generate(defaults, generated, { signal: task.signal });
      for (const set of absent) await arrange(generated, set as DataSet, sourcesFolder(workspace));
    }
    return { given: given.join(', '), generated: absent.join(', ') || 'none' };
  },
});

/** Computes the expected results of the notes from the CSV files, without Spark. */
export const expectation = kit.step({
  title: 'Compute the expected results from the CSV files with DuckDB',
  needs: ['duckdb'],
  async run({ workspace, engines: { duckdb } }) {
    await readSources(duckdb, sourcesFolder(workspace));
    return { ...(await counted(duckdb)), ...(await listedAnswers(duckdb)) };
  },
});

export const nb1 = note('Note 1: a bakery, from CSV to Parquet and SQL', 'nb1');
export const nb2Small = note('Note 2: films and ratings, the small set', 'nb2', { dataset: 'small' });
export const nb2Full = note('Note 2: films and ratings, the large set', 'nb2', { dataset: 'full' });
export const nb3 = note('Note 3: the tables of the crawlers', 'nb3', {}, true);

/** Both crawlers, after the small set and after both sets. */
export const crawlEarly = crawl('Crawl before the large set is written (simulated)');
export const crawlAll = crawl('Crawl when both sets are written (simulated)');

/** The programs on the nodes of the cluster have the role of its instances. */
const WORKLOAD = { type: 'AWS::EMR::Cluster', id: 'Cluster', use: 'JobFlowRole' };

export const nb4 = kit.step({
  title: 'Note 4: films and ratings in PostgreSQL',
  needs: ['spark', 'postgresServer'],
  async run({ workspace, engines: { spark, postgresServer }, stage, account, calls, params: values, publish, task }) {
    await postgresServer.primary.execute(`CREATE DATABASE ${RATINGS_DATABASE}`);
    const { host, port, user: username, password } = postgresServer.connection;
    const { region } = account.location;
    const secret = account.values.get(`${contractPath('emr-zeppelin', stage)}/ratingsSecret`) ?? '';
    const answers = {
      'secretsmanager.GetSecretValue': async ({ SecretId }: { readonly SecretId: string }) => {
        if (SecretId !== secret) throw serviceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
        return { ARN: secret, SecretString: JSON.stringify({ username, password }) };
      },
    };
    return withAws({ answers, region, record: (call) => calls.record(WORKLOAD, call) }, (aws) => {
      const surroundings = { workspace, ratings: { host, port, secret, region, aws } };
      return runNote(spark, surroundings, { note: 'nb4', driverMemory: params.parse(values).driverMemory }, publish, task);
    });
  },
});

function note(title: string, name: 'nb1' | 'nb2' | 'nb3', forms: Readonly<Record<string, string>> = {}, withCatalog = false) {
  return kit.step({
    title,
    needs: ['spark'],
    async run({ workspace, engines: { spark }, params: values, publish, task }) {
      const run = { note: name, forms, withCatalog, driverMemory: params.parse(values).driverMemory };
      return runNote(spark, { workspace }, run, publish, task);
    },
  });
}

/** Simulates the crawlers, which create a table for each folder that holds files. */
function crawl(title: string) {
  return kit.step({
    title,
    needs: ['spark'],
    async run({ workspace }) {
      const folders = Object.values(CRAWLERS).flat();
      const there = await Promise.all(folders.map((folder) => hasFiles(join(lakeFolder(workspace), folder))));
      const tables = folders.filter((_, at) => there[at]).map((folder) => folder.replaceAll('-', '_'));
      const missing = TABLES.filter((table) => !tables.includes(table));
      return { tables: tables.length, names: [...tables].sort().join(', '), missing: missing.join(', ') || 'none' };
    },
  });
}

async function hasFiles(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => [] as string[]);
  return names.some((name) => /\.(csv|parquet)$/.test(name));
}
