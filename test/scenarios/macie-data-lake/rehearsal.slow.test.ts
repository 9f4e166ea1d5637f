import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rehearse } from '../../../lib/actions/rehearse';
import { engines } from '../../../lib/rehearsal/engines';
import { expectReviewedCalls } from '../../support/recorded-calls';
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
  const { checks, steps, access, calls } = await rehearse({ scenario: 'macie-data-lake', stage, set, out: folder }, surroundings, recordingSteps());

  expect(access).toMatchObject({ isAllowed: true, unassigned: [], findings: [] });
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
