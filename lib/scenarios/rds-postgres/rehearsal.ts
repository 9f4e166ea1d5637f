import { z } from 'zod';
import type { Rehearsal } from '../../rehearsal/rehearsal';
import { charts } from './rehearsal/charts';
import { checks } from './rehearsal/checks';
import { input } from './rehearsal/input';
import { brokenLoad, load, loadAgain } from './rehearsal/load';
import { clientTests, movies, routines, sales } from './rehearsal/queries';
import { replica, replicaWrites, roles } from './rehearsal/servers';
import type { Config } from './settings';

/** The database on this machine: first in this process, then as two servers of which one follows the other. */
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
