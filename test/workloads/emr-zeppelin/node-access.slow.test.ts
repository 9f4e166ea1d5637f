import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectCalls } from '../../../lib/access/collect';
import { RehearsedAccess } from '../../../lib/actions/rehearsed-access';
import { workload } from '../../../lib/paths';
import { withAws } from '../../../lib/rehearsal/aws-endpoint';
import { CallRecorder } from '../../../lib/rehearsal/calls';
import { runProcess } from '../../../lib/rehearsal/engines/process';
import { pythonPackages } from '../../../lib/rehearsal/engines/python-packages';
import { recordingEnvironment, takeCalls } from '../../../lib/rehearsal/python-calls';
import { accountTemplatesOf } from '../../support/scenario';
import { recordingTask } from '../../support/task';

const CLUSTER = { type: 'AWS::EMR::Cluster', id: 'Cluster', use: 'JobFlowRole' };
const hasPython = spawnSync('python3', ['-m', 'pip', '--version']).status === 0;

// The installation of boto3, once, takes most of it.
jest.setTimeout(180_000);

(hasPython ? test : test.skip)("configure.py reads the analyst's password by the role of the cluster's instances, which may read it", async () => {
  const rights = new RehearsedAccess(accountTemplatesOf('emr-zeppelin'), () => 0);
  const [account, calls, task] = [rights.account(), new CallRecorder(), recordingTask()];
  const analyst = account.values.get('/stagecraft/emr-zeppelin/dev/analystSecret') ?? '';
  const folder = mkdtempSync(join(tmpdir(), 'node-'));
  const [settings, shiro, recorded] = ['settings.json', 'shiro.ini', 'calls.jsonl'].map((name) => join(folder, name)) as [string, string, string];
  const { region } = account.location;
  writeFileSync(settings, JSON.stringify({ region, analyst }));
  // The version that bootstrap.sh installs on nodes.
  const packages = await pythonPackages({ python: 'python3', packages: ['boto3==1.44.5'], env: process.env }, task);
  const answers = {
    'secretsmanager.GetSecretValue': async ({ SecretId }: { readonly SecretId: string }) => ({ ARN: SecretId, SecretString: 'right' }),
  };

  await withAws({ answers, region, record: (call) => calls.record(CLUSTER, call) }, async ({ environment, record }) => {
    const env = { PATH: process.env['PATH'], PYTHONPATH: packages, ZEPPELIN_DEMO_SETTINGS: settings, PYTHONDONTWRITEBYTECODE: '1', ...environment };
    const program = [workload('emr-zeppelin', 'node', 'configure.py'), 'users', shiro];
    const ended = await runProcess('python3', program, { env: recordingEnvironment(recorded, env), signal: task.signal });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    for (const call of await takeCalls(recorded)) record(call);
  });

  expect(readFileSync(shiro, 'utf8')).toContain('analyst = right, admin');
  const requests = (await collectCalls(calls.recorded, account)).flatMap((call) => call.requests);
  expect(requests.map(({ action, resource }) => [action, resource])).toEqual([['secretsmanager:GetSecretValue', analyst]]);
  const authorize = await rights.authorizerOf(CLUSTER);
  const elsewhere = requests.map((request) => ({ ...request, resource: request.resource.replace('Analyst', 'Another') }));
  expect([...requests, ...elsewhere].map((request) => authorize(request).isAllowed)).toEqual([true, false]);
});
