import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rehearse } from '../../../lib/actions/rehearse';
import { engines } from '../../../lib/rehearsal/engines';
import { recordingSteps } from '../../support/steps';

// The first rehearsal of a process loads the CDK and its validator.
jest.setTimeout(120_000);

const out = mkdtempSync(join(tmpdir(), 'quicksight-auth0-rehearsal-'));
afterAll(() => rmSync(out, { recursive: true }));

test.each([
  ['dev', {}],
  ['dev', { emailSync: 'true' }],
  ['test', { providerName: 'Okta', sessionHours: '4' }],
])('the rehearsal passes in the stage %s with %j', async (stage, set) => {
  const surroundings = { engines, started: new Date('2026-11-20T08:00:00Z'), now: () => performance.now() };

  const { checks, steps } = await rehearse({ scenario: 'quicksight-auth0', stage, set, out }, surroundings, recordingSteps());

  expect(checks.filter(({ state }) => state !== 'passed')).toEqual([]);
  expect(checks).toHaveLength(10);
  expect(steps.filter(({ state }) => state !== 'passed')).toEqual([]);
});
