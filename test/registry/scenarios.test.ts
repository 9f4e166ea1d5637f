import { join } from 'node:path';
import { showConfig } from '../../lib/actions/config';
import { explain } from '../../lib/actions/explain';
import { registry } from '../../lib/scenarios/registry';
import { root } from '../support/files';
import { definitionOf, jsonOf, templatesOf, variantsOf } from '../support/scenario';
import { expectReviewed } from '../support/summary/reviewed';
import { summaryOf } from '../support/summary/summary';
import { testVariants } from './variants';

describe.each(Object.keys(registry))('%s', (id) => {
  const variants = variantsOf(id);

  test('names each of its variants once', () => {
    expect(variants.length).toBeGreaterThan(0);
    expect(new Set(variants.map(({ name }) => name)).size).toBe(variants.length);
  });

  test('has the reviewed templates', () => {
    expectReviewed(join(root, 'test/scenarios', id, 'summary.txt'), summaryOf(jsonOf(templatesOf(id))));
  });

  testVariants(id, variants.slice(0, 1));

  test('publishes every entry of its contract that no configuration leaves out', () => {
    const outputs = Object.values(jsonOf(templatesOf(id))).flatMap(({ Outputs = {} }) => Object.keys(Outputs as object));

    const required = Object.entries(definitionOf(id).contract).filter(([, { mayBeAbsent }]) => !mayBeAbsent);
    expect(outputs).toEqual(expect.arrayContaining(required.map(([name]) => name)));
  });

  test('explains every key of its configuration and every part that it has', async () => {
    const scenario = definitionOf(id);
    const { config, contract, flow, rehearsal, story, title } = await explain({ scenario: id });

    expect(config.map(({ name }) => name)).toEqual([...Object.keys(scenario.config.shape), 'ttlHours']);
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
