import type { Scenario } from '../scenario';
import { config, contract } from './settings';

/** Smart hubs of an electricity provider: raw JSON, CSV and XML to priced Parquet and a dashboard. */
export const scenario = {
  id: 'glue-athena-data-lake',
  article: { title: 'Getting Started with Data Analysis on AWS using AWS Glue, Amazon Athena, and QuickSight', published: '2020-01' },
  story: '',
  flow: [],
  config,
  contract,
  jobs: {},
  queries: {},
  tools: {},
  logs: {},
  async stop() {
    return [];
  },
  leftovers: () => [],
  rehearsal: { params: config, steps: {}, checks: [], charts: [] },
  changes: [],
} satisfies Scenario<typeof config, keyof typeof contract>;
