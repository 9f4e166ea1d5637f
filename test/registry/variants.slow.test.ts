import { registry } from '../../lib/scenarios/registry';
import { definitionOf, jsonOf, templatesOf, variantsOf } from '../support/scenario';
import { fixedNames, testVariants } from './variants';

/** Variants other than the first, which the fast tests cover. */
const others = Object.keys(registry)
  .map((id) => ({ id, variants: variantsOf(id).slice(1) }))
  .filter(({ variants }) => variants.length > 0);

describe.each(others)('$id', ({ id, variants }) => testVariants(id, variants));

test('all scenarios can stand in one account side by side: no two share a fixed physical name', () => {
  const owners = new Map<string, string>();
  const shared: string[] = [];
  for (const id of Object.keys(registry)) {
    const [first] = variantsOf(id);
    for (const name of new Set(fixedNames(id, first?.set ?? {}, 'dev', first?.env))) {
      const other = owners.get(name);
      if (other !== undefined) shared.push(`${name}: ${other}, ${id}`);
      owners.set(name, id);
    }
  }

  expect(owners.size).toBeGreaterThan(100);
  expect(shared).toEqual([]);
});

test.each(Object.keys(registry))('%s publishes every entry of its contract in one of its variants', (id) => {
  const templates = variantsOf(id).flatMap(({ set, stage, env }) => Object.values(jsonOf(templatesOf(id, set, stage, env))));
  const published = new Set(templates.flatMap(({ Outputs = {} }) => Object.keys(Outputs)));

  expect(Object.keys(definitionOf(id).contract).filter((name) => !published.has(name))).toEqual([]);
});
