import type { Rehearsal } from '../../../rehearsal/rehearsal';
import type { Config } from '../settings';
import { charts } from './charts';
import { checks } from './checks';
import { compact, enrich, enrichAgain, enrichWithMoreRates } from './enrich';
import { lake } from './lake';
import { costByDevice, dashboard, deviceCosts, hubLocations, hubsByPostcode, preview } from './queries';
import { crawlRaw, params, raw } from './raw';
import { crawlRates, locations, mappings, rates, readings } from './transform';

/** Rehearses the lake, in the article's order. */
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
