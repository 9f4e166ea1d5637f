import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordingEnvironment, takeCalls } from '../../lib/rehearsal/python-calls';

const folder = mkdtempSync(join(tmpdir(), 'python-'));
const file = join(folder, 'calls.jsonl');
const hasBoto3 = spawnSync('python3', ['-c', 'import boto3']).status === 0;

/** A program in the place of a workload; botocore's own stubber answers. */
const PROGRAM = `
import boto3
from botocore.stub import Stubber
client = boto3.client("secretsmanager", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
with Stubber(client) as stub:
    stub.add_response("get_secret_value", {"ARN": "arn:aws:secretsmanager:us-east-1:111122223333:secret:shop-AbCdEf", "SecretString": "hunter2"})
    stub.add_client_error("get_secret_value", "AccessDeniedException")
    print(client.get_secret_value(SecretId="shop")["SecretString"])
    try:
        client.get_secret_value(SecretId="other")
    except client.exceptions.ClientError as error:
        print(error.response["Error"]["Code"])
`;

const run = (program: string, environment: NodeJS.ProcessEnv) => {
  const path = join(folder, 'program.py');
  writeFileSync(path, program);
  return execFileSync('python3', [path], { env: environment, encoding: 'utf8' });
};

(hasBoto3 ? test : test.skip)('records what a program with boto3 calls, and no secret of an answer', async () => {
  expect(run(PROGRAM, recordingEnvironment(file, { PATH: process.env['PATH'] }))).toBe('hunter2\nAccessDeniedException\n');

  const calls = await takeCalls(file);
  expect(calls).toEqual([
    {
      service: 'secretsmanager',
      operation: 'GetSecretValue',
      input: { SecretId: 'shop' },
      answer: { ARN: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:shop-AbCdEf' },
    },
    { service: 'secretsmanager', operation: 'GetSecretValue', input: { SecretId: 'other' } },
  ]);
  await expect(takeCalls(file)).resolves.toEqual([]);
});

test('imports no botocore into a program that needs none, and keeps its PYTHONPATH', () => {
  const program = 'import sys\nprint("botocore" in sys.modules, any(path == "/own" for path in sys.path))';
  expect(run(program, recordingEnvironment(file, { PATH: process.env['PATH'], PYTHONPATH: '/own' }))).toBe('False True\n');
});
