import { reportPage } from '../../lib/rehearsal/report/page';
import type { RehearsalResult, StepReport } from '../../lib/rehearsal/result';
import { sampleReport } from './sample';

const page = (over: Partial<RehearsalResult>) =>
  reportPage({ result: { ...sampleReport().result, ...over }, tables: new Map(), charts: [], changes: [] });
const step = (over: Partial<StepReport>): StepReport => ({ id: 'ask', title: 'Ask', state: 'passed', seconds: 1, facts: {}, missing: [], ...over });

test('names a stage other than the default', async () => {
  expect(await page({ stage: 'test' })).toContain('<dt>Scenario</dt><dd>lake, stage test</dd>');
  expect(await page({ stage: 'dev' })).toContain('<dt>Scenario</dt><dd>lake</dd>');
});

test.each<[string, Partial<RehearsalResult['data']>]>([
  ['none', { kind: 'none' }],
  ['generated, with default parameters', { kind: 'generated', defaults: true }],
  ['generated, with other parameters than the defaults', { kind: 'generated', defaults: false }],
  ['/mine', { kind: 'given', folder: '/mine' }],
  ['the article&#39;s own sample, /mine', { kind: 'original', folder: '/mine' }],
])('describes the origin of the data: %s', async (description, over) => {
  expect(await page({ data: { ...sampleReport().result.data, ...over } })).toContain(`<dt>Data</dt><dd>${description}</dd>`);
});

test('reports that no engine was needed', async () => {
  expect(await page({ engines: [] })).toContain('<dt>Engines</dt><dd>none</dd>');
});

test('shows why an engine that was found does not start', async () => {
  const spark = { id: 'spark', title: 'Apache Spark', install: 'install Java 17', reason: 'Java 8 is too old' } as const;

  expect(await page({ steps: [step({ state: 'skipped', missing: [spark] })] })).toContain(
    'Apache Spark cannot be used: Java 8 is too old; <code>install Java 17</code>',
  );
});

test('shows the allowed values and the fix of a refusal', async () => {
  const error = { problem: 'no such table', allowed: 'hubs', fix: 'name another' };

  expect(await page({ steps: [step({ state: 'failed', error })] })).toContain('no such table<br>allowed hubs<br>next: name another');
});

test('draws steps without duration at their position', async () => {
  expect(await page({ steps: [step({ seconds: 0 })] })).toContain('<i style="left:0.00%;width:0.00%">');
});

test('has no longest step without steps', async () => {
  const tiles = (await page({ steps: [], checks: [], passed: true })).split('aria-label="Summary"')[1]?.split('</section>')[0] ?? '';

  expect(tiles).toContain('<span class="name">Time</span><span class="value">6.4 s</span><span class="note"></span>');
  expect(tiles).toContain('<span class="value">0 of 0</span><span class="note">every step ran</span>');
});

test.each<[string, Partial<RehearsalResult>, string]>([
  ['which check did not hold', { steps: [step({})], checks: [{ description: 'x', fact: 'a.b', state: 'failed' }] }, '1 check did not hold'],
  [
    'that --require-all forbids to skip',
    { steps: [step({ state: 'skipped' })], checks: [], requireAll: true },
    '1 step skipped, which --require-all forbids',
  ],
  ['that steps were skipped', { steps: [step({ state: 'skipped' })], checks: [] }, '1 step skipped'],
  ['what a pass leaves open', { passed: true, steps: [step({ state: 'skipped' }), step({ state: 'skipped' })], checks: [] }, '2 steps skipped'],
  ['that a pass leaves nothing open', { passed: true, steps: [step({})], checks: [] }, 'nothing was skipped'],
])('says %s', async (_, over, note) => {
  expect(await page(over)).toContain(`<span class="note">${note}</span>`);
});
