import { z } from 'zod';
import type { Rehearsal } from '../scenario';
import type { Config } from './settings';

/** The lake on this machine. */
export const rehearsal: Rehearsal<Config> = { params: z.object({}), steps: {}, checks: [], charts: [] };
