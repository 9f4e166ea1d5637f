import { chosenStacks } from '../../lib/deployment/chosen-stacks';
import type { Synthesized } from '../../lib/scenarios/synthesize';

const stacks = ['toy/network', 'toy/lake', 'toy/app'].map((hierarchicalId) => ({ hierarchicalId }));
const synthesized = { assembly: {}, stacks } as unknown as Synthesized;
const chosen = (names?: readonly string[]) => chosenStacks(synthesized, names).stacks.map(({ hierarchicalId }) => hierarchicalId);

test('deploys every stack by default', () => {
  expect(chosen()).toEqual(['toy/network', 'toy/lake', 'toy/app']);
});

test('keeps the order of deployment, whatever the order of the names', () => {
  expect(chosen(['app', 'network'])).toEqual(['toy/network', 'toy/app']);
});

test('refuses a name that no stack has, and shows the names', () => {
  expect(() => chosen(['app', 'sea', ''])).toThrow(/no stack of this scenario has that name; got sea, ; allowed: network, lake, app/);
});
