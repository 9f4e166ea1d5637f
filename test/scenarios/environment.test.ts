import { environmentOf } from '../../lib/scenarios/environment';

test('without account and region the templates are environment-agnostic', async () => {
  expect(await environmentOf({})).toBeUndefined();
});

test.each(['us-east-1', 'eu-central-1', 'ap-southeast-2', 'us-gov-west-1', 'us-isob-east-1', 'cn-northwest-1', 'eusc-de-east-1', 'mx-central-1'])(
  'takes the region %s',
  async (region) => {
    expect(await environmentOf({ account: '111122223333', region })).toEqual({ account: '111122223333', region });
  },
);

test.each([
  [{ account: '11112222333' }, /the account is not valid; got '11112222333'; allowed: twelve digits/],
  [{ account: '11112222333x' }, /the account is not valid/],
  [{ region: 'eu-centrl-1' }, /the region is not valid; got 'eu-centrl-1'.*did you mean 'eu-central-1'/],
  [{ region: '' }, /the region is not valid; got ''/],
])('refuses %j', async (options, message) => {
  await expect(environmentOf(options)).rejects.toThrow(message);
});
