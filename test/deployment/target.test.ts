import type { Aws } from '../../lib/aws/aws';
import { reach, targetText } from '../../lib/deployment/target';

const target = { account: '111122223333', region: 'eu-central-1', principal: 'arn:aws:iam::111122223333:user/tester' };
const EMULATOR = { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566', AWS_ACCESS_KEY_ID: 'made-up' };

const answering = (values: Partial<Aws['target']> = {}) => jest.fn(async () => ({ target: { ...target, ...values } }) as Aws);

test("uses the credentials' account, with the given profile and region", async () => {
  const connect = answering();
  await expect(reach({ profile: 'work', region: 'eu-central-1' }, {}, connect)).resolves.toMatchObject({ target });
  expect(connect).toHaveBeenCalledWith(expect.objectContaining({ profile: 'work', region: 'eu-central-1' }));
});

test('refuses an account other than --account', async () => {
  await expect(reach({ account: '999999999999' }, {}, answering())).rejects.toThrow(
    /these credentials belong to another account; got 111122223333, as arn:aws:iam::111122223333:user\/tester; allowed: 999999999999/,
  );
});

test('accepts the account of --account', async () => {
  await expect(reach({ account: '111122223333' }, {}, answering())).resolves.toBeDefined();
});

test('refuses to act without a region', async () => {
  await expect(reach({}, {}, answering({ region: '' }))).rejects.toThrow(/no region is known; .*--region/);
});

test('makes no request when endpoint and profile disagree', async () => {
  const connect = answering();
  await expect(reach({ profile: 'work' }, EMULATOR, connect)).rejects.toThrow(/disagree/);
  expect(connect).not.toHaveBeenCalled();
});

test('refuses a real account behind a local endpoint, as through a tunnel', async () => {
  await expect(reach({}, EMULATOR, answering())).rejects.toThrow(
    /AWS_ENDPOINT_URL answers with an account that is not a stand-in's; got 111122223333.*--account 111122223333/,
  );
});

test.each([
  ['zeros', EMULATOR, '000000000000', {}],
  ['the digits of the access key', { ...EMULATOR, AWS_ACCESS_KEY_ID: '111122223333' }, '111122223333', {}],
  ['confirmed by --account', EMULATOR, '111122223333', { account: '111122223333' }],
  ['allowed by --allow-endpoint', EMULATOR, '111122223333', { allowEndpoint: 'http://127.0.0.1:4566' }],
])('accepts an emulator whose account is %s', async (_, env, account, options) => {
  await expect(reach(options, env, answering({ account }))).resolves.toMatchObject({ target: { account } });
});

test('describes the target of a command', () => {
  expect(targetText(target)).toBe('account 111122223333, region eu-central-1, as arn:aws:iam::111122223333:user/tester');
  expect(targetText({ ...target, endpoint: 'http://127.0.0.1:4566' })).toMatch(/, at http:\/\/127\.0\.0\.1:4566 instead of AWS$/);
});
