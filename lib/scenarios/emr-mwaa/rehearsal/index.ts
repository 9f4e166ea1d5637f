import { z } from 'zod';
import type { Chart, Rehearsal } from '../../../rehearsal/rehearsal';
import type { Config } from '../settings';
import { bakeryTable } from './bakery';
import { checks } from './checks';
import { bakerySales, multipleSteps, parse, sparkPi } from './dags';

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
