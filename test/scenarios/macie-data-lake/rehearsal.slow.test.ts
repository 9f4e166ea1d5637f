import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cdk, failureOf, rehearse, rehearseLoaded } from '../../../lib/actions/rehearse';
import { engines } from '../../../lib/rehearsal/engines';
import { loadScenario } from '../../../lib/scenarios/load';
import { synthesize } from '../../../lib/scenarios/synthesize';
import { expectReviewedCalls, reviewedCalls } from '../../support/recorded-calls';
import { recordingSteps } from '../../support/steps';

// The first rehearsal of a process loads the CDK and its validator.
jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'macie-rehearsal-'));
afterAll(() => rmSync(folder, { recursive: true }));
const surroundings = { engines, started: new Date('2026-11-20T08:00:00Z'), now: () => performance.now() };

test.each([
  ['dev', {}],
  ['dev', { dailyScan: 'true', customerKey: 'true', email: 'me@example.com' }],
  ['test', {}],
])('the rehearsal passes in the stage %s with %j', async (stage, set) => {
  const result = await rehearse({ scenario: 'macie-data-lake', stage, set, out: folder }, surroundings, recordingSteps());
  const { checks, steps, access, calls, recording, judging, seconds } = result;

  expect(access).toMatchObject({ isAllowed: true, unassigned: [], findings: [] });
  expect(recording).toBeGreaterThan(0);
  expect((recording + judging) / (seconds * 1_000)).toBeLessThan(0.05);
  if (stage === 'dev' && Object.keys(set).length === 0) expectReviewedCalls('macie-data-lake', calls);
  expect(checks.filter(({ state }) => state !== 'passed')).toEqual([]);
  expect(steps.filter(({ state }) => state !== 'passed')).toEqual([]);
});

test('scans files from another source with the same identifiers', async () => {
  const data = mkdtempSync(join(folder, 'data-'));
  writeFileSync(join(data, 'members.csv'), 'NAME,PASSPORT\nme,X70531895X\n');
  writeFileSync(join(data, 'weather.csv'), 'DAY,RAIN\n1,2\n');

  const { checks, steps } = await rehearse({ scenario: 'macie-data-lake', data, out: folder }, surroundings, recordingSteps());

  expect(checks.filter(({ state }) => state === 'failed')).toEqual([]);
  expect(steps.find(({ id }) => id === 'scan')?.facts).toMatchObject({ files: 2, withOurIdentifiers: 1, findings: 1, custom: 1 });
});

const used = new Set((reviewedCalls('macie-data-lake') ?? []).flatMap(({ requests }) => requests.map(({ action }) => action)));

test.each([...used])(
  'a template whose role lacks %s fails the rehearsal, which names role, call, resource and the nearest statement',
  async (action) => {
    const loaded = await loadScenario({ scenario: 'macie-data-lake' });
    const cdk: Cdk = {
      async synthesize() {
        const { stacks } = await synthesize(loaded);
        return stacks.map(({ stackName, template }) => ({
          stackName,
          template: JSON.parse(JSON.stringify(template).replaceAll(`"${action}"`, '"s3:ListAllMyBuckets"')),
        }));
      },
      required: async () => [],
      validate: async () => ({ templates: 0, findings: [], acknowledged: [] }),
    };

    const result = await rehearseLoaded(loaded, { out: folder }, surroundings, recordingSteps(), cdk);

    expect(result.passed).toBe(false);
    expect(failureOf(result)).toEqual({
      problem: expect.stringMatching(new RegExp(`macie-data-lake-inspection/QuarantineRole\\w+ may not do ${action}, which 's3 \\w+' needs$`)),
      got: expect.stringMatching(new RegExp(`^${action} on arn:aws:s3:::\\S+: no statement allows it$`)),
      allowed: expect.stringMatching(/^nearest: macie-data-lake-inspection\/QuarantineRole\w+ statement \d/),
      fix: 'stagecraft access macie-data-lake',
    });
  },
);
