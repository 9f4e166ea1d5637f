import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Task } from '../../../contract/task';
import type { Facts, Table } from '../../../contract/values';
import { workload } from '../../../paths';
import type { ProgramAws } from '../../../rehearsal/aws-endpoint';
import type { SparkEngine } from '../../../rehearsal/engine';
import type { NodeSettings } from '../jobs';
import { NOTES } from '../settings';
import { listed } from './expected';

/** Local replacements of S3, HDFS, the catalog and RDS. */
export interface Surroundings {
  readonly workspace: string;
  /** PostgreSQL. @default - the note does not use it */
  readonly ratings?: Ratings;
}

/** A database, and where its password is. */
export interface Ratings {
  readonly host: string;
  readonly port: number;
  /** ARN of the secret with user and password. */
  readonly secret: string;
  readonly region: string;
  /** Answers the secret. */
  readonly aws: ProgramAws;
}

/** A note, and how it is run. */
export interface NoteRun {
  readonly note: keyof typeof NOTES;
  readonly forms?: Readonly<Record<string, string>>;
  /** Whether the catalog has the tables of the lake. @default false */
  readonly withCatalog?: boolean;
  /** Largest heap of the JVM in which Spark runs, as `1g`. */
  readonly driverMemory: string;
}

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const result = z.object({
  paragraphs: z.array(
    z.object({
      title: z.string(),
      kind: z.string(),
      status: z.string(),
      seconds: z.number(),
      text: z.string().default(''),
      table: z.object({ columns: z.array(z.string()), rows: z.array(z.array(value)) }).nullish(),
    }),
  ),
});

/** PostgreSQL database that the rehearsal creates. */
export const RATINGS_DATABASE = 'ratings';

/**
 * Runs every paragraph of a note in order.
 *
 * @returns facts: numbers that paragraphs printed as `name = number`, and the rows of each SQL paragraph as text, under its title
 * @throws JobError with the paragraph's error
 */
export async function runNote(
  spark: SparkEngine,
  surroundings: Surroundings,
  run: NoteRun,
  publish: (name: string, table: Table) => void,
  task: Task,
): Promise<Facts> {
  const { note, forms = {}, withCatalog = false, driverMemory } = run;
  const { POSTGRESQL_JDBC } = await import('stagecraft-constructs/versions');
  const { file, name } = NOTES[note];
  const answer = join(surroundings.workspace, `${note}.json`);
  const args = [
    workload('emr-zeppelin', 'node', 'notebooks', file),
    answer,
    '--settings',
    await settingsFile(surroundings),
    ...(withCatalog ? ['--crawl'] : []),
    ...Object.entries(forms).flatMap(([form, text]) => ['--form', `${form}=${text}`]),
  ];
  await spark.submit(workload('emr-zeppelin', 'local', 'run_note.py'), args, task, {
    sharesJvm: true,
    conf: {
      'spark.driver.memory': driverMemory,
      'spark.sql.shuffle.partitions': '4',
      'spark.sql.session.timeZone': 'UTC',
      ...(surroundings.ratings && { 'spark.jars.packages': `org.postgresql:postgresql:${POSTGRESQL_JDBC}` }),
    },
    // The versions that bootstrap.sh installs on nodes.
    packages: surroundings.ratings ? ['boto3==1.44.5', 'psycopg2-binary==2.9.13'] : [],
    aws: surroundings.ratings?.aws,
  });
  const { paragraphs } = result.parse(JSON.parse(await readFile(answer, 'utf8')));
  const form = Object.values(forms).join(', ');
  const title = form === '' ? name : `${name}, ${form}`;
  publish(`${title}: paragraphs`, {
    columns: ['paragraph', 'interpreter', 'state', 'seconds'],
    rows: paragraphs.map((paragraph) => [paragraph.title, paragraph.kind, paragraph.status, paragraph.seconds]),
  });
  const facts: Record<string, string | number> = { paragraphs: paragraphs.length };
  for (const { title: heading, text, table } of paragraphs) {
    for (const [, fact = '', number] of text.matchAll(/^(\w+) = (\d+)$/gm)) facts[fact] = Number(number);
    if (!table) continue;
    publish(`${title}: ${heading}`, table);
    facts[heading] = listed(table.rows);
  }
  // A title with average and number of ratings, as note 3 prints the best ones.
  const lines = paragraphs.flatMap(({ text }) => text.split('\n').filter((line) => /^.+: \d\.\d{3} \(\d+\)$/.test(line)));
  if (lines[0] !== undefined) facts['first'] = lines[0];
  return facts;
}

/** Folder of the lake in a workspace. */
export function lakeFolder(workspace: string): string {
  return join(workspace, 'data');
}

/** Folder of the sources in a workspace. */
export function sourcesFolder(workspace: string): string {
  return join(workspace, 'sources');
}

/** Settings of the notes, as on the primary node. */
async function settingsFile({ workspace, ratings }: Surroundings): Promise<string> {
  // Hadoop paths are not URLs: they are not percent-encoded.
  const url = (folder: string) => `file://${folder}`;
  const settings: NodeSettings = {
    region: ratings?.region ?? 'none',
    data: url(lakeFolder(workspace)),
    sources: url(sourcesFolder(workspace)),
    scratch: url(join(workspace, 'hdfs')),
    database: 'zeppelin_demo',
    ratings: {
      host: ratings?.host ?? 'none',
      port: ratings?.port ?? 5_432,
      database: RATINGS_DATABASE,
      secret: ratings?.secret ?? 'none',
      certificates: '',
    },
  };
  const file = join(workspace, 'settings.json');
  await writeFile(file, JSON.stringify(settings));
  return file;
}
