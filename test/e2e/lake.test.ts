import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { remains } from '../support/account-look';
import { type MiniStack, startMiniStack } from '../support/ministack';
import { cdk, type Ended, expectExit, stagecraft } from '../support/spawned';

/** One deployment of the lake, from an empty account to the proof that nothing is left, with the real CLI. The tests depend on their order. */

const LAKE = 'glue-athena-data-lake';
const FUNCTIONS = [
  'athena-complex-etl-query',
  'athena-csv-to-parquet-locations',
  'athena-json-to-parquet-data',
  'athena-json-to-parquet-mappings',
  'athena-parquet-to-parquet-elt-data',
];
const CRAWLERS = ['smart-hub-data-json', 'smart-hub-sensor-mappings-json', 'smart-hub-locations-csv', 'smart-hub-rates-xml'];

let server: MiniStack;
let folder: string;

beforeAll(async () => {
  server = await startMiniStack();
  folder = await mkdtemp(join(tmpdir(), 'stagecraft-e2e-'));
});

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const run = (args: readonly string[], interruptAt?: string): Promise<Ended> => stagecraft(args, { env: server.env, cwd: folder, interruptAt });
const json = async (...args: string[]) => JSON.parse(expectExit(await run([...args, '--json']), 0).stdout);

test('status of a scenario that is not deployed exits 0', async () => {
  const ended = await run(['status', LAKE]);
  expectExit(ended, 0);
  expect(ended.stdout).toContain(`${LAKE}, stage dev, is not deployed to account 000000000000 in us-east-1`);
});

test('refuses an account that is not bootstrapped, with the command that bootstraps it', async () => {
  const ended = await run(['deploy', LAKE, '--yes']);
  expectExit(ended, 2);
  expect(ended.stderr).toContain('account 000000000000 is not bootstrapped for the CDK in us-east-1');
  expect(ended.stderr).toContain('npx cdk bootstrap aws://000000000000/us-east-1');
});

test('that command bootstraps the account', async () => {
  expectExit(await cdk(['bootstrap', 'aws://000000000000/us-east-1'], { env: server.env, cwd: folder }), 0);
});

test('shows the plan, then refuses to deploy without a terminal and --yes', async () => {
  const ended = await run(['deploy', LAKE]);
  expectExit(ended, 2);
  expect(ended.stderr).toContain(`account 000000000000, region us-east-1, as arn:aws:iam::000000000000:root, at ${server.endpoint} instead of AWS`);
  expect(ended.stderr).toMatch(/glue-athena-data-lake-lake will be created \(not deployed\)/);
  expect(ended.stderr).toMatch(/7 {2}AWS::Glue::Crawler/);
  expect(ended.stderr).toContain('not a terminal: pass --yes to confirm');
  expect(await json('status', LAKE)).toMatchObject({ deployed: false });
});

test('refuses resource types that the endpoint lacks, and never skips them', async () => {
  const dashboard = ['--set', 'withDashboard=true', '--set', 'quicksightPrincipal=arn:aws:quicksight:us-east-1:000000000000:user/default/me'];
  const ended = await run(['deploy', LAKE, '--yes', ...dashboard]);
  expectExit(ended, 2);
  expect(ended.stderr).toMatch(/lacks \d of the \d+ resource types of this scenario/);
  expect(ended.stderr).toContain('AWS::QuickSight::Dashboard');
  expect(await json('status', LAKE)).toMatchObject({ deployed: false });
});

test('deploy', async () => {
  const ended = await run(['deploy', LAKE, '--yes', '--outputs', 'outputs.json']);
  expectExit(ended, 0);
  expect(ended.stderr).toMatch(/CREATE_COMPLETE AWS::Glue::Database glue-athena-data-lake\/lake\//);
  expect(ended.stdout).toContain(`${LAKE} is deployed to account 000000000000 in us-east-1`);
  const outputs = JSON.parse(await readFile(join(folder, 'outputs.json'), 'utf8'));
  expect(outputs[`${LAKE}-lake`]).toMatchObject({ dataBucket: 'smart-hub-data-000000000000-us-east-1' });
});

test('status, outputs and diff of the deployed scenario', async () => {
  const { deployed, stacks } = await json('status', LAKE);
  expect({ deployed, states: stacks.map(({ status }: { status: string }) => status) }).toEqual({
    deployed: true,
    states: ['CREATE_COMPLETE', 'CREATE_COMPLETE'],
  });

  const outputs = await run(['outputs', LAKE]);
  expectExit(outputs, 0);
  expect(outputs.stdout).toMatch(/workgroup +smart-hub/);

  expect(expectExit(await run(['diff', LAKE, '--fail']), 0).stdout).toBe('no differences\n');
  const changed = await run(['diff', LAKE, '--fail', '--set', 'scanLimitMb=100']);
  expectExit(changed, 1);
  expect(changed.stdout).toContain('AWS::Athena::WorkGroup');
});

test('a repeated deploy changes nothing, and one changed value changes one resource', async () => {
  expect((await run(['deploy', LAKE, '--yes'])).stderr).toContain(`${LAKE}-processing is unchanged`);
  const changed = await run(['deploy', LAKE, '--yes', '--set', 'scanLimitMb=100']);
  expectExit(changed, 0);
  expect(changed.stderr).toMatch(/change AWS::Athena::WorkGroup/);
  expect(await json('status', LAKE)).toMatchObject({ deployed: true, stacks: [{ status: 'CREATE_COMPLETE' }, { status: 'UPDATE_COMPLETE' }] });
});

test('data generate and data upload; a second upload sends nothing', async () => {
  expectExit(await run(['data', 'generate', LAKE, '--to', 'raw']), 0);
  expect(await json('data', 'upload', LAKE, '--from', 'raw')).toMatchObject({ facts: { uploaded: 14, unchanged: 0 } });
  expect(await json('data', 'upload', LAKE, '--from', 'raw')).toMatchObject({ facts: { uploaded: 0, unchanged: 14 } });
  expect((await run(['query', LAKE, 'objects'])).stdout).toMatch(/smart_hub_data_json +6/);
});

test('run: starts crawlers and waits for them', async () => {
  expect(await json('run', LAKE, 'crawl-raw')).toMatchObject({ facts: { crawlers: CRAWLERS.join(', ') } });
});

test('run: Ctrl-C stops running crawlers in the account', async () => {
  const ended = await run(['run', LAKE, 'crawl-raw'], '0 of 4 crawlers done');
  expectExit(ended, 130);
  expect((await remains(server)).runningCrawlers).toEqual([]);
});

test('run: starts the Glue job and waits for it', async () => {
  expect(await json('run', LAKE, 'rates')).toMatchObject({ facts: { job: 'rates-xml-to-parquet' } });
});

test('run: the enrichment function runs and starts its ten statements', async () => {
  expect(await json('run', LAKE, 'enrich')).toMatchObject({ facts: { queries: 10 } });
  const { rows } = (await json('query', LAKE, 'history')).table;
  expect(rows.filter((row: readonly unknown[]) => row.some((cell) => String(cell).startsWith('INSERT INTO etl_tmp_output_parquet')))).toHaveLength(
    10,
  );
});

test('run: refuses invalid parameters before anything starts', async () => {
  const ended = await run(['run', LAKE, 'enrich', '--param', "hub=x'; DROP TABLE y"]);
  expectExit(ended, 2);
  expect(ended.stderr).toMatch(/hub/);
});

test('run: a failed pipeline shows state and reason', async () => {
  const ended = await run(['run', LAKE, 'all']);
  expectExit(ended, 1);
  // MiniStack's Athena creates no table by CTAS, so the function that classifies it does not find it.
  expect(ended.stderr).toContain('the execution failed in state Raw data to Parquet');
  expect(ended.stderr).toContain('not found in smart_hub_data_catalog');
});

test('query of the catalog and logs of the functions', async () => {
  const { rows } = (await json('query', LAKE, 'tables')).table;
  expect(rows.map(([name]: readonly string[]) => name).sort()).toEqual([
    'electricity_rates_xml',
    'etl_tmp_output_parquet',
    'sensor_mappings_json',
    'smart_hub_data_json',
    'smart_hub_locations_csv',
  ]);
  expect((await run(['logs', LAKE, 'functions'])).stdout).toContain('athena-complex-etl-query');
});

test('destroy --plan lists everything and changes nothing', async () => {
  const before = await remains(server);
  const ended = await run(['destroy', LAKE, '--plan']);
  expectExit(ended, 0);
  for (const name of [...FUNCTIONS, ...CRAWLERS, 'rates-xml-to-parquet', 'smart_hub_data_catalog', 'smart-hub-data-000000000000-us-east-1']) {
    expect(ended.stdout).toContain(name);
  }
  expect(ended.stdout).toMatch(/\d+ +objects of bucket smart-hub-data-000000000000-us-east-1/);
  expect(await remains(server)).toEqual(before);
  expect(before).toMatchObject({ functions: FUNCTIONS, databases: ['smart_hub_data_catalog'] });
});

test('acceptance 20: destroy leaves no bucket, table, crawler, job, function or log group of the scenario', async () => {
  const ended = await run(['destroy', LAKE, '--yes', '--json']);
  expectExit(ended, 0);
  expect(JSON.parse(ended.stdout)).toMatchObject({ left: [], deleted: [`${LAKE}-processing`, `${LAKE}-lake`] });
  expect(await remains(server)).toEqual({
    stacks: ['CDKToolkit'],
    buckets: ['cdk-hnb659fds-assets-000000000000-us-east-1'],
    databases: [],
    crawlers: [],
    runningCrawlers: [],
    jobs: [],
    functions: [],
    logGroups: [],
    workgroups: ['primary'],
    stateMachines: [],
    parameters: ['/cdk-bootstrap/hnb659fds/version'],
    roles: expect.not.arrayContaining([expect.stringContaining(LAKE)]),
  });
});

test('a second destroy finds nothing to do', async () => {
  const ended = await run(['destroy', LAKE]);
  expectExit(ended, 0);
  expect(ended.stdout).toContain('nothing to destroy');
});
