import { type FakeEndpoint, fakeEndpoint, json, published } from '../../support/fake-endpoint';
import { stagecraft } from '../../support/spawned';
import { PUBLISHED, PUBLISHED_BASE } from './account';

let endpoint: FakeEndpoint;
/** Requests to Airflow's API, as method and path. */
let asked: string[];

beforeEach(async () => {
  endpoint = await fakeEndpoint();
  asked = [];
  endpoint.replies['GetParametersByPath'] = (body) =>
    body.includes('emr-pyspark') ? published('/stagecraft/emr-pyspark/dev', PUBLISHED_BASE) : published('/stagecraft/emr-mwaa/dev', PUBLISHED);
});
afterEach(() => endpoint.close());

/** An Airflow whose runs end in this state. */
function runsEnd(state: string): void {
  endpoint.replies['S3'] = (body) => {
    const { Name, Method, Path } = JSON.parse(body) as { Name: string; Method: string; Path: string };
    asked.push(`${Name} ${Method} ${Path.replace(/cli-\w+/, '<run>')}`);
    const answer = (RestApiResponse: unknown) => json({ RestApiStatusCode: 200, RestApiResponse });
    if (Path.endsWith('/taskInstances/list')) return answer({ task_instances: [{ task_id: 'watch_step', map_index: 0, state, duration: 3 }] });
    if (Path.includes('/dagRuns'))
      return answer({ dag_id: 'spark_pi_example', dag_run_id: 'cli-1', state: Method === 'POST' ? 'queued' : state, duration: 12.5 });
    return answer({ is_paused: false });
  };
}

test('acceptance 10: run triggers the DAG by the REST API of the environment, waits, and exits with 0', async () => {
  runsEnd('success');

  const { code, stdout } = await stagecraft(['run', 'emr-mwaa', 'spark-pi'], endpoint);

  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^spark-pi done\n {2}dag {6}spark_pi_example\n.* {2}seconds {2}12\.5\n/s),
  });
  expect(endpoint.paths.filter((path) => path.includes('restapi'))).toEqual(Array(4).fill('POST /restapi/emr-mwaa'));
  expect(asked).toEqual([
    'emr-mwaa GET /dags/spark_pi_example',
    'emr-mwaa POST /dags/spark_pi_example/dagRuns',
    'emr-mwaa GET /dags/spark_pi_example/dagRuns/<run>',
    'emr-mwaa POST /dags/~/dagRuns/~/taskInstances/list',
  ]);
});

test('acceptance 10: run exits with 1 after a failed DAG run, and names the failed task', async () => {
  runsEnd('failed');

  const { code, stderr } = await stagecraft(['run', 'emr-mwaa', 'spark-pi'], endpoint);

  expect(code).toBe(1);
  expect(stderr).toMatch(/error {4}DAG run cli-\w+ of spark_pi_example failed\ngot {6}watch_step 0\n/);
});

test('names the scenario that has to be deployed first', async () => {
  endpoint.replies['GetParametersByPath'] = (body) =>
    body.includes('emr-pyspark') ? json({ Parameters: [] }) : published('/stagecraft/emr-mwaa/dev', PUBLISHED);

  const { code, stderr } = await stagecraft(['run', 'emr-mwaa', 'configure'], endpoint);

  expect(code).toBe(1);
  expect(stderr).toContain('emr-pyspark is not deployed in stage dev');
  expect(stderr).toContain('stagecraft deploy emr-pyspark');
});
