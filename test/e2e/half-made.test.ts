import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { CreateBucketCommand, DeleteBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteParametersCommand, DescribeParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { lookInto, remains } from '../support/account-look';
import { type MiniStack, startMiniStack } from '../support/ministack';
import { cdk, type Ended, expectExit, stagecraft } from '../support/spawned';

/** Deployments that fail, and their removal by destroy. Every test leaves the account empty. */

const LAKE = 'glue-athena-data-lake';
const BUCKET = 'smart-hub-logs-000000000000-us-east-1';

let server: MiniStack;
let folder: string;

beforeAll(async () => {
  server = await startMiniStack();
  folder = await mkdtemp(join(tmpdir(), 'stagecraft-e2e-'));
  await cdk(['bootstrap', 'aws://000000000000/us-east-1'], { env: server.env, cwd: folder });
});

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const run = (args: readonly string[], interruptAt?: string): Promise<Ended> => stagecraft(args, { env: server.env, cwd: folder, interruptAt });
const json = async (...args: string[]) => JSON.parse(expectExit(await run([...args, '--json']), 0).stdout);
const empty = { stacks: ['CDKToolkit'], databases: [], crawlers: [], jobs: [], functions: [], logGroups: [], stateMachines: [] };

test('wrong account: writes nothing to an account other than --account', async () => {
  const before = await remains(server);
  const env = server.envOf('111122223333');
  for (const command of [
    ['deploy', LAKE, '--yes'],
    ['destroy', LAKE, '--yes'],
    ['run', LAKE, 'rates'],
  ]) {
    const ended = await stagecraft([...command, '--account', '999999999999'], { env, cwd: folder });
    expectExit(ended, 2);
    expect(ended.stderr).toContain('these credentials belong to another account\ngot      111122223333');
  }
  expect(await remains(server)).toEqual(before);
});

test.each([
  ['a profile', { AWS_PROFILE: 'work' }, /AWS_ENDPOINT_URL and a credentials profile disagree/],
  ['real keys', { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' }, /AWS_ENDPOINT_URL and real credentials disagree/],
])('refuses when an emulator and %s disagree', async (_, real, message) => {
  const ended = await stagecraft(['deploy', LAKE, '--yes'], { env: { ...server.env, ...real }, cwd: folder });
  expectExit(ended, 2);
  expect(ended.stderr).toMatch(message);
});

test("an existing bucket name: shows the reason, and destroy cleans up without touching the other owner's bucket", async () => {
  const s3 = new S3Client(lookInto(server));
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'theirs', Body: 'x' }));

  const ended = await run(['deploy', LAKE, '--yes']);
  expectExit(ended, 1);
  expect(ended.stderr).toMatch(/error +glue-athena-data-lake-lake: AWS::S3::Bucket glue-athena-data-lake\/lake\/\S+/);
  expect(ended.stderr).toMatch(/got .*already exists/);
  expect(ended.stderr).toContain(`stagecraft destroy ${LAKE}`);

  const status = await run(['status', LAKE]);
  expectExit(status, 0);
  expect(status.stdout).toMatch(/ROLLBACK_COMPLETE +its creation failed and was undone/);
  expect(status.stdout).toContain('already exists');

  const again = await run(['deploy', LAKE]);
  expect(again.stderr).toContain(`${LAKE}-lake will be deleted and created again`);

  expect(expectExit(await run(['destroy', LAKE, '--yes']), 0).stdout).toContain('nothing left');
  const left = await remains(server);
  expect(left).toMatchObject(empty);
  expect(left.buckets).toContain(BUCKET);

  await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'theirs' }));
  await s3.send(new DeleteBucketCommand({ Bucket: BUCKET }));
});

test('Ctrl-C during deploy: CloudFormation continues, status shows it, destroy removes it', async () => {
  const ended = await run(['deploy', LAKE, '--yes'], 'CREATE_COMPLETE AWS::Glue::Database');
  expectExit(ended, 130);
  expect(ended.stderr).toContain('CloudFormation goes on with the stack that it has begun');
  expect(ended.stderr).toContain(`stagecraft status ${LAKE}`);

  const { stacks } = await json('status', LAKE);
  expect(stacks[0].status).toMatch(/^CREATE_(IN_PROGRESS|COMPLETE)$/);
  expect(expectExit(await run(['destroy', LAKE, '--yes']), 0).stdout).toContain('nothing left');
  expect(await remains(server)).toMatchObject(empty);
});

test('Ctrl-C during destroy: the same command finishes', async () => {
  expectExit(await run(['deploy', LAKE, '--yes']), 0);
  const ended = await run(['destroy', LAKE, '--yes'], `deleting stack ${LAKE}-processing`);
  expectExit(ended, 130);
  expect(ended.stderr).toContain('repeat the command: it finishes what is left');

  expectExit(await run(['destroy', LAKE, '--yes']), 0);
  expect(await remains(server)).toMatchObject(empty);
});

test('destroy without the contract: parameters are deleted, tables and log groups were created meanwhile', async () => {
  expectExit(await run(['deploy', LAKE, '--yes']), 0);
  const settings = lookInto(server);
  const ssm = new SSMClient(settings);
  const { Parameters = [] } = await ssm.send(new DescribeParametersCommand({}));
  const names = Parameters.flatMap(({ Name = '' }) => (Name.startsWith('/stagecraft/') ? [Name] : []));
  while (names.length > 0) await ssm.send(new DeleteParametersCommand({ Names: names.splice(0, 10) }));
  await new GlueClient(settings).send(new CreateTableCommand({ DatabaseName: 'smart_hub_data_catalog', TableInput: { Name: 'made_by_a_query' } }));
  await new S3Client(settings).send(new PutObjectCommand({ Bucket: BUCKET, Key: 'glue-etl-jobs/log', Body: 'x' }));

  const ended = await run(['destroy', LAKE, '--yes']);
  expectExit(ended, 0);
  expect(ended.stdout).toContain('removed 1 from tables that crawlers and queries created in smart_hub_data_catalog');
  expect(ended.stdout).toContain(`removed 1 from objects of bucket ${BUCKET}`);
  expect(await remains(server)).toMatchObject(empty);
});

test('finds a log group by name that was created after the stacks were deleted', async () => {
  await new CloudWatchLogsClient(lookInto(server)).send(new CreateLogGroupCommand({ logGroupName: '/aws/lambda/athena-complex-etl-query' }));
  const plan = await json('destroy', LAKE, '--plan');
  expect(plan).toMatchObject({ anything: true, leftovers: [{ what: 'log group /aws/lambda/athena-complex-etl-query', count: 1 }] });
  expectExit(await run(['destroy', LAKE, '--yes']), 0);
  expect(await remains(server)).toMatchObject(empty);
});

test('two stages coexist, and destroying one leaves the other unchanged', async () => {
  expectExit(await run(['deploy', LAKE, '--yes']), 0);
  expectExit(await run(['deploy', LAKE, '--yes', '--stage', 'blue']), 0);
  expectExit(await run(['destroy', LAKE, '--yes']), 0);

  expect((await remains(server)).databases).toEqual(['smart_hub_data_catalog_blue']);
  expect(await json('status', LAKE, '--stage', 'blue')).toMatchObject({ deployed: true });
  expectExit(await run(['destroy', LAKE, '--yes', '--stage', 'blue']), 0);
  expect(await remains(server)).toMatchObject(empty);
});
