import type { Facts } from '../../scenario';
import { kit } from '../settings';
import { type DagRunRecord, parseDags, runDags } from './airflow-runs';

/** The files, read by the parser of the DAG processor. */
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
  async run({ engines: { airflow }, workspace, task }) {
    const [run] = await runDags(airflow, workspace, [{ dag: 'spark_pi_example' }], task);
    const { Instances: instances } = (run?.clusters[0]?.request ?? {}) as {
      Instances?: { InstanceGroups?: readonly { InstanceRole: string; InstanceCount: number }[] };
    };
    const groups = instances?.InstanceGroups ?? [];
    return {
      ...outcome(run),
      nodes: groups.map(({ InstanceRole, InstanceCount }) => `${InstanceCount} ${InstanceRole}`).join(', '),
      arguments: run?.steps[0]?.arguments.join(' ') ?? '',
    };
  },
});

export const bakerySales = kit.step({
  title: 'Run bakery_sales on a simulated EMR, with the configuration of the run',
  needs: ['airflow'],
  async run({ engines: { airflow }, workspace, task }) {
    const conf = { airflow_email: 'analytics_team@example.com', email_on_failure: false, email_on_retry: false };
    const [run] = await runDags(airflow, workspace, [{ dag: 'bakery_sales', conf }], task);
    const submitted = run?.steps[0]?.arguments ?? [];
    return { ...outcome(run), submitted: JSON.stringify(submitted) };
  },
});

export const multipleSteps = kit.step({
  title: 'Run multiple_steps on a simulated EMR, once well and once with a step that fails',
  needs: ['airflow'],
  async run({ engines: { airflow }, workspace, publish, task }) {
    const [well, broken] = await runDags(
      airflow,
      workspace,
      [{ dag: 'multiple_steps' }, { dag: 'multiple_steps', failing: ['Stock Volatility'] }],
      task,
    );
    publish('Steps of multiple_steps', {
      columns: ['run', 'step', 'state'],
      rows: [well, broken].flatMap((run, index) =>
        (run?.steps ?? []).map(({ name, state }) => [index === 0 ? 'all well' : 'one fails', name, state]),
      ),
    });
    return {
      ...outcome(well),
      mostAtOnce: well?.mostAtOnce ?? 0,
      stateWithAFailedStep: broken?.state ?? '',
      clusterWithAFailedStep: broken?.clusters[0]?.state ?? '',
    };
  },
});

function outcome(run: DagRunRecord | undefined): Facts {
  return {
    state: run?.state ?? '',
    clusters: run?.clusters.length ?? 0,
    cluster: run?.clusters.map(({ state }) => state).join(' ') ?? '',
    steps: run?.steps.length ?? 0,
    watched: run?.tasks.filter(({ id, state }) => id === 'watch_step' && state === 'success').length ?? 0,
  };
}
