import { z } from 'zod';
import type { Chart, Check, Rehearsal } from '../../../rehearsal/rehearsal';
import type { Config } from '../settings';
import { bakeryTable } from './bakery';
import { bakerySales, multipleSteps, parse, sparkPi } from './dags';

const done = (step: 'spark-pi' | 'bakery-sales' | 'multiple-steps', dag: string, steps: number): readonly Check[] => [
  { description: `${dag} succeeds`, fact: `${step}.state`, expected: 'success' },
  { description: `${dag} creates one cluster`, fact: `${step}.clusters`, expected: 1 },
  { description: `the cluster of ${dag} is terminated at the end`, fact: `${step}.cluster`, expected: 'TERMINATED' },
  { description: `${dag} adds ${steps === 1 ? 'one step' : `${steps} steps`}`, fact: `${step}.steps`, expected: steps },
  { description: `each step of ${dag} has a sensor`, fact: `${step}.watched`, expected: steps },
];

export const checks: readonly Check[] = [
  { description: 'Airflow finds the three DAGs', fact: 'parse.dags', expected: 'bakery_sales multiple_steps spark_pi_example' },
  { description: 'no file has an import error', fact: 'parse.importErrors', expected: 0 },
  { description: 'no DAG has a schedule', fact: 'parse.scheduled', expected: 0 },
  {
    description: 'all DAGs have the same tasks in the same order',
    fact: 'parse.orders',
    expected: 'create_job_flow add_steps watch_step terminate_job_flow',
  },
  { description: 'all DAGs watch each step', fact: 'parse.watchedOneByOne', expected: 3 },
  ...done('spark-pi', 'spark_pi_example', 1),
  { description: 'SparkPi has one primary node and nothing else', fact: 'spark-pi.nodes', expected: '1 MASTER' },
  { description: 'SparkPi is the program that comes with Spark', fact: 'spark-pi.arguments', expected: '/usr/lib/spark/bin/run-example SparkPi 10' },
  ...done('bakery-sales', 'bakery_sales', 1),
  ...done('multiple-steps', 'multiple_steps', 4),
  { description: 'the four analyses run at the same time', fact: 'multiple-steps.mostAtOnce', expected: 4 },
  { description: 'multiple_steps fails when one step fails', fact: 'multiple-steps.stateWithAFailedStep', expected: 'failed' },
  { description: 'its cluster is terminated then, too', fact: 'multiple-steps.clusterWithAFailedStep', expected: 'TERMINATED' },
  { description: 'the step of bakery_sales counts what was sold', fact: 'bakery-table.sales', expected: 'Coffee 4, Bread 3, Tea 1' },
  { description: 'the public bakery file has 93 items', fact: 'bakery-table.rows', expected: 93, data: 'original' },
  { description: 'and 20,506 of them were sold', fact: 'bakery-table.sold', expected: 20_506, data: 'original' },
];

const charts: readonly Chart[] = [
  {
    title: 'What the bakery sold',
    table: 'Bakery sales',
    spec: {
      mark: { type: 'bar' },
      encoding: {
        y: { field: 'item', type: 'nominal', title: null, sort: '-x' },
        x: { field: 'count', type: 'quantitative', title: 'Sold' },
      },
    },
  },
  {
    title: 'Steps of multiple_steps',
    table: 'Steps of multiple_steps',
    spec: {
      mark: { type: 'rect', stroke: 'white' },
      encoding: {
        x: { field: 'run', type: 'nominal', title: null, axis: { labelAngle: 0 } },
        y: { field: 'step', type: 'nominal', title: null },
        color: { field: 'state', type: 'nominal', title: null, legend: { orient: 'bottom' } },
      },
    },
  },
];

/** Rehearses the DAGs on a real Airflow with simulated EMR, and the bakery step on a real Spark. */
export const rehearsal: Rehearsal<Config> = {
  params: z.object({}),
  steps: { parse, 'spark-pi': sparkPi, 'bakery-sales': bakerySales, 'multiple-steps': multipleSteps, 'bakery-table': bakeryTable },
  checks,
  charts,
};
