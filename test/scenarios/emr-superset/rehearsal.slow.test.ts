import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { data } from '../../../lib/scenarios/emr-superset/data';
import { expectReviewedCalls } from '../../support/recorded-calls';
import { type Rehearsed, rehearse } from '../../support/scenario';
import { recordingTask } from '../../support/task';

let run: Rehearsed;
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sales-'));
  await data.generate({ folder, params: data.params.parse({ rows: '3000' }) as never, task: recordingTask() });
  run = await rehearse('emr-superset', folder);
}, 900_000);

test('acceptance 10: Superset is healthy, SupersetAdmin signs in with the stored secret, and Gamma sees no dataset', () => {
  expect(run.step('superset')).toMatchObject({ state: 'passed' });
  expect(run.step('superset').facts).toMatchObject({
    health: 'OK',
    wrongPasswordSignsIn: false,
    users: 'SupersetAdmin Admin, SupersetUserAlpha Alpha, SupersetUserGamma Gamma',
    userCount: 3,
    datasetsOfAdmin: 1,
    datasetsOfGamma: 0,
  });
});

test('acceptance 11: the bundle can be imported twice, and its charts show the results of the SQL', () => {
  expect(run.step('superset').facts).toMatchObject({ imported: 7, databases: 1, dashboards: 'Bakery', savedQueries: 'Items per day, Top items' });
  expect(run.step('superset').facts['topItems']).toBe(run.step('statements').facts['topItems']);
  expect(run.failures('given', false)).toEqual([]);
});

test('every call is one that has been reviewed, and is allowed', () => {
  expect(run.access).toMatchObject({ isAllowed: true, unassigned: [] });
  expectReviewedCalls('emr-superset', run.calls);
});

test('the report shows the SQL that Superset generates', () => {
  expect(run.tables.get('SQL that Superset generates for its charts')?.rows.map(([, sql]) => sql)).toEqual(
    expect.arrayContaining([expect.stringMatching(/GROUP BY item ORDER BY items_sold DESC, item ASC LIMIT 10/)]),
  );
});
