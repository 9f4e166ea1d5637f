import type { Rehearsal } from '../../rehearsal/rehearsal';
import { charts } from './rehearsal/charts';
import { checks } from './rehearsal/checks';
import { dashboard } from './rehearsal/dashboard';
import { compact, enrich, enrichAgain, enrichWithMoreRates } from './rehearsal/enrich';
import { lake } from './rehearsal/lake';
import { costByDevice, deviceCosts, hubLocations, hubsByPostcode, preview } from './rehearsal/queries';
import { crawlRaw, raw } from './rehearsal/raw';
import { params } from './rehearsal/settings';
import { crawlRates, locations, mappings, rates, readings } from './rehearsal/transform';
import type { Config } from './settings';

/** The lake on this machine, in the article's order. */
export const rehearsal: Rehearsal<Config> = {
  params,
  steps: {
    raw,
    'crawl-raw': crawlRaw,
    'readings-to-parquet': readings,
    'locations-to-parquet': locations,
    'mappings-to-parquet': mappings,
    'rates-to-parquet': rates,
    'crawl-rates': crawlRates,
    enrich,
    'enrich-again': enrichAgain,
    'enrich-with-more-rates': enrichWithMoreRates,
    compact,
    preview,
    'cost-by-device': costByDevice,
    'hubs-by-postcode': hubsByPostcode,
    'device-costs': deviceCosts,
    'hub-locations': hubLocations,
    lake,
    dashboard,
  },
  checks,
  charts,
};
