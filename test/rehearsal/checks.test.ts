import { evaluate } from '../../lib/rehearsal/checks';
import type { Check } from '../../lib/rehearsal/rehearsal';
import type { DataOrigin, StepReport } from '../../lib/rehearsal/result';

const GENERATED: DataOrigin = { kind: 'generated', folder: 'data', defaults: true };
const step = (id: string, facts: StepReport['facts'], state: StepReport['state'] = 'passed'): StepReport => {
  return { id, title: id, state, seconds: 0, facts, missing: [] };
};
const STEPS = [
  step('enrich', { rows: 5760, cost: 1.01, state: 'or', whole: true, broken: Number.NaN, endless: Number.POSITIVE_INFINITY, 'a.b': 7 }),
  step('compact', { rows: 5760 }),
  step('rates', { rows: 96 }, 'skipped'),
  step('report', {}, 'failed'),
  step('show', {}, 'not run'),
];

function outcome(check: Omit<Check, 'description'>, data: DataOrigin = GENERATED) {
  const [report] = evaluate([{ description: 'it holds', ...check }], STEPS, data);
  return report;
}

test.each<[string, Omit<Check, 'description'>]>([
  ['an equal number', { fact: 'enrich.rows', expected: 5760 }],
  ['an equal text', { fact: 'enrich.state', expected: 'or' }],
  ['an equal truth', { fact: 'enrich.whole', expected: true }],
  ['the fact of another step', { fact: 'enrich.rows', expected: { fact: 'compact.rows' } }],
  ['a number within the tolerance', { fact: 'enrich.cost', expected: 1.015, tolerance: 0.01 }],
  ['a number at exactly the tolerance', { fact: 'enrich.cost', expected: 1, tolerance: 0.01 }],
  ['a fact with a dot in its name', { fact: 'enrich.a.b', expected: 7 }],
])('%s passes', (_, check) => {
  expect(outcome(check)).toMatchObject({ state: 'passed', fact: check.fact });
});

test.each<[string, Omit<Check, 'description'>]>([
  ['another number', { fact: 'enrich.rows', expected: 5761 }],
  ['a number just outside of the tolerance', { fact: 'enrich.cost', expected: 1.0201, tolerance: 0.01 }],
  ['the same number as text', { fact: 'enrich.rows', expected: '5760' }],
  ['NaN, even when NaN is expected', { fact: 'enrich.broken', expected: Number.NaN, tolerance: 1e9 }],
  ['infinity, whatever the tolerance', { fact: 'enrich.endless', expected: 5, tolerance: Number.MAX_VALUE }],
])('%s fails', (_, check) => {
  expect(outcome(check)).toMatchObject({ state: 'failed', expected: check.expected });
});

test('skips a check about a data set without files, and does not request it', () => {
  const given = step('raw', { given: 'bakery, movie_ratings' });
  const about = (name: string, fact: `${string}.${string}` = 'raw.given') =>
    evaluate([{ description: 'it holds', fact: 'enrich.rows', expected: 1, set: { name, given: fact } }], [...STEPS, given], GENERATED);

  expect(about('stocks')).toMatchObject([{ state: 'skipped', reason: 'no files of stocks were given', elsewhere: true }]);
  expect(about('movie')).toMatchObject([{ state: 'skipped' }]);
  expect(about('bakery')).toMatchObject([{ state: 'failed', got: 5760 }]);
  expect(about('bakery', 'raw.taken')).toMatchObject([{ state: 'failed' }]);
});

test('a failed check has both values', () => {
  expect(outcome({ fact: 'enrich.cost', expected: 2, tolerance: 0.5 })).toEqual({
    description: 'it holds',
    fact: 'enrich.cost',
    state: 'failed',
    got: 1.01,
    expected: 2,
    tolerance: 0.5,
  });
});

test.each<[string, Omit<Check, 'description'>, string]>([
  ['a fact that was not returned', { fact: 'enrich.cents', expected: 1 }, 'step enrich returned no fact cents'],
  ['a fact with the name of an inherited property', { fact: 'enrich.toString', expected: 1 }, 'step enrich returned no fact toString'],
  ['a step that does not exist', { fact: 'enrihc.rows', expected: 1 }, 'there is no step enrihc'],
  ['an expected fact that does not exist', { fact: 'enrich.rows', expected: { fact: 'compact.lines' } }, 'step compact returned no fact lines'],
  ['a step that failed', { fact: 'report.rows', expected: 1 }, 'step report failed'],
])('%s fails with its reason', (_, check, reason) => {
  expect(outcome(check)).toMatchObject({ state: 'failed', reason });
});

test.each<[string, Omit<Check, 'description'>, string]>([
  ['a fact of a stand-in', { fact: 'rates.rows', expected: 96 }, 'step rates was skipped'],
  ['an expected fact of a stand-in', { fact: 'enrich.rows', expected: { fact: 'rates.rows' } }, 'step rates was skipped'],
  ['a step that was not run', { fact: 'show.rows', expected: 1 }, 'step show was not run'],
])('%s skips the check', (_, check, reason) => {
  expect(outcome(check)).toMatchObject({ state: 'skipped', reason });
});

describe('data', () => {
  const about = (data: Check['data'], origin: Partial<DataOrigin>) =>
    outcome({ fact: 'enrich.rows', expected: 1, data }, { ...GENERATED, ...origin })?.state;

  test('marks a check about other data as skipped elsewhere, unlike one whose step was skipped', () => {
    expect(outcome({ fact: 'enrich.rows', expected: 5760, data: 'original' })).toMatchObject({ state: 'skipped', elsewhere: true });
    expect(outcome({ fact: 'rates.rows', expected: 96 })).not.toHaveProperty('elsewhere');
  });

  test.each<[Check['data'], Partial<DataOrigin>, string]>([
    ['any', { kind: 'given' }, 'failed'],
    [undefined, { kind: 'generated', defaults: false }, 'failed'],
    ['generated', { kind: 'generated' }, 'failed'],
    ['generated', { kind: 'generated', defaults: false }, 'skipped'],
    ['generated', { kind: 'given' }, 'skipped'],
    ['generated', { kind: 'original' }, 'skipped'],
    ['original', { kind: 'original' }, 'failed'],
    ['original', { kind: 'original', defaults: false }, 'skipped'],
    ['original', { kind: 'given' }, 'skipped'],
    ['original', { kind: 'generated' }, 'skipped'],
  ])('a check about %s data, over %o, is %s', (data, origin, state) => {
    expect(about(data, origin)).toBe(state);
  });
});
