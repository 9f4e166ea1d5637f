import { z } from 'zod';
import type { Rehearsal } from '../../../rehearsal/rehearsal';
import { wholeNumber } from '../../params';
import type { Config } from '../settings';
import { charts } from './charts';
import { checks } from './checks';
import { averages, current, latency, malformed } from './question-steps';
import { volume } from './volume';
import { load, schema, stream, views } from './warehouse-steps';

/** The stream on this machine: simulated buffering with the limits of Firehose, and PostgreSQL in place of Redshift. */
export const rehearsal: Rehearsal<Config> = {
  params: z.object({
    readings: wholeNumber(100, 2_000_000).default(20_000).describe('readings of the last step, in which the consumer is killed repeatedly'),
  }),
  steps: { schema, load, views, stream, averages, latency, current, malformed, volume },
  checks,
  charts,
};
