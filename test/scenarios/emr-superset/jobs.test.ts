import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TerminateJobFlowsCommand } from '@aws-sdk/client-emr';
import { data } from '../../../lib/scenarios/emr-superset/data';
import { jobs } from '../../../lib/scenarios/emr-superset/jobs';
import { queries } from '../../../lib/scenarios/emr-superset/queries';
import { scenario } from '../../../lib/scenarios/emr-superset/scenario';
import { leftovers, protections, stop } from '../../../lib/scenarios/emr-superset/teardown';
import { logs, tools } from '../../../lib/scenarios/emr-superset/tools';
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
});

describe('acceptance 6: the step of the installer', () => {
  test('acceptance 6: runs on the primary node, lets the cluster go on, and fetches the archive from S3', async () => {
    await jobs.install.run(context());
    const [step] = account.added;

    expect(account.added).toHaveLength(1);
    expect(step).toMatchObject({ Name: 'Install Superset', ActionOnFailure: 'CONTINUE', HadoopJarStep: { Jar: 'command-runner.jar' } });
    expect(step?.HadoopJarStep.Args.slice(0, 2)).toEqual(['bash', '-c']);
    expect(step?.HadoopJarStep.Args.slice(3)).toEqual([
      'step',
      's3://assets/installer.zip',
      ...['--region', 'us-east-1', '--secret-key', CONTRACT.secretKey, '--admin', CONTRACT.adminSecret, '--alpha', CONTRACT.alphaSecret],
      ...['--port', '8280'],
    ]);
    expect(step?.HadoopJarStep.Args[2]).toMatch(/aws s3 cp --only-show-errors "\$1"[\s\S]*bash install_superset\.sh "\$@"$/);
  });

  test('acceptance 6: says where to go and which secret has the password, never the password', async () => {
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

  test('a step that fails ends the job, with the end of its log', async () => {
    account.stepState = 'FAILED';

    await expect(jobs.install.run(context())).rejects.toMatchObject({ refusal: { problem: expect.stringContaining('did not complete') } });
  });
});

test('assets are imported by a step, with the address of the database and no password', async () => {
  await jobs['import-assets'].run(context());
  const [step] = account.added;

  expect(step?.HadoopJarStep.Args.slice(4)).toEqual(['s3://assets/bundle.zip', CONTRACT.databaseUri, 'emr_superset_demo']);
  expect(step?.HadoopJarStep.Args[2]).toMatch(/sudo -u superset env .*import_assets\.py "\$PWD" "\$@"$/);
});

describe('status', () => {
  test('asks the service on the primary node', async () => {
    account.output = 'service=active\nhealth=OK\nversion=6.1.0\n';

    await expect(jobs.status.run(context())).resolves.toEqual({ instance: 'i-primary', service: 'active', health: 'OK', version: '6.1.0' });
    expect(account.commands.join('\n')).toContain('http://127.0.0.1:8280/health');
  });

  test('says what is not there', async () => {
    account.output = 'service=\nhealth=\nversion=\n';

    await expect(jobs.status.run(context())).resolves.toMatchObject({ service: 'not installed', health: 'no answer', version: 'none' });
  });

  test('a cluster that has terminated is named, with the reason of EMR and what to do', async () => {
    account.clusterState = 'TERMINATED';

    await expect(jobs.status.run(context())).rejects.toMatchObject({
      refusal: { problem: 'cluster j-1 has terminated', got: 'TERMINATED: idle for too long', fix: expect.stringContaining('idleHours') },
    });
  });
});

test('Superset is opened by a port of the primary node', async () => {
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

test('what steps printed is read from S3', async () => {
  const lines = await logs.steps.read({ ...context(), since: new Date(0) });

  expect(lines.map(({ source, message }) => `${source}: ${message}`)).toEqual(['The step (s-1): first line', 'The step (s-1): last line']);
});

test('queries ask Athena what the charts ask', async () => {
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

  test('a folder without the file is refused', async () => {
    await expect(data.upload({ ...context(), folder: temporaryFolder() })).rejects.toMatchObject({
      refusal: { problem: 'the folder has no sales of a bakery', allowed: expect.stringContaining('BreadBasket_DMS.csv') },
    });
  });
});

describe('acceptance 14: destroy', () => {
  test('acceptance 14: queries and steps are stopped, and the cluster has terminated before anything is deleted', async () => {
    await expect(stop(context())).resolves.toEqual(['query q-1', 'step s-1', 'cluster j-1']);
    expect(account.emr.commandCalls(TerminateJobFlowsCommand)).toHaveLength(1);
    expect(account.clusterState).toBe('TERMINATED');
  });

  test('acceptance 14: a cluster that has gone is no work', async () => {
    account.clusterState = 'TERMINATED';

    await expect(stop(context())).resolves.toEqual(['query q-1']);
  });

  test('acceptance 14: a protected cluster is named before it is touched', async () => {
    account.isProtected = true;

    await expect(protections(context())).resolves.toEqual(['cluster demo (j-1)']);
  });

  test('acceptance 14: what services made by themselves is removed: contents, tables, security groups of EMR', () => {
    expect(leftovers(context())).toEqual([
      { kind: 'bucket-contents', bucket: 'data' },
      { kind: 'bucket-contents', bucket: 'logs' },
      { kind: 'catalog-tables', database: 'emr_superset_demo' },
      { kind: 'emr-security-groups', vpc: 'vpc-1' },
    ]);
  });

  test('acceptance 14: security groups in a network that was there before are left alone', () => {
    const set = { vpcId: 'vpc-0a1b2c3d', subnetId: 'subnet-0a1b2c3d', availabilityZone: 'eu-central-1a' };
    const kinds = leftovers({ ...context(), config: scenario.config.parse(set) }).map(({ kind }) => kind);

    expect(kinds).toEqual(['bucket-contents', 'bucket-contents', 'catalog-tables']);
  });
});
