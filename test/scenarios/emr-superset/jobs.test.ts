import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListStepsCommand } from '@aws-sdk/client-emr';
import { data } from '../../../lib/scenarios/emr-superset/data';
import { jobs } from '../../../lib/scenarios/emr-superset/jobs';
import { logs } from '../../../lib/scenarios/emr-superset/logs';
import { queries } from '../../../lib/scenarios/emr-superset/queries';
import { scenario } from '../../../lib/scenarios/emr-superset/scenario';
import { REPLACE_CLUSTER } from '../../../lib/scenarios/emr-superset/settings';
import { tools } from '../../../lib/scenarios/emr-superset/tools';
import { NodeAccount } from '../../support/node-account';
import { recordingTask } from '../../support/task';
import { CONTRACT } from './templates';

const temporaryFolder = () => mkdtempSync(join(tmpdir(), 'superset-'));

let account: NodeAccount;
beforeEach(() => {
  account = new NodeAccount();
});

const context = () => ({
  config: scenario.config.parse({}),
  stage: 'dev',
  contract: CONTRACT,
  aws: account.aws(),
  task: recordingTask(),
  params: {},
  method: undefined,
  wait: true,
  env: {},
});

describe('acceptance 6: the step of the installer', () => {
  test('acceptance 6: runs on the primary node, continues on failure, and fetches the archive from S3', async () => {
    await jobs.install.run(context());
    const [step] = account.added;

    expect(account.added).toHaveLength(1);
    expect(step).toMatchObject({ Name: 'Install Superset', ActionOnFailure: 'CONTINUE', HadoopJarStep: { Jar: 'command-runner.jar' } });
    expect(step?.HadoopJarStep.Args.slice(0, 2)).toEqual(['bash', '-c']);
    expect(step?.HadoopJarStep.Args.slice(3)).toEqual([
      'step',
      's3://assets/installer.zip',
      ...['--region', 'us-east-1', '--secret-key', CONTRACT.secretKey, '--admin', CONTRACT.adminSecret, '--alpha', String(CONTRACT.alphaSecret)],
      ...['--port', '8280'],
    ]);
    expect(step?.HadoopJarStep.Args[2]).toMatch(/aws s3 cp --only-show-errors "\$1"[\s\S]*bash install_superset\.sh "\$@"$/);
  });

  test('acceptance 6: reports the URL and the secret with the password, without the password', async () => {
    await expect(jobs.install.run(context())).resolves.toEqual({
      cluster: 'j-1',
      step: 's-1',
      seconds: 95,
      address: 'http://localhost:8280, by stagecraft open emr-superset superset',
      user: 'SupersetAdmin',
      password: CONTRACT.adminSecret,
    });
  });

  test('returns the step with --no-wait', async () => {
    await expect(jobs.install.run({ ...context(), wait: false })).resolves.toMatchObject({ step: 's-1' });
  });

  test('refuses a terminated cluster, with the command to replace it', async () => {
    account.clusterState = 'TERMINATED';

    await expect(jobs.install.run(context())).rejects.toMatchObject({
      refusal: {
        problem: 'cluster demo (j-1) accepts no steps: it is TERMINATED',
        fix: expect.stringMatching(/^stagecraft deploy emr-superset replaces it, then stagecraft run emr-superset install/),
      },
    });
  });

  test('a failed step fails the job, with the end of its log', async () => {
    account.stepState = 'FAILED';

    await expect(jobs.install.run(context())).rejects.toMatchObject({ refusal: { problem: expect.stringContaining('did not complete') } });
  });
});

test('imports assets by a step, with the database URI and no password', async () => {
  await jobs['import-assets'].run(context());
  const [step] = account.added;

  expect(step?.HadoopJarStep.Args.slice(4)).toEqual(['s3://assets/bundle.zip', CONTRACT.databaseUri, 'emr_superset_demo']);
  expect(step?.HadoopJarStep.Args[2]).toMatch(/sudo -u superset env .*import_assets\.py "\$PWD" "\$@"$/);
});

describe('status', () => {
  test('requests the health of the service on the primary node', async () => {
    account.output = 'service=active\nhealth=OK\nversion=6.1.0\n';

    await expect(jobs.status.run(context())).resolves.toEqual({ instance: 'i-primary', service: 'active', health: 'OK', version: '6.1.0' });
    expect(account.commands.join('\n')).toContain('http://127.0.0.1:8280/health');
  });

  test('names what is missing', async () => {
    account.output = 'service=\nhealth=\nversion=\n';

    await expect(jobs.status.run(context())).resolves.toMatchObject({ service: 'not installed', health: 'no answer', version: 'none' });
  });

  test("names a terminated cluster, with EMR's reason and the next step", async () => {
    account.clusterState = 'TERMINATED';

    await expect(jobs.status.run(context())).rejects.toMatchObject({
      refusal: { problem: 'cluster j-1 has terminated', got: 'TERMINATED: idle for too long', fix: REPLACE_CLUSTER },
    });
  });
});

test('opens Superset by port forwarding to the primary node', async () => {
  await expect(tools.superset.open(context())).resolves.toMatchObject({ url: 'http://localhost:8280' });
  expect(account.forwarded).toEqual([{ instanceId: 'i-primary', port: 8_280 }]);
});

test.each(['password', 'cluster', 'athena'] as const)('%s is a page of the console', async (tool) => {
  const { url } = await tools[tool].open(context());

  expect(url).toMatch(/^https:\/\/us-east-1\.console\.aws\.amazon\.com\/(secretsmanager\/secret\?name=arn.*&region|emr\/home\?|athena\/home\?)/);
});

test('the log of the service is the journal of the node', async () => {
  account.output = ['2026-11-21T10:00:01.123456+0000 ip-10-0-1-2 gunicorn[77]: Listening at: http://127.0.0.1:8280', 'no such line'].join('\n');

  await expect(logs.superset.read({ ...context(), since: new Date(5_000) })).resolves.toEqual([
    { time: new Date('2026-11-21T10:00:01.123Z'), source: 'gunicorn[77]', message: 'Listening at: http://127.0.0.1:8280' },
  ]);
  expect(account.commands.join('\n')).toContain('--since @5');
});

test('logs of steps have the end time of each step, without running and older steps', async () => {
  const step = (Id: string, EndDateTime?: Date) => ({
    Id,
    Name: 'The step',
    Status: { State: EndDateTime ? 'COMPLETED' : 'RUNNING', Timeline: { StartDateTime: new Date(0), EndDateTime } },
  });
  const steps = [step('s-4'), step('s-3', new Date(9_000)), step('s-2', new Date(5_000)), step('s-1', new Date(4_999))];
  account.emr.on(ListStepsCommand).resolves({ Steps: steps as never });
  const lines = await logs.steps.read({ ...context(), since: new Date(5_000) });

  expect(lines.map(({ time, source, message }) => `${time.getTime()} ${source}: ${message.trim()}`)).toEqual([
    '9000 The step (s-3): end of stdout:',
    '9000 The step (s-3): first line',
    '9000 The step (s-3): last line',
    '5000 The step (s-2): end of stdout:',
    '5000 The step (s-2): first line',
    '5000 The step (s-2): last line',
  ]);
});

test('a cluster that EMR no longer describes has no step logs', async () => {
  const aws = account.aws();
  const emr = { ...aws.emr, cluster: async () => undefined };

  await expect(logs.steps.read({ ...context(), aws: { ...aws, emr }, since: new Date(0) })).resolves.toEqual([]);
});

test('queries send the statements of the charts to Athena', async () => {
  await expect(queries['top-items'].run(context())).resolves.toMatchObject({ rows: [['Coffee', 5471]] });
  await queries['items-per-day'].run(context());

  expect(account.asked.map(({ workgroup, database }) => [workgroup, database])).toEqual([
    ['emr-superset', 'emr_superset_demo'],
    ['emr-superset', 'emr_superset_demo'],
  ]);
  expect(account.asked[0]?.sql).toMatch(/LIMIT 10/);
});

test('steps are listed', async () => {
  await expect(queries.steps.run(context())).resolves.toMatchObject({ rows: [['s-1', 'The step', 'RUNNING', 0, '']] });
});

describe('data', () => {
  test('is the same for the same seed, and is uploaded to the folder of the table', async () => {
    const folder = temporaryFolder();
    const params = data.params.parse({ rows: '50' }) as never;
    await data.generate({ folder, params, task: recordingTask() });

    await expect(data.upload({ ...context(), folder })).resolves.toMatchObject({ bucket: 'data', uploaded: 1 });
    expect(account.uploads).toEqual(['data/bakery/bakery.csv']);
  });

  test('refuses a folder without the file', async () => {
    await expect(data.upload({ ...context(), folder: temporaryFolder() })).rejects.toMatchObject({
      refusal: { problem: 'the folder has no sales of a bakery', allowed: expect.stringContaining('BreadBasket_DMS.csv') },
    });
  });
});
