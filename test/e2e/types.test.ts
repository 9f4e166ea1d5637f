import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DoctorResult } from '../../lib/actions/doctor';
import type { StackTypes } from '../../lib/deployment/endpoint-types';
import { registry } from '../../lib/scenarios/registry';
import { ALONE, NOT_DEPLOYED, WHOLE } from '../support/emulated-stacks';
import { root, textOf } from '../support/files';
import { type MiniStack, startMiniStack } from '../support/ministack';
import { expectExit, stagecraft } from '../support/spawned';

/** What the emulator says of the resource types of every scenario, and whether the README of this folder says the same. */

const README = 'test/e2e/README.md';
let server: MiniStack;
let folder: string;
let stacks: readonly StackTypes[];

beforeAll(async () => {
  server = await startMiniStack();
  folder = mkdtempSync(join(tmpdir(), 'stagecraft-e2e-'));
  // No endpoint and no credentials in the environment: the option alone says where to ask.
  const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...env } = server.env;
  const ended = expectExit(await stagecraft(['doctor', '--endpoint', server.endpoint, '--json'], { env, cwd: folder }), 0);
  stacks = (JSON.parse(ended.stdout) as DoctorResult).endpoint?.stacks ?? [];
});

afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function fateOf({ scenario, stack, lacking }: StackTypes): string {
  if (scenario in WHOLE) return `yes, with all of its scenario: \`${WHOLE[scenario]}\``;
  const alone = ALONE.find((each) => each.scenario === scenario && `${scenario}-${each.stack}` === stack);
  if (alone) return `alone${alone.set === undefined ? '' : `, with \`${alone.set}\``}: ${alone.use}`;
  return lacking.length > 0 ? 'no' : `no: ${NOT_DEPLOYED[stack]}`;
}

test('the table of the README tells what the emulator lacks (UPDATE_README=1 writes it)', () => {
  const python = process.env['STAGECRAFT_MINISTACK'] ?? '';
  const version = execFileSync(python, ['-c', 'import importlib.metadata as m; print(m.version("ministack"), end="")'], { encoding: 'utf8' });
  const rows = stacks.map(
    (each) =>
      `| ${each.stack} | ${fateOf(each)} | ${each.types.length} | ${each.lacking.map((type) => type.replace('AWS::', '')).join(', ') || '–'} |`,
  );
  const table = [
    `Types of the default configuration, without \`AWS::\`; asked of MiniStack ${version} by \`stagecraft doctor --endpoint <url> --json\`.`,
    '',
    '| Stack | Deployed | Types | of which MiniStack lacks |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
  const marked = /(<!-- stacks:[^\n]*-->\n)[\s\S]*?(<!-- \/stacks -->)/;
  expect(textOf(README)).toMatch(marked);
  const expected = textOf(README).replace(marked, (_, open: string, close: string) => `${open}${table}\n${close}`);

  if (process.env['UPDATE_README'] === '1') writeFileSync(join(root, README), expected);
  expect(textOf(README)).toBe(expected);
});

test('every stack is deployed whose types the emulator has, or has a reason why not', () => {
  expect([...new Set(stacks.map(({ scenario }) => scenario))]).toEqual(Object.keys(registry));
  const complete = stacks.filter(({ lacking }) => lacking.length === 0);
  const deployed = ({ scenario, stack }: StackTypes) => scenario in WHOLE || ALONE.some((each) => `${each.scenario}-${each.stack}` === stack);

  expect(
    complete
      .filter((each) => !deployed(each))
      .map(({ stack }) => stack)
      .sort(),
  ).toEqual(Object.keys(NOT_DEPLOYED).sort());
  expect(new Set([...Object.keys(WHOLE), ...ALONE.map(({ scenario }) => scenario)]).size).toBeGreaterThan(5);
});

test('doctor of a scenario asks the configured endpoint, and fails where deploy would be refused', async () => {
  const whole = expectExit(await stagecraft(['doctor', 'glue-athena-data-lake'], { env: server.env, cwd: folder }), 0);
  expect(whole.stdout).toContain(`glue-athena-data-lake-lake  `);
  expect(whole.stdout).toContain(`${server.endpoint} has its 5 resource types`);

  const lacking = expectExit(await stagecraft(['doctor', 'quicksight-auth0'], { env: server.env, cwd: folder }), 1);
  expect(lacking.stdout).toContain(`${server.endpoint} lacks 1 of its 4 resource types: AWS::IAM::SAMLProvider`);
});
