import { requireOthers } from '../../lib/actions/places';
import type { Aws } from '../../lib/aws/aws';
import type { LoadedScenario } from '../../lib/scenarios/load';

const loaded = (stage: string, requires?: readonly string[]) =>
  ({ entry: { requires }, scenario: { id: 'upper' }, stage }) as unknown as LoadedScenario;

/** An account in which these parameters stand. */
function account(...paths: string[]) {
  const asked: string[] = [];
  const aws = {
    target: { account: '111122223333', region: 'eu-central-1', principal: 'arn:ada' },
    ssm: {
      parametersBelow: async (path: string) => {
        asked.push(path);
        return paths.includes(path) ? { any: 'value' } : {};
      },
    },
  } as unknown as Aws;
  return { aws, asked };
}

test('a scenario that builds upon none asks nothing', async () => {
  const { aws, asked } = account();

  await expect(requireOthers(loaded('dev'), aws)).resolves.toBeUndefined();
  expect(asked).toEqual([]);
});

test('one that builds upon another goes on when that is deployed in the same stage', async () => {
  const { aws, asked } = account('/stagecraft/lower/test');

  await expect(requireOthers(loaded('test', ['lower']), aws)).resolves.toBeUndefined();
  expect(asked).toEqual(['/stagecraft/lower/test']);
});

test.each([
  ['dev', /upper depends on lower, which is not deployed in stage dev of account 111122223333.*; stagecraft deploy lower, then repeat/],
  ['test', /no parameters below \/stagecraft\/lower\/test; stagecraft deploy lower --stage test, then repeat/],
])('and is refused when it is not, in stage %s', async (stage, message) => {
  await expect(requireOthers(loaded(stage, ['lower']), account('/stagecraft/lower/other').aws)).rejects.toThrow(message);
});
