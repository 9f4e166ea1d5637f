import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checks } from '../../../lib/scenarios/emr-superset/rehearsal';
import { rehearse } from '../../support/scenario';

/** A folder with these lines below a header. */
function sales(...lines: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'sales-'));
  mkdirSync(join(folder, 'bakery'));
  writeFileSync(join(folder, 'bakery/bakery.csv'), ['Date,Time,Transaction,Item', ...lines, ''].join('\n'));
  return folder;
}

const times = (count: number, item: string, day = '2017-01-01') => Array.from({ length: count }, () => `${day},09:00:00,1,${item}`);

test('sorts items by number, then by name, without corrections', async () => {
  const data = sales(...times(2, 'Tea'), ...times(4, 'Coffee'), ...times(2, '"Eggs, fried"'), ...times(5, 'NONE'), ...times(1, 'Adjustment'));
  const { step, failures } = await rehearse('emr-superset', data, { without: ['superset'] });

  expect(step('statements').facts).toMatchObject({ topItems: 'Coffee 4, Eggs, fried 2, Tea 2', sold: 8 });
  expect(step('raw').facts).toMatchObject({ rows: 14, sold: 8, items: 3, days: 1 });
  expect(failures('given', false)).toEqual([]);
});

test('shows the first ten items, and every day', async () => {
  const data = sales(
    ...Array.from({ length: 12 }, (_, at) =>
      times(at + 1, `Item ${String(at).padStart(2, '0')}`, `2017-01-${String(at + 1).padStart(2, '0')}`),
    ).flat(),
  );
  const { tables } = await rehearse('emr-superset', data, { without: ['superset'] });

  expect(tables.get('Top items')?.rows).toHaveLength(10);
  expect(tables.get('Top items')?.rows[0]).toEqual(['Item 11', 12]);
  expect(tables.get('Items per day')?.rows).toHaveLength(12);
});

test('without Python skips the step of Superset and its checks', async () => {
  const { step } = await rehearse('emr-superset', sales(...times(1, 'Tea')), { without: ['superset'] });

  expect(step('superset')).toMatchObject({ state: 'skipped', missing: [{ title: 'Apache Superset' }] });
});

test('acceptance 11: checks that the public file results in the ten items of emr-pyspark', () => {
  expect(checks.find(({ fact, data }) => fact === 'statements.topItems' && data === 'original')?.expected).toBe(
    'Coffee 5471, Bread 3325, Tea 1435, Cake 1025, Pastry 856, Sandwich 771, Medialuna 616, Hot chocolate 590, Cookies 540, Brownie 379',
  );
  expect(checks.find(({ fact }) => fact === 'superset.topItems')?.expected).toEqual({ fact: 'statements.topItems' });
});
