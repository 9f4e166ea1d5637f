import { validateCommand } from '../../lib/cli/validate';
import type { ValidationResult } from '../../lib/insight/validate';
import { registry } from '../../lib/scenarios/registry';
import { recordingUi } from '../support/recording-ui';
import { stagecraft } from '../support/spawned';
import { registerToy } from '../support/toy-scenario';

// The validator builds its engine once, which takes a while.
jest.setTimeout(120_000);

registerToy();

async function validate(...args: string[]) {
  const ui = recordingUi();
  const failure: unknown = await validateCommand(ui)
    .exitOverride()
    .parseAsync(args, { from: 'user' })
    .then(() => undefined)
    .catch((error) => error);
  return { ...ui, failure };
}

test('prints findings, then fails with advice', async () => {
  const { texts, values, failure } = await validate('toy');

  expect(texts[0]).toContain('error  AwsSolutions-S10  toy-store: Data\n  ');
  expect(texts[0]).toMatch(/\n\n2 templates of toy, \d+ findings, \d+ acknowledged, [\d.]+ s$/);
  expect(values[0]).toMatchObject({ scenarios: ['toy'], findings: expect.arrayContaining([expect.objectContaining({ rule: 'AwsSolutions-S10' })]) });
  expect(failure).toMatchObject({
    name: 'JobError',
    exitCode: 1,
    refusal: { problem: expect.stringMatching(/^validation found \d+ errors? and \d+ warnings?$/) },
  });
});

test('--all validates every scenario in one process', async () => {
  const { values, titles } = await validate('--all');

  expect(titles).toEqual(['validate every scenario']);
  const scenarios = Object.keys(registry);
  const { templates, findings, acknowledged } = values[0] as ValidationResult;
  expect(values[0]).toMatchObject({ scenarios });
  expect(scenarios).toEqual(expect.arrayContaining(['glue-athena-data-lake', 'toy']));
  // Two of the lake, two of the toy, and at least one of each other scenario.
  expect(templates).toBeGreaterThanOrEqual(scenarios.length + 2);
  // The toy alone breaks rules.
  expect(findings.filter(({ stack }) => !stack.startsWith('toy-'))).toEqual([]);
  expect(acknowledged.filter(({ reason }) => reason.length < 20)).toEqual([]);
});

test.each<[string, string[], RegExp]>([
  ['neither a scenario nor --all', [], /no scenario is given.*stagecraft validate --all/],
  ['both', ['toy', '--all'], /--all conflicts with a scenario/],
  ['configuration for all', ['--all', '--set', 'bucketName=x'], /configuration belongs to one scenario/],
  ['an invalid account', ['toy', '--account', '12'], /the account is not valid/],
])('refuses %s', async (_, args, message) => {
  const { failure, values } = await validate(...args);

  expect(values).toEqual([]);
  expect(failure).toMatchObject({ name: 'ConfigError', exitCode: 2, message: expect.stringMatching(message) });
});

test('exits 0 without findings; --acknowledged lists acknowledgements with reasons', async () => {
  const { code, stdout } = await stagecraft(['validate', 'glue-athena-data-lake', '--acknowledged'], { env: { PATH: process.env['PATH'] ?? '' } });

  expect(code).toBe(0);
  expect(stdout).toMatch(/^accepted +times +because\n/);
  expect(stdout).toMatch(/\nAwsSolutions-IAM5 +\d+ +Athena names each result object after the query that made it\n/);
  expect(stdout).toMatch(/2 templates of glue-athena-data-lake, no findings, \d+ acknowledged/);
});
