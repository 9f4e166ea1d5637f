import { explain } from '../../lib/actions/explain';
import { scenario } from '../../lib/scenarios/glue-athena-data-lake/scenario';

test('tells everything that the scenario defines', async () => {
  const told = await explain({ scenario: 'glue-athena-data-lake' });

  expect(told).toMatchObject({
    scenario: scenario.id,
    story: scenario.story,
    flow: scenario.flow,
    article: scenario.article,
    changes: scenario.changes,
  });
  expect(told.config.map(({ name }) => name)).toEqual([...Object.keys(scenario.config.shape), 'ttlHours']);
  for (const part of ['jobs', 'queries', 'tools', 'logs', 'contract'] as const) {
    expect(told[part].map(({ name }) => name)).toEqual(Object.keys(scenario[part]));
  }
  expect(told.rehearsal.steps.map(({ name }) => name)).toEqual(Object.keys(scenario.rehearsal.steps));
});

test('describes parameters with what they take and their default', async () => {
  const { config, jobs } = await explain({ scenario: 'glue-athena-data-lake' });

  expect(config.find(({ name }) => name === 'scanLimitMb')).toMatchObject({ takes: 'whole number from 10 to 1000000', default: 1000 });
  expect(config.find(({ name }) => name === 'withDashboard')).toMatchObject({ takes: 'true | false', default: false });
  expect(jobs.find(({ name }) => name === 'enrich')?.params).toEqual(
    expect.arrayContaining([expect.objectContaining({ name: 'from', takes: 'date', default: '2019-12-21' })]),
  );
});

test('refuses an unknown scenario with the nearest name', async () => {
  await expect(explain({ scenario: 'glue-athena-datalake' })).rejects.toThrow(
    /unknown scenario; got 'glue-athena-datalake'.*did you mean 'glue-athena-data-lake'/,
  );
});
