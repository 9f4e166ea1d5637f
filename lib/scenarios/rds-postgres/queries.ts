import { z } from 'zod';
import { type SavedQuery, queries as saved } from '../../../workloads/rds-postgres/statements';
import { flag, wholeNumber } from '../params';
import type { Query } from '../scenario';
import { listed } from './entries';
import { read } from './read';
import { type Config, type Contract, kit } from './settings';
import { target } from './target';

const answer = z.object({ columns: z.array(z.string()), rows: z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))) });

/** What saved queries take, besides the server and whether the plan is wanted. */
const PARAMETERS = {
  limit: wholeNumber(0, 10_000).default(0).describe('most rows; 0 for all'),
  words: z.string().min(1, 'words, as for a search on the web').default('train OR mountains').describe('what the films are about'),
  at: z.iso.date('a date such as 2017-06-30').default('2017-06-30').describe('day whose beginning is meant, in UTC'),
} as const;

const asked = z.object({
  target: target.describe('server to ask'),
  explain: flag.default(false).describe('show how the server finds the answer instead of the answer'),
});

/** Saved questions about a deployed database. */
export const queries: Readonly<Record<keyof typeof saved | 'instances', Query<Config, Contract>>> = {
  ...(Object.fromEntries(Object.entries(saved).map(([name, query]) => [name, savedQuery(name, query)])) as Record<
    keyof typeof saved,
    Query<Config, Contract>
  >),

  instances: kit.query({
    summary: 'instances with state, version, zone and host',
    needs: ['account'],
    async run({ contract, aws }) {
      const found = await aws.rds.instances([contract.primaryInstance, ...listed(contract.replicaInstances)]);
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
};

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
