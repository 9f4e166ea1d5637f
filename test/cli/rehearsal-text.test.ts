import { join } from 'node:path';
import { rehearsalText } from '../../lib/cli/rehearsal-text';
import type { CheckReport, RehearsalResult, StepReport } from '../../lib/rehearsal/result';
import { sampleReport } from '../rehearsal/sample';

const { result: sample } = sampleReport();
const said = (over: Partial<RehearsalResult>, opened = false) => rehearsalText({ ...sample, ...over }, { opened });
const step = (over: Partial<StepReport>): StepReport => ({ id: 'a', title: 'Ask', state: 'passed', seconds: 1, facts: {}, missing: [], ...over });
const check = (over: Partial<CheckReport>): CheckReport => ({ description: 'it holds', fact: 'a.b', state: 'passed', got: 1, expected: 1, ...over });

test('lists steps, compared checks, reasons for skipped ones, installations, totals and the report', () => {
  expect(said({})).toBe(
    [
      'step                                  state    seconds  facts',
      'Synthesize the stacks                 passed     0.7    stacks 3, resources 61',
      'Validate the templates                passed     2.1    templates 3, findings 0, accepted 24',
      'Generate the data                     passed     0.3    files 14, rows 5840',
      'Turn the rates from XML into Parquet  skipped    0.2    instead: rates written by DuckDB, rows 96',
      'Enrich one hub for two days           passed     2.6    rows 5760, cost 1151.7142, state or',
      'Compact the enriched readings         failed     0.4',
      'Ask what each device cost             not run    0.0',
      '',
      'check                               state   got        expected',
      'two days of one hub are 5,760 rows  passed  5760       5760',
      'a day costs 586.69 cents            failed  1151.7142  586.69 ± 0.01',
      '',
      '1 more check skipped: step rates was skipped',
      "1 more check skipped: about the article's own sample",
      '',
      'Apache Spark is missing: pip install pyspark==3.5.6',
      '',
      'failed in 6.4 s; steps: 4 passed, 1 failed, 1 skipped, 1 not run; checks: 1 passed, 1 failed, 1 skipped',
      'report: /tmp/out/lake/report.html',
    ].join('\n'),
  );
});

test('omits the table for a scenario without checks', () => {
  const text = said({ passed: true, steps: [step({})], checks: [] });

  expect(text.split('\n\n')).toEqual([expect.stringMatching(/^step /), expect.stringMatching(/^passed in 6\.4 s; steps: 1 passed; checks: none\n/)]);
});

test('counts skipped checks by reason', () => {
  const skipped = check({ state: 'skipped', reason: 'step a was skipped' });

  expect(said({ checks: [skipped, skipped] })).toMatch(/\n\n2 more checks skipped: step a was skipped\n\n/);
  expect(said({ checks: [skipped, skipped] })).not.toContain('check  ');
});

test('shows a relative path for a report below the working folder, and whether it is open', () => {
  const report = join(process.cwd(), 'out/lake/report.html');

  expect(said({ report }, true)).toMatch(/\nreport: out\/lake\/report\.html, opened in the browser$/);
  expect(said({ report })).toMatch(/\nreport: out\/lake\/report\.html$/);
});

test('reports an engine that does not start with the reason, once', () => {
  const spark = { id: 'spark', title: 'Apache Spark', install: 'install Java 17', reason: 'Java 8 is too old' } as const;

  expect(said({ steps: [step({ missing: [spark] }), step({ missing: [spark] })] }).match(/^.*Java.*$/gm)).toEqual([
    'Apache Spark cannot be used (Java 8 is too old): install Java 17',
  ]);
});

test.each<[string, Partial<CheckReport>, RegExp]>([
  [
    'without a fact shows the reason, for any expected value',
    { got: undefined, expected: undefined, tolerance: 0.1, reason: 'step a failed' },
    /failed +step a failed$/m,
  ],
  ['of numbers shows no more than six digits', { got: 0.1 + 0.2, expected: 1 / 3 }, /failed +0\.3 +0\.333333$/m],
  ['of words shows them', { got: 'or', expected: 'and' }, /failed +or +and$/m],
  ['shows NaN', { got: Number.NaN, expected: true }, /failed +NaN +true$/m],
  ['shows as much as fits', { description: 'x'.repeat(90), got: 'y'.repeat(40) }, /^x{75}… +failed +y{31}… +1$/m],
])('a check %s', (_, over, line) => {
  expect(said({ checks: [check({ state: 'failed', ...over })] })).toMatch(line);
});

test('shows the first three facts of a step', () => {
  expect(said({ steps: [step({ facts: { a: 1, b: true, c: 'x', d: 4 } })] })).toMatch(/Ask +passed +1\.0 +a 1, b true, c x$/m);
});
