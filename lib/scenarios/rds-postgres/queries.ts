import { z } from 'zod';
import { type QueryName, type SavedQuery, queries as saved, targetsOf, UnknownTarget } from '../../../workloads/rds-postgres/statements';
import { JobError } from '../../errors';
import { flag, wholeNumber } from '../params';
import type { Deployed } from '../places';
import type { Parts, Query } from '../scenario';
import { type Config, type Contract, instancesOf, kit } from './settings';

type Database = Deployed<Config, Contract>;

/** Parameter that names a server. Only a deployed database knows which servers exist. */
export const target = z.string().default('primary');

const answer = z.object({ columns: z.array(z.string()), rows: z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))) });

/** Parameters that some saved queries take. */
const PARAMETERS = {
  limit: wholeNumber(0, 10_000).default(0).describe('maximum number of rows; 0 for all'),
  words: z.string().min(1, 'words, as for a web search').default('train OR mountains').describe('words to search for'),
  at: z.iso.date('a date such as 2017-06-30').default('2017-06-30').describe('day at whose start, in UTC, the balance is taken'),
} as const;

const asked = z.object({
  target: target.describe('server to query'),
  explain: flag.default(false).describe('show the query plan instead of the rows'),
});

/** Saved queries of a deployed database. */
export const queries = {
  ...(Object.fromEntries(Object.entries(saved).map(([name, query]) => [name, savedQuery(name, query)])) as Record<
    QueryName,
    ReturnType<typeof savedQuery>
  >),

  instances: kit.query({
    summary: 'instances with state, version, zone and host',
    needs: ['account'],
    async run({ contract, aws }) {
      const found = await aws.rds.instances(instancesOf(contract));
      const rows = found.map(({ id, replicaOf, state, engineVersion, instanceClass, zone, multiAz, isPublic, host }) => [
        id,
        replicaOf === undefined ? 'primary' : `replica of ${replicaOf.split(':').at(-1)}`,
        state,
        engineVersion,
        instanceClass,
        zone,
        multiAz,
        isPublic,
        host,
      ]);
      return { columns: ['instance', 'role', 'state', 'version', 'class', 'zone', 'standby', 'public', 'host'], rows };
    },
  }),
} satisfies Parts<Query>;

function savedQuery(name: string, { summary, parameters }: SavedQuery) {
  const shape = Object.fromEntries(parameters.map((parameter) => [parameter, PARAMETERS[parameter]]));
  return kit.query({
    summary,
    needs: ['account'],
    params: asked.extend(shape),
    async run(context) {
      const { target: server, explain, ...given } = context.params as z.infer<typeof asked> & Record<string, string | number>;
      const values = { ...given, ...('limit' in given && { limit: given['limit'] === 0 ? null : given['limit'] }) };
      return read(context, server, { ask: { target: server, query: name, values, explain } }, answer);
    },
  });
}

/** Invokes the function that reads, and parses its answer. @throws JobError when there is no such server, or when the function fails */
export async function read<Answer extends z.ZodType>(
  { contract, aws, task }: Pick<Database, 'contract' | 'aws' | 'task'>,
  server: string,
  request: Readonly<Record<string, unknown>>,
  answer: Answer,
): Promise<z.infer<Answer>> {
  requireTarget(server, contract);
  task.progress(`asking the ${server}`);
  return answer.parse(await aws.lambda.invoke(contract.readFunction, request, task));
}

function requireTarget(wanted: string, { replicaInstances }: Pick<Database['contract'], 'replicaInstances'>): void {
  const existing = targetsOf(replicaInstances.length);
  if (existing.includes(wanted)) return;
  const cause = new UnknownTarget(wanted, existing);
  throw new JobError(
    { problem: 'the database has no such server', got: `'${wanted}'`, allowed: existing.join(', '), fix: 'name one of them as --param target=…' },
    { cause },
  );
}
