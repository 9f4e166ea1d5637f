import { z } from 'zod';
import { isCut } from '../../aws/command-output';
import type { Facts } from '../../contract/values';
import { JobError } from '../../errors';
import { nodeStep, primaryNode } from '../emr-node';
import type { Deployed } from '../places';
import type { Job, Parts } from '../scenario';
import { type Config, type Contract, FOLDERS, kit, NOTES, REPLACE_CLUSTER, TABLES } from './settings';

type Zeppelin = Deployed<Config, Contract>;

/** Form values of a note. Zeppelin puts them into SQL as text, so that only numbers are allowed. */
const forms = (leastRatings: number) => ({
  avgRatingMin: z.coerce
    .number('a number from 0 to 5')
    .min(0, 'a number from 0 to 5')
    .max(5, 'a number from 0 to 5')
    .default(4)
    .describe('minimum average rating of a title'),
  RatingsMin: z.coerce
    .number('a whole number from 0')
    .int('a whole number from 0')
    .min(0, 'a whole number from 0')
    .default(leastRatings)
    .describe('minimum number of ratings of a title'),
});

/** Jobs of a deployed cluster, in the order of the tour. */
export const jobs = {
  configure: kit.job({
    summary: 'configure the user, the interpreters and the four notes of Zeppelin, with an EMR step; existing notes stay',
    needs: ['account'],
    async run({ contract, aws, task, wait }): Promise<Facts> {
      const settings = JSON.stringify(nodeSettings(contract, aws.target.region));
      const step = nodeStep('Configure Zeppelin', contract.archive, 'bash configure.sh "$@"', [settings]);
      const [id = ''] = await aws.emr.addSteps(contract.cluster, [step], REPLACE_CLUSTER);
      if (!wait) return { cluster: contract.cluster, step: id };
      const [ended] = await aws.emr.waitForSteps(contract.cluster, [id], task);
      return { cluster: contract.cluster, step: id, seconds: ended?.seconds ?? 0, user: 'analyst', password: contract.analystSecret };
    },
  }),
  nb1: kit.job({
    summary: 'run note 1: sales of a bakery, from CSV to Parquet and charts',
    needs: ['account'],
    run: (context) => runNote(context, 'nb1', {}),
  }),
  nb2: kit.job({
    summary: 'run note 2: films and ratings, small or full; prints the time of each paragraph',
    needs: ['account'],
    params: z.object({ dataset: z.enum(['small', 'full']).default('small').describe('data set'), ...forms(2) }),
    run: ({ params, ...context }) => runNote(context, 'nb2', params),
  }),
  crawl: kit.job({
    summary: 'run both crawlers, and report tables that are still missing',
    needs: ['account'],
    async run({ contract, aws, task }) {
      const { crawlers } = contract;
      await aws.glue.startCrawlers(crawlers);
      await aws.glue.waitForCrawlers(crawlers, task);
      const missing = await missingTables({ contract, aws });
      return {
        tables: TABLES.length - missing.length,
        missing: missing.join(', ') || 'none',
        next: nextNote(missing),
      };
    },
  }),
  nb3: kit.job({
    summary: 'run note 3: the tables of the crawlers, through the Glue catalog',
    needs: ['account'],
    params: z.object(forms(100)),
    async run({ params, ...context }) {
      const missing = (await missingTables(context)).filter((table) => table.endsWith('_parquet_100k'));
      if (missing.length > 0) {
        throw new JobError({
          problem: 'the catalog lacks tables that note 3 reads',
          got: `missing: ${missing.join(', ')}`,
          fix: 'stagecraft run emr-zeppelin nb2, then stagecraft run emr-zeppelin crawl',
        });
      }
      return runNote(context, 'nb3', params);
    },
  }),
  nb4: kit.job({
    summary: 'run note 4: films and ratings in PostgreSQL, queried in three ways',
    needs: ['account'],
    params: z.object(forms(100)),
    run: ({ params, ...context }) => runNote(context, 'nb4', params),
  }),
} satisfies Parts<Job>;

/** One line of the output of the runner on the node: the result of a paragraph. */
const outcome = z.object({ title: z.string(), status: z.string(), seconds: z.number(), text: z.string() });

/**
 * Runs the paragraphs of a note in Zeppelin and waits.
 *
 * @returns numbers that paragraphs printed as `name = number`, and the seconds of each paragraph
 * @throws JobError with the end of the output of a failed paragraph
 */
async function runNote(
  { contract, aws, task }: Pick<Zeppelin, 'contract' | 'aws' | 'task'>,
  note: keyof typeof NOTES,
  values: Facts,
): Promise<Facts> {
  const instanceId = await primaryNode(aws, contract.cluster, REPLACE_CLUSTER);
  const words = Object.entries(values).map(([name, value]) => `'${name}=${value}'`);
  const output = await aws.ssm.run(
    {
      instanceId,
      comment: `stagecraft: note ${NOTES[note].name}`,
      timeoutSeconds: 4 * 3_600,
      lines: [['python3.11 /opt/zeppelin-demo/run_note.py', `'${NOTES[note].name}'`, ...words].join(' ')],
    },
    task,
  );
  if (isCut(output)) {
    throw new JobError({
      problem: `the note ${NOTES[note].name} ran to its end, but its results are longer than Run Command keeps`,
      got: `the first ${output.length} characters`,
      fix: 'look at the note in Zeppelin: stagecraft open emr-zeppelin zeppelin; to get numbers here, print less in its paragraphs',
    });
  }
  const outcomes = output.split('\n').flatMap((line) => (line.startsWith('{') ? [outcome.parse(JSON.parse(line))] : []));
  const printed = outcomes.flatMap(({ text }) =>
    [...text.matchAll(/^(\w+) = (\d+)$/gm)].map(([, name = '', number]) => [name, Number(number)] as const),
  );
  return {
    ...Object.fromEntries(printed),
    paragraphs: outcomes.length,
    ...Object.fromEntries(outcomes.map(({ title, seconds }, at) => [`${at + 1} ${title}`, `${seconds} s`])),
  };
}

async function missingTables({ contract, aws }: Pick<Zeppelin, 'contract' | 'aws'>): Promise<readonly string[]> {
  const existing = new Set((await aws.glue.tables(contract.database)).map(({ name }) => name));
  return TABLES.filter((table) => !existing.has(table));
}

/** Commands after which the crawlers find the missing tables. */
function nextNote(missing: readonly string[]): string {
  const run = (ending: RegExp, command: string) => (missing.some((table) => ending.test(table)) ? [`stagecraft run emr-zeppelin ${command}`] : []);
  const commands = [...run(/^bakery/, 'nb1'), ...run(/_100k$/, 'nb2'), ...run(/_full$/, 'nb2 --param dataset=full')];
  return commands.length === 0 ? 'stagecraft run emr-zeppelin nb3' : `${commands.join(', ')}, then crawl again`;
}

/** Settings of the notes: a JSON file on the primary node, without secrets. */
export interface NodeSettings {
  readonly region: string;
  /** Folder of the lake that the crawlers crawl. */
  readonly data: string;
  /** Folder of the uploaded files. */
  readonly sources: string;
  /** Temporary folder, which is lost with the cluster. */
  readonly scratch: string;
  /** Glue database. */
  readonly database: string;
  readonly ratings: {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    /** ARN of the secret with user and password, or `file:///path`. */
    readonly secret: string;
    /** File with the certificate bundle that verifies the host; empty for no TLS. */
    readonly certificates: string;
  };
  /** ARN of the secret with the password of Zeppelin's user. @default - there is no Zeppelin */
  readonly analyst?: string;
}

/** Settings of the primary node, from the published contract. */
function nodeSettings(
  contract: Readonly<Record<'dataBucket' | 'database' | 'host' | 'ratingsDatabase' | 'ratingsSecret' | 'analystSecret', string>>,
  region: string,
): NodeSettings {
  const { dataBucket, database, host, ratingsDatabase, ratingsSecret, analystSecret } = contract;
  return {
    region,
    data: `s3://${dataBucket}/${FOLDERS.data}`,
    sources: `s3://${dataBucket}/${FOLDERS.sources}`,
    scratch: 'hdfs:///user/zeppelin/movielens',
    database,
    ratings: { host, port: 5_432, database: ratingsDatabase, secret: ratingsSecret, certificates: '/etc/pki/rds/global-bundle.pem' },
    analyst: analystSecret,
  };
}
