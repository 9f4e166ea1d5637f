import { jsonOf, synthesize, templatesOf, type Variant } from '../support/scenario';
import { accountWideNamesOf } from '../support/summary/physical-names';
import { namedStacks } from '../support/summary/template';

/** Fixed names that stages share: faults that keep a scenario from being deployed twice in one account and region. */
const KNOWN_OFFENDERS: readonly string[] = [];

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Properties?: { readonly Tags?: unknown; readonly AlarmActions?: readonly unknown[] };
}

/** Defines the tests that every variant of a scenario has to pass. */
export function testVariants(id: string, variants: readonly Variant[]): void {
  test.each(variants)('synthesizes twice to the same bytes, $name', ({ set, stage, env }) => {
    const templates = jsonOf(templatesOf(id, set, stage, env));

    expect(Object.keys(templates).length).toBeGreaterThan(0);
    expect(JSON.stringify(jsonOf(synthesize(id, set, stage, env)))).toBe(JSON.stringify(templates));
  });

  test.each(variants)('retains nothing and tags everything that has tags, $name', ({ set, stage = 'dev', env }) => {
    const resources = Object.values(jsonOf(templatesOf(id, set, stage, env))).flatMap(({ Resources }) =>
      Object.values(Resources as Record<string, Resource>),
    );
    const tagged = resources.flatMap(({ Properties }) => (Properties?.Tags === undefined ? [] : [tagsOf(Properties.Tags)]));

    expect(resources.filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain')).toEqual([]);
    expect(tagged.length).toBeGreaterThan(0);
    for (const tags of tagged) expect(tags).toMatchObject({ 'stagecraft:scenario': id, 'stagecraft:stage': stage, 'stagecraft:ttl-hours': '24' });
  });

  test.each(variants)('has an action for every alarm, $name', ({ set, stage, env }) => {
    const resources = Object.values(jsonOf(templatesOf(id, set, stage, env))).flatMap(({ Resources }) =>
      Object.entries(Resources as Record<string, Resource>),
    );
    const alarms = resources.filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm');

    expect(alarms.filter(([, { Properties }]) => (Properties?.AlarmActions ?? []).length === 0).map(([name]) => name)).toEqual([]);
  });

  test.each(variants)('shares no fixed physical name between two stages, $name', ({ set, env }) => {
    const [first, second] = ['dev', 'test-2'].map((stage) => fixedNames(id, set, stage, env)) as [string[], string[]];

    expect(second.length).toBe(first.length);
    expect(second.filter((name) => !/test[-_]2/.test(name))).toEqual([]);
    expect(first.filter((name) => second.includes(name))).toEqual([]);
  });
}

/** Physical names of a scenario that do not depend on the deployment. */
export function fixedNames(id: string, set: Variant['set'], stage: string, env?: Variant['env']): readonly string[] {
  const stacks = namedStacks(jsonOf(templatesOf(id, set, stage, env)));
  const names = stacks.flatMap(({ resources, text }) => resources.flatMap(([, resource]) => accountWideNamesOf(resource, text)));
  return names.filter((name) => !KNOWN_OFFENDERS.includes(name));
}

/** Tags by their keys; most types list them, some map them. */
function tagsOf(tags: unknown): Record<string, unknown> {
  if (!Array.isArray(tags)) return tags as Record<string, unknown>;
  return Object.fromEntries(tags.map((tag: { Key: string; Value: unknown }) => [tag.Key, tag.Value]));
}
