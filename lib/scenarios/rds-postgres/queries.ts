import { z } from 'zod';
import { type QueryName, type SavedQuery, queries as saved } from '../../../workloads/rds-postgres/statements';
import { flag, wholeNumber } from '../params';
import type { Parts, Query } from '../scenario';
import { read, target } from './reader';
import { instancesOf, kit } from './settings';

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
