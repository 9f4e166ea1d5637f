import { failureOf } from '../../lib/actions/rehearse';
import type { AccessDecision, AccessReport } from '../../lib/contract/access';
import type { CheckReport, MissingEngine, RehearsalResult, StepReport } from '../../lib/rehearsal/result';
import { sampleReport } from '../rehearsal/sample';

const step = (over: Partial<StepReport>): StepReport => ({
  id: 'count',
  title: 'Count',
  state: 'passed',
  seconds: 1,
  facts: {},
  missing: [],
  ...over,
});
const check = (over: Partial<CheckReport>): CheckReport => ({ description: 'four lines', fact: 'count.lines', state: 'failed', ...over });
const failing = (over: Partial<RehearsalResult>) => failureOf({ ...sampleReport().result, steps: [step({})], checks: [], ...over });

const REPORT = 'read /tmp/out/lake/report.html';

test('a step that failed is told with its reason, before any check', () => {
  const error = { problem: 'no such table', got: 'lines', allowed: 'hubs', fix: 'name another' };

  expect(failing({ steps: [step({}), step({ title: 'Ask', state: 'failed', error })], checks: [check({ got: 3, expected: 4 })] })).toEqual({
    problem: "the step 'Ask' failed: no such table",
    got: 'lines',
    allowed: 'hubs',
    fix: 'name another',
  });
});

test('a step that failed without a reason leads to the report', () => {
  expect(failing({ steps: [step({ state: 'failed' })] })).toEqual({ problem: "the step 'Count' failed: no reason given", fix: REPORT });
});

test.each<[string, Partial<CheckReport>, string, string | undefined]>([
  ['both values', { got: 3, expected: 4 }, 'count.lines = 3', '4'],
  ['the tolerance', { got: 3, expected: 4, tolerance: 0.5 }, 'count.lines = 3', '4 ± 0.5'],
  ['a value that is false', { got: false, expected: true }, 'count.lines = false', 'true'],
  ['why there was nothing to compare', { reason: 'step count returned no fact lines' }, 'count.lines = step count returned no fact lines', undefined],
])('a check that failed is told with %s', (_, over, got, allowed) => {
  expect(failing({ checks: [check({ state: 'passed' }), check(over), check({ description: 'a file' })] })).toEqual({
    problem: '2 of 3 checks failed, first: four lines',
    got,
    allowed,
    fix: REPORT,
  });
});

describe('skipped steps', () => {
  const spark: MissingEngine = { id: 'spark', title: 'Apache Spark', install: 'pip install pyspark' };
  const postgres: MissingEngine = { id: 'postgres', title: 'PostgreSQL', install: 'npm install pglite' };
  const skipped = (...missing: readonly MissingEngine[]) => step({ state: 'skipped', missing });

  test('that --require-all forbids are told with what installs their engines, each once', () => {
    expect(failing({ requireAll: true, steps: [step({}), skipped(spark), skipped(spark, postgres)] })).toEqual({
      problem: '2 steps were skipped',
      got: 'Apache Spark missing, PostgreSQL missing',
      allowed: 'none, because of --require-all',
      fix: 'pip install pyspark; npm install pglite',
    });
  });

  test('are named one by one, and without an option that nobody gave', () => {
    expect(failing({ steps: [skipped(spark)] })).toMatchObject({ problem: '1 step was skipped', allowed: undefined });
  });
});

test('there is nothing to say about a rehearsal that passed', () => {
  expect(failing({ passed: true, steps: [step({ state: 'skipped' })] })).toBeUndefined();
});

describe('access', () => {
  const nearest = { policy: 'lake/Policy', index: 1 };
  const request = { call: 's3 GetObject', request: { action: 's3:GetObject', resource: 'arn:aws:s3:::lake/a' }, count: 1 };
  const report = (decision: AccessDecision, over: object = {}): AccessReport => ({
    ...{ isAllowed: false, unassigned: [], findings: [] },
    roles: [{ role: 'arn:role', id: 'lake/Role', requests: [{ ...request, decision, ...over }], calls: {}, unused: [] }],
  });
  const denied = { isAllowed: false, reason: 'no statement allows it', nearest } as const;

  test('a denied request is told with role, call, resource, reason and nearest statement, before a step that it made fail', () => {
    expect(failing({ access: report(denied), steps: [step({ state: 'failed' })] })).toEqual({
      problem: "access is denied once, first: lake/Role may not do s3:GetObject, which 's3 GetObject' needs",
      got: 's3:GetObject on arn:aws:s3:::lake/a: no statement allows it',
      allowed: 'nearest: lake/Policy statement 1',
      fix: 'stagecraft access lake',
    });
  });

  test('a denial that counts in some cases only is no failure', () => {
    const { problem } = failing({ access: { ...report(denied, { isConditional: true }), isAllowed: true }, checks: [check({})] }) ?? {};
    expect(problem).toBe('1 of 1 checks failed, first: four lines');
  });

  test('a call whose role is not known is told', () => {
    const unassigned = [{ call: 'sns Publish', reason: 'AWS::Lambda::Function Worker has no role in the templates' }];
    expect(failing({ access: { isAllowed: false, roles: [], findings: [], unassigned } })).toEqual({
      problem: '1 call cannot be judged, first: sns Publish',
      got: 'AWS::Lambda::Function Worker has no role in the templates',
      fix: 'stagecraft access lake',
    });
  });
});
