import { z } from 'zod';
import type { Rehearsal } from '../../../rehearsal/rehearsal';
import type { Config } from '../settings';
import { charts } from './charts';
import { checks } from './checks';
import { input } from './input';
import { brokenLoad, load, loadAgain } from './load';
import { clientTests, movies, routines, sales } from './queries';
import { replica, replicaWrites, roles } from './servers';

/** The database on this machine: first in this process, then as a primary with a streaming replica. */
export const rehearsal: Rehearsal<Config> = {
  params: z.object({}),
  steps: {
    input,
    load,
    'load-again': loadAgain,
    'broken-load': brokenLoad,
    movies,
    sales,
    routines,
    'client-tests': clientTests,
    roles,
    replica,
    'replica-writes': replicaWrites,
  },
  checks,
  charts,
};
