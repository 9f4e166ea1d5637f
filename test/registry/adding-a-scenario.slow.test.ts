import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type CheckoutCopy, copyCheckout } from '../support/checkout-copy';
import { type FakeEndpoint, fakeEndpoint, json, published, type Reply } from '../support/fake-endpoint';
import { textOf } from '../support/files';
import { type Ended, expectExit, nodeProcess } from '../support/spawned';

// The scenario that CONTRIBUTING.md shows, written into a copy of this checkout, and every kind of command on it.
jest.setTimeout(180_000);

const ID = 'room-climate';
const REGISTRY = 'lib/scenarios/registry.ts';
const ACCOUNT = '000000000000';

/** Code blocks of CONTRIBUTING.md by the path in their first lines. */
const blocks = Object.fromEntries(
  [...textOf('CONTRIBUTING.md').matchAll(/^```(?:ts|sql)\n((?:\/\/|--) (\S+)\n.*?)^```/gms)].map(([, code = '', path = '']) => [path, code]),
);
const { [REGISTRY]: entry = '', ...files } = blocks;

let checkout: CheckoutCopy;
let before: Readonly<Record<string, string>>;
let workshop: string;
let endpoint: FakeEndpoint;

beforeAll(async () => {
  checkout = copyCheckout();
  before = checkout.digests();
  workshop = mkdtempSync(join(tmpdir(), 'stagecraft-workshop-'));
  endpoint = await fakeEndpoint();
  for (const [path, code] of Object.entries(files)) {
    mkdirSync(dirname(join(checkout.dir, path)), { recursive: true });
    writeFileSync(join(checkout.dir, path), code);
  }
  writeFileSync(join(checkout.dir, REGISTRY), withEntry(textOf(REGISTRY)));
  expectExit(await tool('typescript/bin/tsc', '-b', checkout.dir), 0);
});
afterAll(async () => {
  checkout.remove();
  rmSync(workshop, { recursive: true });
  await endpoint.close();
});

/** The registry with the entry behind its last one. */
function withEntry(registry: string): string {
  const [, lines = ''] = /^.*\n([\s\S]*)/.exec(entry) ?? [];
  return registry.replace('\n};\n', `\n${lines}};\n`);
}

/** Runs the command of a package in the copy. */
function tool(path: string, ...args: readonly string[]): Promise<Ended> {
  return nodeProcess([join(checkout.dir, 'node_modules', path), ...args], { cwd: checkout.dir, env: { PATH: process.env['PATH'] ?? '' } });
}

/** Runs the command line that was built in the copy. @returns what it printed */
async function stagecraft(...args: readonly string[]): Promise<string> {
  const command = join(checkout.dir, 'dist/bin/stagecraft.js');
  const { AWS_ENDPOINT_URL, ...offline } = endpoint.env;
  const env = args[0] === 'destroy' ? endpoint.env : offline;
  return expectExit(await nodeProcess([command, ...args], { cwd: checkout.dir, env }), 0).stdout;
}

test('list shows it as its entry describes it', async () => {
  const listed = JSON.parse(await stagecraft('list', '--json'));

  expect(listed.at(-1)).toMatchObject({ id: ID, title: 'Room temperatures in Athena', services: ['S3', 'Glue', 'Athena'] });
});

test('explain tells its configuration, contract, job, query and rehearsal', async () => {
  const explained = JSON.parse(await stagecraft('explain', ID, '--json'));
  const names = (parts: readonly { readonly name: string }[]) => parts.map(({ name }) => name);

  expect({
    config: names(explained.config),
    contract: names(explained.contract),
    jobs: names(explained.jobs),
    queries: names(explained.queries),
    steps: names(explained.rehearsal.steps),
  }).toEqual({
    config: ['databaseName', 'scanLimitMb', 'ttlHours'],
    contract: ['bucket', 'database', 'workgroup'],
    jobs: ['load'],
    queries: ['averages'],
    steps: ['load', 'averages'],
  });
});

test('config gives its defaults and the time to live of every stage', async () => {
  const { keys } = JSON.parse(await stagecraft('config', ID, '--json'));

  expect(Object.fromEntries(keys.map(({ name, value }: { name: string; value: unknown }) => [name, value]))).toEqual({
    databaseName: 'room_climate',
    scanLimitMb: 100,
    ttlHours: 24,
  });
});

test('synth writes its stack, with its contract as outputs', async () => {
  await stagecraft('synth', ID, '--out', join(workshop, 'cdk.out'));

  expect(Object.keys(template().Outputs).sort()).toEqual(['bucket', 'database', 'workgroup']);
});

test('validate has no findings', async () => {
  expect(JSON.parse(await stagecraft('validate', ID, '--json'))).toMatchObject({ findings: [] });
});

test('rehearse passes each step and check, and writes the report', async () => {
  const { passed, steps, checks, report } = JSON.parse(await stagecraft('rehearse', ID, '--require-all', '--out', workshop, '--json'));

  expect({ passed, steps: statesOf(steps), checks: statesOf(checks) }).toEqual({
    passed: true,
    steps: ['passed', 'passed', 'passed', 'passed'],
    checks: ['passed', 'passed'],
  });
  expect(readFileSync(report, 'utf8')).toContain('the kitchen is the warmest room');
});

test('graph draws its resources', async () => {
  await stagecraft('graph', ID, '--out', join(workshop, 'architecture.svg'));

  expect(readFileSync(join(workshop, 'architecture.svg'), 'utf8')).toMatch(/^<svg [\s\S]*>S3 bucket<[\s\S]*>Glue database<[\s\S]*>Athena workgroup</);
});

test('init makes an app of its stack', async () => {
  await stagecraft('init', join(workshop, 'app'), '--scenario', ID);

  expect(readdirSync(join(workshop, 'app', 'lib'), { recursive: true })).toEqual(expect.arrayContaining(['stacks.ts', 'settings.ts']));
  expect(existsSync(join(workshop, 'app', 'bin/app.ts'))).toBe(true);
});

test('destroy --plan names its stack, the resources of it and the objects in its bucket', async () => {
  const resources = Object.entries(template().Resources).map(([id, { Type }]) => ({ id, type: Type }));
  const bucket = resources.find(({ type }) => type === 'AWS::S3::Bucket')?.id ?? '';
  endpoint.replies['DescribeStacks'] = xml('DescribeStacks', `<Stacks><member>${STACK}</member></Stacks>`);
  endpoint.replies['ListStackResources'] = xml(
    'ListStackResources',
    `<StackResourceSummaries>${resources.map(summary).join('')}</StackResourceSummaries>`,
  );
  endpoint.replies['GetParametersByPath'] = published(`/stagecraft/${ID}/dev`, { bucket, database: 'room_climate', workgroup: ID });
  endpoint.replies['GetTables'] = json({ TableList: [] });
  endpoint.replies['S3'] = {
    type: 'application/xml',
    body: '<ListBucketResult><Contents><Key>readings/readings.json</Key><Size>1</Size></Contents></ListBucketResult>',
  };

  const plan = JSON.parse(await stagecraft('destroy', ID, '--plan', '--json'));

  expect(plan.stacks.map(({ name }: { name: string }) => name)).toEqual([`${ID}-readings`]);
  expect(plan.stacks[0].resources.map(({ type }: { type: string }) => type).sort()).toEqual(resources.map(({ type }) => type).sort());
  expect(plan.leftovers).toEqual([{ what: `objects of bucket ${bucket}`, count: 1 }]);
});

test('passes the checks of formatting and lint', async () => {
  expectExit(await tool('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', REGISTRY, ...Object.keys(files)), 0);
});

test('passes the tests that every scenario has to pass, once its summary is written', async () => {
  const args = ['--config', 'jest.all.config.js', '--testTimeout', '120000', 'test/registry/scenarios', 'test/registry/variants', '-t', ID];
  const env = { PATH: process.env['PATH'] ?? '', UPDATE_SUMMARIES: '1' };
  const { stderr } = expectExit(await nodeProcess([join(checkout.dir, 'node_modules/jest/bin/jest.js'), ...args], { cwd: checkout.dir, env }), 0);

  expect(stderr).toMatch(/Tests: .* \d\d passed/);
});

test('nothing changed but its three folders and the entry of the registry', () => {
  const after = checkout.digests();
  const changed = Object.keys({ ...before, ...after }).filter((path) => before[path] !== after[path]);
  const outside = changed.filter((path) => !/^(lib\/scenarios|workloads|test\/scenarios)\/room-climate\//.test(path));

  expect(changed).toEqual(expect.arrayContaining(Object.keys(files)));
  expect(outside).toEqual([REGISTRY]);
  expect(readFileSync(join(checkout.dir, REGISTRY), 'utf8')).toBe(withEntry(textOf(REGISTRY)));
});

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
  readonly Outputs: Readonly<Record<string, unknown>>;
}

/** The template that `synth` wrote. */
function template(): Template {
  const assembly = join(workshop, 'cdk.out');
  const file = (readdirSync(assembly, { recursive: true }) as string[]).find((name) => name.endsWith('.template.json')) ?? '';
  return JSON.parse(readFileSync(join(assembly, file), 'utf8'));
}

function statesOf(parts: readonly { readonly state: string }[]): readonly string[] {
  return parts.map(({ state }) => state);
}

const TAGS = { 'stagecraft:scenario': ID, 'stagecraft:stage': 'dev' };

const STACK =
  `<StackName>${ID}-readings</StackName><StackId>arn:aws:cloudformation:eu-central-1:${ACCOUNT}:stack/${ID}-readings/1</StackId>` +
  '<StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime>' +
  `<Tags>${Object.entries(TAGS)
    .map(([key, value]) => `<member><Key>${key}</Key><Value>${value}</Value></member>`)
    .join('')}</Tags>`;

function summary({ id, type }: { readonly id: string; readonly type: string }): string {
  return (
    `<member><LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>${id}</PhysicalResourceId><ResourceType>${type}</ResourceType>` +
    '<ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>'
  );
}

function xml(operation: string, result: string): Reply {
  const body = `<${operation}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${operation}Result>${result}</${operation}Result></${operation}Response>`;
  return { type: 'text/xml', body };
}
