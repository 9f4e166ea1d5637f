import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { remains } from '../support/account-look';
import { ALONE } from '../support/emulated-stacks';
import { type MiniStack, startMiniStack } from '../support/ministack';
import { publishRest } from '../support/partial-contract';
import { cdk, expectExit, stagecraft } from '../support/spawned';

/** The stacks that the emulator has the types of, without the others of their scenario: deployed, used and destroyed by the CLI. */

let server: MiniStack;
let folder: string;
let bare: Awaited<ReturnType<typeof remains>>;

beforeAll(async () => {
  server = await startMiniStack();
  folder = await mkdtemp(join(tmpdir(), 'stagecraft-e2e-'));
  expectExit(await cdk(['bootstrap', 'aws://000000000000/us-east-1'], { env: server.env, cwd: folder }), 0);
  bare = await remains(server);
});

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const run = (...args: readonly string[]) => stagecraft(args, { env: server.env, cwd: folder });
const done = async (...args: readonly string[]) => expectExit(await run(...args), 0);
const json = async (...args: readonly string[]) => JSON.parse((await done(...args, '--json')).stdout);

const upload = async (scenario: string, ...params: readonly string[]) => {
  await done('data', 'generate', scenario, '--to', scenario, ...params);
  return (await json('data', 'upload', scenario, '--from', scenario)).facts;
};

/** What is done with each stack, by scenario. */
const uses: Readonly<Record<string, () => Promise<void>>> = {
  async 'macie-data-lake'() {
    expect(await upload('macie-data-lake', '--param', 'patients=20')).toMatchObject({ uploaded: 16, unchanged: 0 });
    expect((await json('query', 'macie-data-lake', 'objects')).table.rows).toContainEqual(['patient_data/patients.csv', expect.any(Number)]);
  },
  async 'emr-pyspark'() {
    expect(await upload('emr-pyspark', '--param', 'scale=0.1')).toMatchObject({ sets: 'bakery, movie_ratings, stocks', uploaded: 38 });
    expect((await json('run', 'emr-pyspark', 'upload')).facts.uploaded).toBeGreaterThan(7);
    expect((await json('run', 'emr-pyspark', 'crawl')).facts.seconds).toBeGreaterThan(0);
  },
  async 'emr-superset'() {
    expect(await upload('emr-superset', '--param', 'rows=1000')).toMatchObject({ uploaded: 1 });
    expect(await json('query', 'emr-superset', 'top-items')).toMatchObject({ query: 'top-items' });
  },
  async 'emr-zeppelin'() {
    expect(await upload('emr-zeppelin', '--param', 'sales=1000', '--param', 'ratings=1000')).toMatchObject({ uploaded: expect.any(Number) });
    expect(await json('query', 'emr-zeppelin', 'tables')).toMatchObject({ table: { rows: [] } });
  },
  async 'firehose-redshift'() {
    const { facts } = await json(
      'run',
      'firehose-redshift',
      'simulate',
      '--set',
      'delivery=streaming',
      '--param',
      'speed=100000',
      '--param',
      'repeat=1',
    );
    expect(facts.sent).toBeGreaterThan(100);
  },
};

/** Left when the emulator lacks the service that would have to be asked. */
const UNSEEN: Readonly<Record<string, string>> = { 'macie-data-lake': 'Macie scans' };

test.each(ALONE)('$scenario: deploys $stack, uses it, and destroys it with proof', async ({ scenario, stack, set }) => {
  const configuration = set === undefined ? [] : ['--set', set];
  const deployed = await json('deploy', scenario, '--stacks', stack, ...configuration, '--yes');
  expect(deployed.stacks).toEqual([expect.objectContaining({ name: `${scenario}-${stack}`, status: 'CREATE_COMPLETE' })]);

  const withdraw = await publishRest(server, scenario);
  await uses[scenario]?.();
  await withdraw();

  const unseen = UNSEEN[scenario];
  const ended = expectExit(await run('destroy', scenario, ...configuration, '--yes', '--json'), unseen === undefined ? 0 : 1);
  expect(JSON.parse(ended.stdout)).toMatchObject({
    left: unseen === undefined ? [] : [{ what: expect.stringContaining(unseen), why: expect.stringContaining('could not be looked up') }],
    deleted: [`${scenario}-${stack}`],
  });
  expect(await remains(server)).toEqual(bare);
});

test('refuses a stack that the scenario does not have, and one whose types the emulator lacks', async () => {
  const unknown = expectExit(await run('deploy', 'emr-pyspark', '--stacks', 'lake,sea', '--yes'), 2);
  expect(unknown.stderr).toMatch(/no stack of this scenario has that name\ngot +sea\nallowed +lake, network, cluster, workflows/);

  const lacking = expectExit(await run('deploy', 'emr-pyspark', '--stacks', 'network', '--yes'), 2);
  expect(lacking.stderr).toMatch(/lacks \d of the \d+ resource types of this scenario/);
  expect(await remains(server)).toEqual(bare);
});
