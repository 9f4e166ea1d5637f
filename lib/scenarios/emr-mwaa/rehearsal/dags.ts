import { z } from 'zod';
import type { Facts } from '../../../contract/values';
import { kit } from '../settings';
import { type DagRunRecord, parseDags, runDags } from './airflow-runs';

/** Placeholder for a run that Airflow does not report, so that its checks fail. */
const NO_RUN: DagRunRecord = { state: '', tasks: [], clusters: [], steps: [], mostAtOnce: 0, calls: {} };

/** Instance groups in a RunJobFlow request. */
const request = z.object({
  Instances: z.object({ InstanceGroups: z.array(z.object({ InstanceRole: z.string(), InstanceCount: z.number() })).default([]) }),
});

/** The DAG files, read by the parser of the DAG processor. */
export const parse = kit.step({
  title: 'Read the DAGs as the DAG processor does',
  needs: ['airflow'],
  async run({ engines: { airflow }, publish, task }) {
    const { dags, errors } = await parseDags(airflow, task);
    publish('DAGs', {
      columns: ['dag', 'schedule', 'tags', 'tasks'],
      rows: dags.map(({ id, schedule, tags, tasks }) => [id, schedule, tags.join(', '), tasks.map((each) => each.id).join(' → ')]),
    });
    return {
      dags: dags.map(({ id }) => id).join(' '),
      importErrors: Object.keys(errors).length,
      scheduled: dags.filter(({ schedule }) => schedule !== null).length,
      orders: [...new Set(dags.map(({ tasks }) => tasks.map(({ id }) => id).join(' ')))].join(' | '),
      watchedOneByOne: dags.filter(({ tasks }) => tasks.some(({ id, mapped }) => id === 'watch_step' && mapped)).length,
    };
  },
});

export const sparkPi = kit.step({
  title: 'Run spark_pi_example on a simulated EMR',
  needs: ['airflow'],
  async run(context) {
    const [run = NO_RUN] = await runDags(context, [{ dag: 'spark_pi_example' }]);
    const groups = run.clusters.flatMap((cluster) => request.parse(cluster.request).Instances.InstanceGroups);
    return {
      ...outcome(run),
      nodes: groups.map(({ InstanceRole, InstanceCount }) => `${InstanceCount} ${InstanceRole}`).join(', '),
      arguments: submittedIn(run).join(' '),
    };
  },
});

export const bakerySales = kit.step({
  title: 'Run bakery_sales on a simulated EMR, with the configuration of the run',
  needs: ['airflow'],
  async run(context) {
    const conf = { airflow_email: 'analytics_team@example.com', email_on_failure: false, email_on_retry: false };
    const [run = NO_RUN] = await runDags(context, [{ dag: 'bakery_sales', conf }]);
    return { ...outcome(run), submitted: JSON.stringify(submittedIn(run)) };
  },
});

export const multipleSteps = kit.step({
  title: 'Run multiple_steps on a simulated EMR, once well and once with a step that fails',
  needs: ['airflow'],
  async run(context) {
    const [well = NO_RUN, broken = NO_RUN] = await runDags(context, [
      { dag: 'multiple_steps' },
      { dag: 'multiple_steps', failing: ['Stock Volatility'] },
    ]);
    context.publish('Steps of multiple_steps', {
      columns: ['run', 'step', 'state'],
      rows: [well, broken].flatMap((run, index) => run.steps.map(({ name, state }) => [index === 0 ? 'all well' : 'one fails', name, state])),
    });
    return {
      ...outcome(well),
      mostAtOnce: well.mostAtOnce,
      stateWithAFailedStep: broken.state,
      clusterWithAFailedStep: clustersIn(broken),
    };
  },
});

function outcome(run: DagRunRecord): Facts {
  return {
    state: run.state,
    clusters: run.clusters.length,
    cluster: clustersIn(run),
    steps: run.steps.length,
    watched: run.tasks.filter(({ id, state }) => id === 'watch_step' && state === 'success').length,
  };
}

/** Final states of the clusters of a run. */
function clustersIn({ clusters }: DagRunRecord): string {
  return clusters.map(({ state }) => state).join(' ');
}

/** Arguments of the steps that a run added. */
function submittedIn({ steps }: DagRunRecord): readonly string[] {
  return steps.flatMap((step) => step.arguments);
}
