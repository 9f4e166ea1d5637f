import { isCut } from '../../lib/aws/command-output';

test.each([
  ['a whole output', 'done\n', false],
  ['one that fills what Run Command keeps', 'x'.repeat(24_000), true],
  ['one that the agent marked', 'x\n---Output truncated---', true],
])('%s', (_, output, expected) => expect(isCut(output)).toBe(expected));
