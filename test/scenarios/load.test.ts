import { loadScenario } from '../../lib/scenarios/load';

const load = (stage: string) => loadScenario({ scenario: 'glue-athena-data-lake', stage });

test.each(['dev', 'a', 'x-1', 'a-b-c', 'blue2green', 'abcdefghijkl'])('takes the stage %s', async (stage) => {
  await expect(load(stage)).resolves.toMatchObject({ stage });
});

test.each(['x-', 'x--y', '-x', '1x', 'X', 'x_y', '', 'abcdefghijklm'])(
  'refuses the stage "%s": buckets, RDS and Redshift would refuse its names',
  async (stage) => {
    await expect(load(stage)).rejects.toMatchObject({
      exitCode: 2,
      refusal: { problem: 'the stage name is not valid', got: `'${stage}'`, allowed: expect.stringContaining('a letter or digit last') },
    });
  },
);
