import { z } from 'zod';
import type { Rehearsal } from '../../../rehearsal/rehearsal';
import type { Config } from '../settings';
import { charts } from './charts';
import { checks } from './checks';
import { raw, statements, superset } from './steps';

/** The dashboard on this machine: its SQL on DuckDB, and Superset itself where there is Python. */
export const rehearsal: Rehearsal<Config> = {
  params: z.object({}),
  steps: { raw, statements, superset },
  checks,
  charts,
};
