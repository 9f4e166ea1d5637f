import { z } from 'zod';
import type { EnvironmentState } from '../../aws/mwaa';
import type { Parts, Query } from '../scenario';
import { DAGS, kit } from './settings';
import { clustersOf } from './teardown';

const ids = Object.values(DAGS);
const whichDag = z
  .enum(['all', ...ids])
  .default('all')
  .describe(`DAG: ${ids.join(', ')}`);

const NOT_THERE: EnvironmentState = { status: 'not there', version: '', environmentClass: '', access: '', webServer: '' };

/** Saved queries of a deployed environment. */
export const queries = {
  environment: kit.query({
    summary: 'status and version of the environment',
    needs: ['account'],
    async run({ contract, aws }) {
      const { status, version, environmentClass, access, webServer } = (await aws.mwaa.environment(contract.environment)) ?? NOT_THERE;
      return {
        columns: ['environment', 'status', 'airflow', 'class', 'access', 'web server'],
        rows: [[contract.environment, status, version, environmentClass, access, webServer]],
      };
    },
  }),

  runs: kit.query({
    summary: 'the latest runs of the DAGs, newest first',
    needs: ['account'],
    params: z.object({ dag: whichDag }),
    async run({ contract, aws, params }) {
      const runs = await aws.mwaa.runs(contract.environment, params.dag === 'all' ? ids : [params.dag], 20);
      return {
        columns: ['dag', 'run', 'state', 'started', 'seconds'],
        rows: runs.map(({ dag, run, state, started, seconds }) => [dag, run, state, started ?? '', seconds]),
      };
    },
  }),

  tasks: kit.query({
    summary: 'the tasks of a run; the latest one by default',
    needs: ['account'],
    params: z.object({
      dag: z
        .enum(ids)
        .default('multiple_steps')
        .describe(`DAG: ${ids.join(', ')}`),
      run: z.string().default('').describe('run, as the query runs prints it; empty for the latest'),
    }),
    async run({ contract, aws, params: { dag, run } }) {
      const found = run === '' ? await aws.mwaa.runs(contract.environment, [dag], 1) : [{ dag, run }];
      const rows = await Promise.all(
        found.map(async (each) =>
          (await aws.mwaa.tasks(contract.environment, { dag, run: each.run })).map(({ task, index, state, seconds }) => [
            each.run,
            task,
            index < 0 ? '' : String(index),
            state,
            seconds,
          ]),
        ),
      );
      return { columns: ['run', 'task', 'copy', 'state', 'seconds'], rows: rows.flat() };
    },
  }),

  'import-errors': kit.query({
    summary: 'DAG import errors',
    needs: ['account'],
    async run({ contract, aws }) {
      const errors = await aws.mwaa.importErrors(contract.environment);
      return { columns: ['file', 'error'], rows: errors.map(({ file, error }) => [file, error]) };
    },
  }),

  steps: kit.query({
    summary: 'steps of the running clusters that DAGs created',
    needs: ['account'],
    async run(context) {
      const clusters = await clustersOf(context);
      const steps = await Promise.all(
        clusters.map(async ({ id }) => (await context.aws.emr.steps(id)).map((step) => [id, step.name, step.state, step.seconds, step.reason])),
      );
      return { columns: ['cluster', 'step', 'state', 'seconds', 'reason'], rows: steps.flat() };
    },
  }),
} satisfies Parts<Query>;
