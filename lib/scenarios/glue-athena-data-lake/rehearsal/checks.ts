import type { Check } from '../../../rehearsal/rehearsal';

/** Checks for any data, against counts of the raw files without SQL. */
const always: readonly Check[] = [
  { description: 'each reading is a row of Parquet', fact: 'readings-to-parquet.rows', expected: { fact: 'raw.readings' } },
  { description: 'there is a Parquet folder for each day', fact: 'readings-to-parquet.partitions', expected: { fact: 'crawl-raw.days' } },
  { description: 'each address is a row of Parquet, and no header is', fact: 'locations-to-parquet.rows', expected: { fact: 'raw.locations' } },
  { description: 'each sensor mapping is a row of Parquet', fact: 'mappings-to-parquet.rows', expected: { fact: 'raw.mappings' } },
  { description: 'the Spark job wrote each rate of the XML', fact: 'rates-to-parquet.rows', expected: { fact: 'raw.rates' } },
  { description: 'each rate of the XML is a row of Parquet', fact: 'crawl-rates.rows', expected: { fact: 'raw.rates' } },
  { description: 'each state has one file of rates', fact: 'crawl-rates.filesInOnePartition', expected: 1 },
  { description: 'each reading lies in the folder of its local day, or of the day next to it', fact: 'raw.misfiled', expected: 0 },
  {
    description: 'each reading of each mapped circuit in the local days became one priced row, counted from the raw files without SQL',
    fact: 'enrich.rows',
    expected: { fact: 'raw.expectedRows' },
  },
  { description: 'the energy is that of the raw files', fact: 'enrich.kwh', expected: { fact: 'raw.expectedKwh' }, tolerance: 1e-6 },
  { description: 'the cost is that worked out from the raw files', fact: 'enrich.cents', expected: { fact: 'raw.expectedCents' }, tolerance: 0.01 },
  { description: 'every cost is kWh times rate, rounded to four decimals', fact: 'enrich.wrongCosts', expected: 0 },
  { description: 'all enriched rows are of the state of the hub', fact: 'enrich.states', expected: { fact: 'raw.state' } },
  { description: 'enriching again adds no row', fact: 'enrich-again.added', expected: 0 },
  { description: 'two more months of rates multiply no row', fact: 'enrich-with-more-rates.rows', expected: { fact: 'enrich.rows' } },
  {
    description: 'two more months of rates change no cost',
    fact: 'enrich-with-more-rates.cents',
    expected: { fact: 'enrich.cents' },
    tolerance: 1e-6,
  },
  { description: 'compaction leaves one file a hub', fact: 'compact.filesInOnePartition', expected: 1 },
  { description: 'compaction keeps every row', fact: 'compact.rows', expected: { fact: 'enrich.rows' } },
  { description: 'compaction keeps the cost', fact: 'compact.cents', expected: { fact: 'enrich.cents' }, tolerance: 1e-6 },
  { description: 'cost by device is sorted by number, dearest first', fact: 'cost-by-device.descending', expected: true },
  { description: 'cost_dollar is a hundredth of cost in every row', fact: 'dashboard.wrongDollars', expected: 0 },
  { description: 'the dashboard adds up to the enriched cost', fact: 'dashboard.cents', expected: { fact: 'enrich.cents' }, tolerance: 1e-6 },
  { description: 'the dashboard has seven visuals', fact: 'dashboard.visuals', expected: 7 },
  { description: 'the lake has ten tables', fact: 'lake.tables', expected: 10 },
];

/** Checks for generated data. */
const generated: readonly Check[] = [
  { description: '14 raw files', fact: 'raw.files', expected: 14 },
  { description: '1,728 readings: 3 hubs, 2 days, every five minutes', fact: 'raw.readings', expected: 1_728 },
  { description: '30 sensor mappings', fact: 'raw.mappings', expected: 30 },
  { description: '3,992 addresses', fact: 'raw.locations', expected: 3_992 },
  { description: '96 rates: 4 states, 24 hours', fact: 'crawl-rates.rows', expected: 96 },
  { description: 'rates in 4 states', fact: 'crawl-rates.partitions', expected: 4 },
  { description: 'addresses in 4 states', fact: 'locations-to-parquet.partitions', expected: 4 },
  { description: 'two days of one hub are 5,760 rows', fact: 'enrich.rows', expected: 5_760 },
  { description: 'no device has less than 576 of them', fact: 'enrich.fewestRowsOfADevice', expected: 576 },
  { description: 'no device has more than 576 of them', fact: 'enrich.mostRowsOfADevice', expected: 576 },
  { description: '2,160 off-peak rows', fact: 'enrich.rows off-peak', expected: 2_160 },
  { description: '1,920 partial-peak rows', fact: 'enrich.rows partial-peak', expected: 1_920 },
  { description: '1,680 peak rows', fact: 'enrich.rows peak', expected: 1_680 },
  { description: 'the air conditioner costs most', fact: 'cost-by-device.dearest', expected: 'Central Air Conditioner' },
  { description: 'the preview shows ten rows', fact: 'preview.rows', expected: 10 },
  { description: '08:45 to 09:15 are seven readings of the washer', fact: 'device-costs.rows', expected: 7 },
];

/** Checks for the article's sample. */
const original: readonly Check[] = [
  { description: '14 raw files, as the article counts', fact: 'raw.files', expected: 14 },
  { description: '5,760 enriched rows, as in the article', fact: 'enrich.rows', expected: 5_760 },
  { description: '2,160 of them off-peak', fact: 'enrich.rows off-peak', expected: 2_160 },
  { description: '1,920 of them partial-peak', fact: 'enrich.rows partial-peak', expected: 1_920 },
  { description: '1,680 of them peak', fact: 'enrich.rows peak', expected: 1_680 },
  { description: '70.386 kWh on 21 December 2019', fact: 'enrich.kwhOnFirstDay', expected: 70.386, tolerance: 0.001 },
  { description: '586.69 cents on 21 December 2019', fact: 'enrich.centsOnFirstDay', expected: 586.69, tolerance: 0.01 },
  { description: '70.684 kWh on 22 December 2019', fact: 'enrich.kwhOnLastDay', expected: 70.684, tolerance: 0.001 },
  { description: '565.03 cents on 22 December 2019', fact: 'enrich.centsOnLastDay', expected: 565.03, tolerance: 0.01 },
  { description: '541.45 cents at peak', fact: 'enrich.cents peak', expected: 541.45, tolerance: 0.01 },
  { description: '471.39 cents at partial peak', fact: 'enrich.cents partial-peak', expected: 471.39, tolerance: 0.01 },
  { description: '138.87 cents off peak', fact: 'enrich.cents off-peak', expected: 138.87, tolerance: 0.01 },
  {
    description: 'cost by device is that of the article, air conditioner to coffee maker',
    fact: 'cost-by-device.costs',
    expected: '$3.56 $0.95 $0.68 $0.27 $0.10 $0.08 $0.07 $0.07 $0.04 $0.04',
  },
  {
    description: 'the postcodes with most hubs are those of the article',
    fact: 'hubs-by-postcode.postcodes',
    expected: '94306 94303 94301 97008 97007 97005 97006 97003 97225 97229 94304 94305 97223 97078',
  },
  {
    description: 'the hubs in each of them are counted as in the article',
    fact: 'hubs-by-postcode.counts',
    expected: '381 307 283 256 236 232 138 51 43 32 14 10 9 2',
  },
  {
    description: 'the washer starts at nine, and costs what it costs in the article',
    fact: 'device-costs.costs',
    expected: '0.0000 0.0000 0.0000 1.0891 1.0877 1.0834 1.0884',
  },
];

export const checks: readonly Check[] = [
  ...always,
  ...generated.map((check) => ({ ...check, data: 'generated' as const })),
  ...original.map((check) => ({ ...check, data: 'original' as const })),
];
