import type { Rehearsal } from '../../../rehearsal/rehearsal';
import type { Config } from '../settings';
import { charts } from './charts';
import { checks } from './checks';
import { crawlAll, crawlEarly, expectation, nb1, nb2Full, nb2Small, nb3, nb4, params, sources } from './steps';

/** Every paragraph of the four notes on this machine, in the article's order. */
export const rehearsal: Rehearsal<Config> = {
  params,
  steps: {
    sources,
    expectation,
    nb1,
    'nb2-small': nb2Small,
    'crawl-early': crawlEarly,
    'nb2-full': nb2Full,
    crawl: crawlAll,
    nb3,
    nb4,
  },
  checks,
  charts,
};
