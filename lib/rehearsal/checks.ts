import type { Check } from './rehearsal';
import type { CheckReport, DataOrigin, StepReport } from './result';

type Plain = string | number | boolean;
type Found = { readonly value: Plain } | { readonly skipped: string } | { readonly failed: string };

/** Compares the facts of the steps with what must hold. Facts of a stand-in prove nothing, so checks on them are skipped. */
export function evaluate(checks: readonly Check[], steps: readonly StepReport[], data: DataOrigin): readonly CheckReport[] {
  return checks.map((check) => evaluateOne(check, steps, data));
}

function evaluateOne(check: Check, steps: readonly StepReport[], data: DataOrigin): CheckReport {
  const { description, fact, tolerance } = check;
  const about = { description, fact, ...(tolerance !== undefined && { tolerance }) };

  const inapplicable = reasonNotToApply(check.data ?? 'any', data);
  if (inapplicable) return { ...about, state: 'skipped', reason: inapplicable, elsewhere: true };
  const given = check.set && find(check.set.given, steps);
  if (check.set && given && 'value' in given && !String(given.value).split(', ').includes(check.set.name)) {
    return { ...about, state: 'skipped', reason: `no files of ${check.set.name} were given`, elsewhere: true };
  }

  const got = find(fact, steps);
  const expected = typeof check.expected === 'object' ? find(check.expected.fact, steps) : { value: check.expected };
  for (const found of [got, expected]) {
    if ('failed' in found) return { ...about, state: 'failed', reason: found.failed };
  }
  for (const found of [got, expected]) {
    if ('skipped' in found) return { ...about, state: 'skipped', reason: found.skipped };
  }
  const [a, b] = [(got as { value: Plain }).value, (expected as { value: Plain }).value];
  return { ...about, state: isEqual(a, b, tolerance ?? 0) ? 'passed' : 'failed', got: a, expected: b };
}

function reasonNotToApply(about: NonNullable<Check['data']>, data: DataOrigin): string | undefined {
  if (about === 'any') return undefined;
  if (about === 'generated' && data.kind !== 'generated') return 'about the generated data';
  if (about === 'original' && data.kind !== 'original') return "about the article's own sample (--data <dir> --original)";
  return data.defaults ? undefined : 'about the default parameters';
}

function find(name: string, steps: readonly StepReport[]): Found {
  const [id = '', fact = ''] = split(name);
  const step = steps.find((candidate) => candidate.id === id);
  if (!step) return { failed: `there is no step ${id}` };
  if (step.state === 'skipped') return { skipped: `step ${id} was skipped` };
  if (step.state === 'not run') return { skipped: `step ${id} was not run` };
  if (step.state === 'failed') return { failed: `step ${id} failed` };
  const value = Object.hasOwn(step.facts, fact) ? step.facts[fact] : undefined;
  return value === undefined ? { failed: `step ${id} returned no fact ${fact}` } : { value };
}

/** The step and the fact of `step.fact`; a fact's own name may hold dots. */
export function split(name: string): [step: string, fact: string] {
  const at = name.indexOf('.');
  return [name.slice(0, at), name.slice(at + 1)];
}

/** NaN equals nothing, and a number never equals its text. */
function isEqual(got: Plain, expected: Plain, tolerance: number): boolean {
  if (got === expected) return true;
  if (typeof got !== 'number' || typeof expected !== 'number' || tolerance === 0) return false;
  if (!Number.isFinite(got) || !Number.isFinite(expected)) return false;
  // 1.01 - 1 is a little more than 0.01 in binary; a difference of exactly the tolerance counts as equal.
  const rounding = Number.EPSILON * Math.max(Math.abs(got), Math.abs(expected));
  return Math.abs(got - expected) <= tolerance + rounding;
}
