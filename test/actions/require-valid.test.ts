import { requireValid } from '../../lib/actions/validate';
import type { LoadedScenario } from '../../lib/scenarios/load';

const validated: LoadedScenario[] = [];
jest.mock('../../lib/insight/validate', () => ({
  validate: async (scenarios: readonly LoadedScenario[]) => {
    validated.push(...scenarios);
    return { findings: [{ rule: 'E3002', stack: 'lake', resource: 'Data', message: 'wrong', source: 'schema' }], acknowledged: [] };
  },
}));

test('a deployment is validated with the settled configuration, and refused with what was found', async () => {
  const set = { ttlHours: 24 };
  const deployment = requireValid(
    { scenario: 'glue-athena-data-lake', stage: 'dev', set },
    { settled: { ttlHours: 48 }, env: { account: '111122223333', region: 'eu-central-1' }, signal: new AbortController().signal },
  );

  await expect(deployment).rejects.toMatchObject({ refusal: { got: 'E3002 lake: Data: wrong' } });
  expect(validated.map(({ scenario, config }) => [scenario.id, config.ttlHours])).toEqual([['glue-athena-data-lake', 48]]);
});
