import { worldOf } from '../../lib/access';
import { trustOf } from '../../lib/access/trust';
import { registry } from '../../lib/scenarios/registry';
import { jsonOf, templatesOf } from '../support/scenario';

test.each(Object.keys(registry))('%s: each role trusts the services that are handed it, by keys that they are documented to send', async (id) => {
  const stacks = [...(registry[id]?.requires ?? []), id].flatMap((scenario) =>
    Object.entries(jsonOf(templatesOf(scenario, {}))).map(([name, template]) => ({ name: `${scenario}-${name}`, template })),
  );
  const { denied, findings } = trustOf(await worldOf(stacks));

  expect([...denied.values()].flat()).toEqual([]);
  expect(findings).toEqual([]);
});
