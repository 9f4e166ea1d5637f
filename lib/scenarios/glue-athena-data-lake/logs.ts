import type { Deployed } from '../places';
import type { LogSource, Parts } from '../scenario';
import { type Config, type Contract, kit } from './settings';

type Values = Deployed<Config, Contract>['contract'];

/** Log sources of the lake. */
export const logs = {
  functions: kit.logGroups('logs of the five Lambda functions, with their SQL', ({ contract }) => {
    const { dataFunction, locationsFunction, mappingsFunction, enrichFunction, compactFunction } = contract;
    const functions = [dataFunction, locationsFunction, mappingsFunction, enrichFunction, compactFunction];
    return functions.map((name) => ({ group: `/aws/lambda/${name}`, source: name }));
  }),
  crawlers: kit.logGroups('crawler logs', ({ contract }) => crawlersOf(contract).map((stream) => ({ group: '/aws-glue/crawlers', stream }))),
  rates: kit.logGroups('logs of the Spark job', ({ contract }) => ratesLogGroups(contract).map((group) => ({ group, source: contract.ratesJob }))),
  pipeline: kit.logGroups('events of the state machine', ({ contract }) => {
    const name = contract.pipeline.slice(contract.pipeline.lastIndexOf(':') + 1);
    return [{ group: `/aws/vendedlogs/states/${name}`, source: name }];
  }),
} satisfies Parts<LogSource>;

/** Log groups of the Spark job: its output, and the log of Spark. */
export function ratesLogGroups({ ratesJob }: Pick<Values, 'ratesJob'>): readonly string[] {
  return ['output', 'error'].map((stream) => `/aws-glue/jobs/${ratesJob}/${stream}`);
}

/** Every crawler of the lake. */
export function crawlersOf({ rawCrawlers, ratesCrawler, enrichedCrawler, compactedCrawler }: Values): readonly string[] {
  return [...rawCrawlers, ratesCrawler, enrichedCrawler, compactedCrawler];
}
