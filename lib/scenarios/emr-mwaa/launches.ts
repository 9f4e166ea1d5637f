import type { Launch } from '../../contract/launch';

const primary = { type: 'm7g.xlarge', count: 1, market: 'on-demand' } as const;

/** Clusters that the DAGs create, as their files and `job_flow_overrides.json` size them. */
export const launches: readonly Launch[] = [
  { what: 'DAG spark_pi_example', instances: [primary] },
  { what: 'DAG bakery_sales', instances: [primary, { type: 'r7g.xlarge', count: 2, market: 'spot' }] },
  { what: 'DAG multiple_steps', instances: [primary, { type: 'r7g.2xlarge', count: 2, market: 'spot' }] },
];
