import { join } from 'node:path';
import { showConfig } from '../../lib/actions/config';
import { explain } from '../../lib/actions/explain';
import { registry } from '../../lib/scenarios/registry';
import { root } from '../support/files';
import { definitionOf, synthesize, templatesOf, type Variant, variantsOf } from '../support/scenario';
import { accountWideNamesOf } from '../support/summary/physical-names';
import { expectReviewed } from '../support/summary/reviewed';
import { summaryOf } from '../support/summary/summary';
import { namedStacks } from '../support/summary/template';

/** Fixed names that stages share: faults that keep a scenario from being deployed twice in one account and region. */
const KNOWN_OFFENDERS: readonly string[] = ['AWS::EC2::LaunchTemplate ResourceLaunchTemplate'];

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Properties?: { readonly Tags?: unknown };
}

const jsonOf = (templates: ReturnType<typeof templatesOf>) =>
  Object.fromEntries(Object.entries(templates).map(([id, template]) => [id, template.toJSON()]));

function fixedNames(id: string, set: Variant['set'], stage: string, env?: Variant['env']): readonly string[] {
  const stacks = namedStacks(jsonOf(templatesOf(id, set, stage, env)));
  const names = stacks.flatMap(({ resources, text }) => resources.flatMap(([, resource]) => accountWideNamesOf(resource, text)));
  return names.filter((name) => !KNOWN_OFFENDERS.includes(name));
}

describe.each(Object.keys(registry))('%s', (id) => {
  const variants = variantsOf(id);

  test('names each of its variants once', () => {
    expect(variants.length).toBeGreaterThan(0);
    expect(new Set(variants.map(({ name }) => name)).size).toBe(variants.length);
  });

  test('has the reviewed templates', () => {
    expectReviewed(join(root, 'test/scenarios', id, 'summary.txt'), summaryOf(jsonOf(templatesOf(id))));
  });

  test.each(variants)('synthesizes twice to the same bytes, $name', ({ set, stage, env }) => {
    const templates = jsonOf(templatesOf(id, set, stage, env));

    expect(Object.keys(templates).length).toBeGreaterThan(0);
    expect(JSON.stringify(jsonOf(synthesize(id, set, stage, env)))).toBe(JSON.stringify(templates));
  });

  test('publishes its whole contract', () => {
    const outputs = Object.values(jsonOf(templatesOf(id))).flatMap(({ Outputs = {} }) => Object.keys(Outputs as object));

    expect(outputs).toEqual(expect.arrayContaining(Object.keys(definitionOf(id).contract)));
  });

  test.each(variants)('retains nothing and tags everything that has tags, $name', ({ set, stage = 'dev', env }) => {
    const resources = Object.values(jsonOf(templatesOf(id, set, stage, env))).flatMap(({ Resources }) =>
      Object.values(Resources as Record<string, Resource>),
    );
    const tagged = resources.flatMap(({ Properties }) => (Properties?.Tags === undefined ? [] : [tagsOf(Properties.Tags)]));

    expect(resources.filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain')).toEqual([]);
    const ttl = 'ttlHours' in definitionOf(id).config.shape ? { 'stagecraft:ttl-hours': expect.stringMatching(/^\d+$/) } : {};
    expect(tagged.length).toBeGreaterThan(0);
    for (const tags of tagged) expect(tags).toMatchObject({ 'stagecraft:scenario': id, 'stagecraft:stage': stage, ...ttl });
  });

  test.each(variants)('shares no fixed physical name between two stages, $name', ({ set, env }) => {
    const [first, second] = ['dev', 'test-2'].map((stage) => fixedNames(id, set, stage, env)) as [string[], string[]];

    expect(second.length).toBe(first.length);
    expect(second.filter((name) => !/test[-_]2/.test(name))).toEqual([]);
    expect(first.filter((name) => second.includes(name))).toEqual([]);
  });

  test('explains every key of its configuration and every part that it has', async () => {
    const scenario = definitionOf(id);
    const { config, contract, flow, rehearsal, story, title } = await explain({ scenario: id });

    expect(config.map(({ name }) => name)).toEqual(Object.keys(scenario.config.shape));
    expect(config.filter(({ description }) => description.length < 10)).toEqual([]);
    expect(contract.map(({ name }) => name)).toEqual(Object.keys(scenario.contract));
    expect(rehearsal.steps.map(({ name }) => name)).toEqual(Object.keys(scenario.rehearsal.steps));
    expect([title, story, ...flow].filter((text) => text === '')).toEqual([]);
  });

  test('has a configuration that its JSON Schema describes, and refuses an unknown key', async () => {
    const { keys, schema } = await showConfig({ scenario: id, examples: true });

    expect(Object.keys(schema['properties'] as object)).toEqual(keys.map(({ name }) => name));
    expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
    await expect(showConfig({ scenario: id, set: { noSuchKey: '1' } })).rejects.toMatchObject({ exitCode: 2 });
  });
});

/** Tags by their keys; most types list them, some map them. */
function tagsOf(tags: unknown): Record<string, unknown> {
  if (!Array.isArray(tags)) return tags as Record<string, unknown>;
  return Object.fromEntries(tags.map((tag: { Key: string; Value: unknown }) => [tag.Key, tag.Value]));
}
