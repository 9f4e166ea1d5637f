import type { AccessReport, JudgedRequest, RoleReport } from '../../lib/contract/access';
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

describe('access', () => {
  const by = { policy: 'lake-functions/Policy', index: 2, sid: 'Objects' };
  const request = (call: string, action: string, isAllowed: boolean): JudgedRequest => ({
    call,
    request: { action, resource: 'arn:aws:s3:::lake/a' },
    count: 3,
    decision: isAllowed ? { isAllowed, by: [by] } : { isAllowed, reason: 'no statement allows it', nearest: by },
  });
  const role = (...requests: JudgedRequest[]): RoleReport => ({
    ...{ role: 'arn:aws:iam::111122223333:role/app', id: 'lake-functions/Role', requests, calls: { 's3 GetObject': 3, 's3 PutObject': 1 } },
    unused: [{ statement: { policy: 'lake-functions/Policy', index: 4 }, actions: ['s3:ListBucket'], isWhole: true }],
  });
  const access = (roles: readonly RoleReport[], over: Partial<AccessReport> = {}): Partial<RehearsalResult> => ({
    ...{ passed: false, steps: [step({})], checks: [], recording: 12, judging: 52 },
    access: { isAllowed: false, roles, unassigned: [], findings: [], ...over },
  });
  const plain = (html: string) => html.replaceAll('<wbr>', '');

  test('shows role, call, how often, and by which statement it is allowed', async () => {
    const html = plain(await page(access([role(request('s3 GetObject', 's3:GetObject', true))])));

    expect(html).toContain('<th scope="rowgroup" colspan="4" class="role">lake-functions/Role</th>');
    expect(html).toContain(
      '<td>s3 GetObject</td><td class="code"><ul class="requests"><li><b>s3:GetObject</b> arn:aws:s3:::lake/a</li></ul></td><td class="number">3</td>',
    );
    expect(html).toContain('<span class="state passed">allowed</span><p class="why">lake-functions/Policy statement 2 (Objects)</p>');
    expect(html).toContain(
      '<summary>1 action that nothing here used</summary><ul><li>lake-functions/Policy statement 4: <span class="code">s3:ListBucket</span>',
    );
    expect(html).toContain('Recording took 12 ms, judging 52 ms: 1.0 % of the time');
  });

  test('a denied call tells why and which statement is nearest, and is the outcome', async () => {
    const html = plain(await page(access([role(request('s3 PutObject', 's3:PutObject', false))])));

    expect(html).toContain(
      '<span class="state failed">denied</span><p class="why">no statement allows it</p><p class="why">nearest: lake-functions/Policy statement 2 (Objects)</p>',
    );
    expect(html).toContain('1 call not allowed');
  });

  test('names what cannot be judged, and what is not known', async () => {
    const unassigned = [{ call: 'sns Publish', reason: 'Worker has no role' }];
    const findings = [{ kind: 'policy', where: 'lake/Role', what: 'StringIs is not known' }] as const;
    const html = plain(await page(access([], { unassigned, findings })));

    expect(html).toContain('<p class="why failed">sns Publish: Worker has no role</p>');
    expect(html).toContain('<li>lake/Role: StringIs is not known</li>');
  });
});
