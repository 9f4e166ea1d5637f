import type { Check } from '../../scenario';

const done = (step: 'spark-pi' | 'bakery-sales' | 'multiple-steps', dag: string, steps: number): readonly Check[] => [
  { says: `${dag} succeeds`, fact: `${step}.state`, expected: 'success' },
  { says: `${dag} makes one cluster`, fact: `${step}.clusters`, expected: 1 },
  { says: `the cluster of ${dag} is gone at the end`, fact: `${step}.cluster`, expected: 'TERMINATED' },
  { says: `${dag} adds ${steps === 1 ? 'one step' : `${steps} steps`}`, fact: `${step}.steps`, expected: steps },
  { says: `each step of ${dag} has a watcher of its own`, fact: `${step}.watched`, expected: steps },
];

export const checks: readonly Check[] = [
  { says: 'Airflow finds the three DAGs', fact: 'parse.dags', expected: 'bakery_sales multiple_steps spark_pi_example' },
  { says: 'no file has an import error', fact: 'parse.importErrors', expected: 0 },
  { says: 'no DAG runs by itself', fact: 'parse.scheduled', expected: 0 },
  {
    says: 'all DAGs have the same tasks in the same order',
    fact: 'parse.orders',
    expected: 'create_job_flow add_steps watch_step terminate_job_flow',
  },
  { says: 'all DAGs watch each step', fact: 'parse.watchedOneByOne', expected: 3 },
  ...done('spark-pi', 'spark_pi_example', 1),
  { says: 'SparkPi has one primary node and nothing else', fact: 'spark-pi.nodes', expected: '1 MASTER' },
  { says: 'SparkPi is the program that comes with Spark', fact: 'spark-pi.arguments', expected: '/usr/lib/spark/bin/run-example SparkPi 10' },
  ...done('bakery-sales', 'bakery_sales', 1),
  ...done('multiple-steps', 'multiple_steps', 4),
  { says: 'the four analyses run at the same time', fact: 'multiple-steps.mostAtOnce', expected: 4 },
  { says: 'multiple_steps fails when one step fails', fact: 'multiple-steps.stateWithAFailedStep', expected: 'failed' },
  { says: 'its cluster is gone then, too', fact: 'multiple-steps.clusterWithAFailedStep', expected: 'TERMINATED' },
  { says: 'the step of bakery_sales counts what was sold', fact: 'bakery-table.sales', expected: 'Coffee 4, Bread 3, Tea 1' },
  { says: 'the public bakery file has 93 items', fact: 'bakery-table.rows', expected: 93, data: 'original' },
  { says: 'and 20,506 of them were sold', fact: 'bakery-table.sold', expected: 20_506, data: 'original' },
];
