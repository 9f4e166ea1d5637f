import { z } from 'zod';
import type { Table } from '../../contract/table';
import type { ClusterVerbs } from '../../kubernetes/cluster';
import { wholeNumber } from '../params';
import { APPLICATION } from './names';

/** Same parameters as the saved CloudWatch Logs Insights query. */
export const logParams = z.object({
  service: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, 'the name of a program, such as service-f')
    .default('service-f')
    .describe('program whose log lines are searched'),
  text: z.string().default('error').describe('text to search for'),
  limit: wholeNumber(1, 10_000).default(20).describe('maximum number of lines'),
  hours: z.coerce.number().gt(0, 'more than 0').max(720).default(3).describe('time range in hours'),
});

/** Log lines of a program's pods, newest first. */
export async function errorLines(
  cluster: ClusterVerbs,
  { service, text, limit, hours }: z.infer<typeof logParams>,
  now = Date.now(),
): Promise<Table> {
  const since = new Date(now - hours * 3_600_000);
  const lines = await cluster.logs({ namespace: APPLICATION, selector: `app=${service}`, container: service, since });
  const found = lines.filter(({ message }) => message.includes(text)).sort((one, other) => other.time.getTime() - one.time.getTime());
  return {
    columns: ['time', 'pod', 'message'],
    rows: found.slice(0, limit).map(({ time, source, message }) => [time.toISOString(), source, message]),
  };
}
