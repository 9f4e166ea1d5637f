import { type MwaaVerbs, mwaaVerbs } from '../../lib/aws/mwaa';
import { ServiceRefusal, type SignedRequest } from '../../lib/aws/signed-requests';
import { recordingTask } from '../support/task';

type Answer = (body: Readonly<Record<string, unknown>>) => unknown;
interface Call {
  readonly operation: string;
  readonly path: string;
  readonly body?: unknown;
}

/** An environment that answers by method and path of Airflow's API, `GET /dags/x`, or by operation of the service. */
function airflow(answers: Readonly<Record<string, Answer | unknown>>): { calls: Call[]; verbs: MwaaVerbs } {
  const calls: Call[] = [];
  const send = async ({ operation, path, body }: SignedRequest) => {
    const { Method, Path, Body } = (body ?? {}) as { Method?: string; Path?: string; Body?: Record<string, unknown> };
    const name = Path === undefined ? operation : `${Method} ${Path}`;
    calls.push({ operation: name, path, ...(Body !== undefined && { body: Body }) });
    if (!(name in answers)) throw status(404, { detail: `${name} not found` });
    const answer = answers[name];
    const given = typeof answer === 'function' ? (answer as Answer)(Body ?? {}) : answer;
    if (given instanceof Error) throw given;
    return Path === undefined ? given : { RestApiStatusCode: 200, RestApiResponse: given };
  };
  return { calls, verbs: mwaaVerbs(send, { pollMs: 0, now: () => Date.UTC(2026, 10, 21), flags: async () => '--region eu-central-1' }) };
}

const status = (code: number, detail: unknown) =>
  new ServiceRefusal('RestApiClientException', 'refused', { RestApiStatusCode: code, RestApiResponse: detail }, 400);
const run = (state: string, more = {}) => ({
  dag_id: 'bakery_sales',
  dag_run_id: 'cli-mwpn5s00',
  state,
  start_date: '2026-11-21T00:00:00Z',
  duration: 61.26,
  ...more,
});
const task = (task_id: string, state: string | null, map_index = -1) => ({ task_id, state, map_index, duration: 1 });
const inTurn = (...answers: readonly unknown[]) => {
  const left = [...answers];
  return () => (left.length > 1 ? left.shift() : left[0]);
};
const RUN = { dag: 'bakery_sales', run: 'cli-mwpn5s00' };
const GET_RUN = 'GET /dags/bakery_sales/dagRuns/cli-mwpn5s00';
const TASKS = 'POST /dags/~/dagRuns/~/taskInstances/list';
const STARTABLE = { 'GET /dags/bakery_sales': { is_paused: false, has_import_errors: false } };

describe('environment', () => {
  test('returns status and settings', async () => {
    const { verbs, calls } = airflow({
      'MWAA GetEnvironment': {
        Environment: {
          Status: 'AVAILABLE',
          AirflowVersion: '3.3.1',
          EnvironmentClass: 'mw1.micro',
          WebserverUrl: 'h',
          WebserverAccessMode: 'PUBLIC_ONLY',
        },
      },
    });

    await expect(verbs.environment('jobs')).resolves.toEqual({
      status: 'AVAILABLE',
      version: '3.3.1',
      environmentClass: 'mw1.micro',
      webServer: 'h',
      access: 'PUBLIC_ONLY',
    });
    expect(calls).toEqual([{ operation: 'MWAA GetEnvironment', path: '/environments/jobs' }]);
  });

  test('is undefined when it does not exist', async () => {
    const { verbs } = airflow({ 'MWAA GetEnvironment': new ServiceRefusal('ResourceNotFoundException', 'gone', {}, 404) });

    await expect(verbs.environment('jobs')).resolves.toBeUndefined();
  });

  test('passes on other errors', async () => {
    const { verbs } = airflow({ 'MWAA GetEnvironment': new Error('broken') });

    await expect(verbs.environment('jobs')).rejects.toThrow('broken');
  });
});

test('loginUrl signs in to the web server', async () => {
  const { verbs, calls } = airflow({ 'MWAA CreateWebLoginToken': { WebServerHostname: 'abc.airflow.aws', WebToken: 't0' } });

  await expect(verbs.loginUrl('jobs')).resolves.toBe('https://abc.airflow.aws/aws_mwaa/aws-console-sso?login=true#t0');
  expect(calls[0]?.path).toBe('/webtoken/jobs');
});

describe('start', () => {
  test('starts a run in the named environment, with its configuration and without a logical date', async () => {
    const { verbs, calls } = airflow({ ...STARTABLE, 'POST /dags/bakery_sales/dagRuns': run('queued') });

    await expect(verbs.start('jobs', 'bakery_sales', { email_on_failure: true })).resolves.toEqual(RUN);
    expect(calls.at(-1)).toEqual({
      operation: 'POST /dags/bakery_sales/dagRuns',
      path: '/restapi/jobs',
      body: { dag_run_id: 'cli-mwpn5s00', logical_date: null, conf: { email_on_failure: true } },
    });
  });

  test("every path of a started run fits the service's limit of 64 characters", () => {
    const { dag, run: id } = { dag: 'spark_pi_example', run: 'cli-mwpn5s00' };
    expect(`/dags/${dag}/dagRuns/${id}`.length).toBeLessThanOrEqual(64);
    expect('/dags/~/dagRuns/~/taskInstances/list'.length).toBeLessThanOrEqual(64);
  });

  test.each([
    ['is paused', { 'GET /dags/bakery_sales': { is_paused: true } }, /DAG bakery_sales is paused/],
    [
      'cannot be imported',
      {
        'GET /dags/bakery_sales': { is_paused: false, has_import_errors: true },
        'GET /importErrors': { import_errors: [{ filename: 'bakery_sales.py', stack_trace: 'Traceback\nNameError: x\n' }] },
      },
      /cannot import DAG bakery_sales; got bakery_sales\.py: NameError: x/,
    ],
    ['is not known', { 'GET /importErrors': { import_errors: [] } }, /has no DAG bakery_sales; got no import error; upload the DAGs/],
  ])('refuses a DAG that %s, and starts nothing', async (_, answers, message) => {
    const { verbs, calls } = airflow(answers);

    await expect(verbs.start('jobs', 'bakery_sales', {})).rejects.toThrow(message);
    expect(calls.some(({ operation }) => operation.startsWith('POST'))).toBe(false);
  });

  test("quotes Airflow's refusal", async () => {
    const { verbs } = airflow({ ...STARTABLE, 'POST /dags/bakery_sales/dagRuns': status(403, { detail: 'Forbidden' }) });

    await expect(verbs.start('jobs', 'bakery_sales', {})).rejects.toThrow(
      /refused POST \/dags\/bakery_sales\/dagRuns with status 403; got {"detail":"Forbidden"}; grant a higher Airflow role/,
    );
  });

  test.each([
    ['ResourceNotFoundException', /Airflow environment jobs not found; got why/],
    ['ValidationException', /the Airflow environment jobs is not available; got why/],
  ])('says what %s means', async (name, message) => {
    const { verbs } = airflow({ 'GET /dags/bakery_sales': new ServiceRefusal(name, 'why', {}, 400) });

    await expect(verbs.start('jobs', 'bakery_sales', {})).rejects.toThrow(message);
  });

  test('quotes a response with an unexpected shape', async () => {
    const { verbs } = airflow({ 'GET /dags/bakery_sales': { paused: 'maybe' } });

    await expect(verbs.start('jobs', 'bakery_sales', {})).rejects.toThrow(/unexpected response of Airflow to GET \/dags\/bakery_sales;.*maybe/);
  });
});

describe('wait', () => {
  test('reports running tasks, and returns the results', async () => {
    const { verbs, calls } = airflow({
      [GET_RUN]: inTurn(run('running', { duration: null }), run('success')),
      [TASKS]: inTurn(
        { task_instances: [task('create_job_flow', 'success'), task('watch_step', 'up_for_reschedule', 0), task('terminate_job_flow', null)] },
        { task_instances: [task('create_job_flow', 'success'), task('watch_step', 'success', 0)] },
      ),
    });
    const watching = recordingTask();

    await expect(verbs.wait('jobs', RUN, watching)).resolves.toMatchObject({
      ...RUN,
      seconds: 61.3,
      tasks: [
        { task: 'create_job_flow', index: -1 },
        { task: 'watch_step', index: 0 },
      ],
    });
    expect(watching.lines).toEqual(['running, 1 of 3 tasks done: watch_step 0 up_for_reschedule']);
    expect(calls.find(({ operation }) => operation === TASKS)?.body).toMatchObject({ dag_ids: ['bakery_sales'], dag_run_ids: ['cli-mwpn5s00'] });
  });

  test('fails with the failed tasks, and does not stop the run again', async () => {
    const { verbs, calls } = airflow({
      [GET_RUN]: run('failed'),
      [TASKS]: { task_instances: [task('add_steps', 'success'), task('watch_step', 'failed', 2)] },
    });

    await expect(verbs.wait('jobs', RUN, recordingTask())).rejects.toThrow(/DAG run cli-mwpn5s00 of bakery_sales failed; got watch_step 2/);
    expect(calls.filter(({ operation }) => operation.startsWith('PATCH'))).toEqual([]);
  });

  test('marks the run as failed on interruption', async () => {
    const stop = 'PATCH /dags/bakery_sales/dagRuns/cli-mwpn5s00';
    const watching = recordingTask();
    const { verbs, calls } = airflow({
      [GET_RUN]: run('running'),
      [TASKS]: () => {
        watching.abort();
        return { task_instances: [] };
      },
      [stop]: {},
    });

    await expect(verbs.wait('jobs', RUN, watching)).rejects.toThrow(/abort/i);
    expect(calls.filter(({ operation }) => operation === stop).map(({ body }) => body)).toEqual([{ state: 'failed', note: 'stopped by stagecraft' }]);
  });
});

test('returns the requested runs and tasks', async () => {
  const { verbs, calls } = airflow({
    'POST /dags/~/dagRuns/list': { dag_runs: [run('success')] },
    [TASKS]: { task_instances: [task('watch_step', null, 1)] },
  });

  await expect(verbs.runs('jobs', ['bakery_sales'], 5)).resolves.toEqual([
    { ...RUN, state: 'success', started: '2026-11-21T00:00:00Z', seconds: 61.3 },
  ]);
  await expect(verbs.tasks('jobs', RUN)).resolves.toEqual([{ task: 'watch_step', index: 1, state: 'none', seconds: 1 }]);
  expect(calls[0]?.body).toEqual({ dag_ids: ['bakery_sales'], order_by: '-run_after', page_limit: 5 });
});

test('setVariables updates existing variables and creates missing ones', async () => {
  const { verbs, calls } = airflow({ 'PATCH /variables/work_bucket': {}, 'POST /variables': {} });

  await verbs.setVariables('jobs', { work_bucket: 'w', logs_bucket: 'l' });
  expect(calls.map(({ operation, body }) => [operation, body])).toEqual([
    ['PATCH /variables/work_bucket', { key: 'work_bucket', value: 'w' }],
    ['PATCH /variables/logs_bucket', { key: 'logs_bucket', value: 'l' }],
    ['POST /variables', { key: 'logs_bucket', value: 'l' }],
  ]);
});

describe('stopAll', () => {
  const available = { 'MWAA GetEnvironment': { Environment: { Status: 'AVAILABLE' } } };

  test('marks open runs as failed, including those whose ids exceed the path limit', async () => {
    const long = 'manual__2026-11-21T18:22:02.123456+00:00_AbCdEf12';
    const { verbs, calls } = airflow({
      ...available,
      'POST /dags/~/dagRuns/list': { dag_runs: [run('running'), run('queued', { dag_run_id: long })] },
      'PATCH /dags/bakery_sales/dagRuns/cli-mwpn5s00': {},
      'PATCH /dags/bakery_sales/dagRuns': {},
    });

    await expect(verbs.stopAll('jobs', ['bakery_sales'])).resolves.toEqual([RUN, { dag: 'bakery_sales', run: long }]);
    expect(calls[1]?.body).toMatchObject({ dag_ids: ['bakery_sales'], states: ['queued', 'running'] });
    expect(calls.at(-1)?.body).toEqual({
      actions: [{ action: 'update', entities: [{ dag_run_id: long, state: 'failed', note: 'stopped by stagecraft' }] }],
    });
  });

  test.each([
    ['is not there', new ServiceRefusal('ResourceNotFoundException', 'gone', {}, 404)],
    ['is being deleted', { Environment: { Status: 'DELETING' } }],
  ])('ignores an environment that %s', async (_, state) => {
    const { verbs, calls } = airflow({ 'MWAA GetEnvironment': state });

    await expect(verbs.stopAll('jobs', ['bakery_sales'])).resolves.toEqual([]);
    expect(calls).toHaveLength(1);
  });
});
