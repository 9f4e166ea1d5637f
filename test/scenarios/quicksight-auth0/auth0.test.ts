import { ConfigError, JobError } from '../../../lib/errors';
import { management, said } from '../../../lib/scenarios/quicksight-auth0/auth0';
import { jobs } from '../../../lib/scenarios/quicksight-auth0/jobs';
import { Auth0Error } from '../../../workloads/quicksight-auth0/tenant/management';
import { recordingTask } from '../../support/task';
import { FakeAuth0 } from '../../workloads/quicksight-auth0/fake-auth0';

afterEach(() => jest.restoreAllMocks());

test.each([
  [{}, /got no AUTH0_CLIENT_ID, no AUTH0_CLIENT_SECRET; allowed: credentials of a machine-to-machine application/],
  [{ AUTH0_CLIENT_ID: 'm2m' }, /got no AUTH0_CLIENT_SECRET; /],
  [{ AUTH0_CLIENT_SECRET: 'secret' }, /got no AUTH0_CLIENT_ID; .*\(tenant acme\.eu\.auth0\.com\)/],
  [{ AUTH0_CLIENT_ID: '', AUTH0_CLIENT_SECRET: 'secret' }, /got no AUTH0_CLIENT_ID; /],
])('with %j sends no request, and names the missing variable', async (env, message) => {
  const ask = jest.spyOn(globalThis, 'fetch');
  const refused = management('acme.eu.auth0.com', env, recordingTask());

  await expect(refused).rejects.toBeInstanceOf(ConfigError);
  await expect(refused).rejects.toThrow(message);
  expect(ask).not.toHaveBeenCalled();
});

test('signs in with both, and reports the tenant', async () => {
  jest.spyOn(globalThis, 'fetch').mockImplementation(new FakeAuth0().fetch);
  const task = recordingTask();

  await management('acme.eu.auth0.com', { AUTH0_CLIENT_ID: 'm2m', AUTH0_CLIENT_SECRET: 'secret' }, task);

  expect(task.lines).toEqual(['signing in to acme.eu.auth0.com']);
});

test('dryRun is off by default', () => {
  const params = { domain: 'acme.eu.auth0.com', account: '111122223333' };

  expect(jobs['auth0-apply'].params?.parse(params)).toEqual({ ...params, dryRun: false });
  expect(jobs['auth0-apply'].params?.parse({ ...params, dryRun: 'true' })).toEqual({ ...params, dryRun: true });
});

describe('an Auth0 error', () => {
  test.each([
    [0, 'got no answer: ENOTFOUND; check the domain and the network'],
    [401, 'got 401: no answer: ENOTFOUND; check AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET'],
    [403, 'got 403: no answer: ENOTFOUND; grant the application this permission for the Management API'],
    [409, 'got 409: no answer: ENOTFOUND; correct the tenant, then run the job again: it is safe to repeat'],
  ])('with status %d has a fix', async (status, told) => {
    const error = new Auth0Error('PATCH roles', status, 'no answer: ENOTFOUND');
    const refused = said(() => Promise.reject(error));

    await expect(refused).rejects.toBeInstanceOf(JobError);
    await expect(refused).rejects.toThrow(`Auth0 refused PATCH roles; ${told}`);
    await expect(refused).rejects.toMatchObject({ cause: error });
  });

  test('is not created from another error, such as an interruption', async () => {
    const interrupted = new DOMException('This operation was aborted', 'AbortError');

    await expect(said(() => Promise.reject(interrupted))).rejects.toBe(interrupted);
  });
});
