import { explained, isNamed, quotedRefusal, type RequestContext, withOperation } from '../../lib/aws/errors';
import { ConfigError, JobError } from '../../lib/errors';

function sdkError(name: string, message: string, more: object = {}): Error {
  return Object.assign(new Error(message), { name, ...more });
}

const principal = 'arn:aws:iam::111122223333:user/ada';

test.each<[string, Error, RequestContext, typeof ConfigError | typeof JobError, RegExp]>([
  [
    'no credentials',
    sdkError('CredentialsProviderError', 'Could not load credentials from any providers'),
    {},
    ConfigError,
    /no AWS credentials found; .*aws configure, or choose a profile with --profile/,
  ],
  [
    'a profile that does not exist',
    sdkError('CredentialsProviderError', 'Could not resolve credentials using profile: [absent] in configuration/credentials file(s).'),
    { profile: 'absent' },
    ConfigError,
    /no credentials for profile absent; .*aws configure list-profiles/,
  ],
  [
    'an expired token',
    sdkError('ExpiredToken', 'The security token included in the request is expired'),
    {},
    JobError,
    /the credentials have expired; .*aws sso login/,
  ],
  ['an expired token of another service', sdkError('ExpiredTokenException', 'expired'), {}, JobError, /the credentials have expired/],
  ['an expired request', sdkError('RequestExpired', 'Request has expired'), {}, JobError, /the credentials have expired/],
  [
    'an ended SSO session',
    sdkError(
      'CredentialsProviderError',
      'The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login with the corresponding profile.',
    ),
    { profile: 'work' },
    JobError,
    /the credentials have expired; .*aws sso login --profile work/,
  ],
  [
    'an SSO token that cannot be refreshed',
    sdkError('TokenProviderError', "Token is expired. To refresh this SSO session run 'aws sso login' with the corresponding profile."),
    {},
    JobError,
    /the credentials have expired/,
  ],
  ['no region', sdkError('Error', 'Region is missing'), {}, ConfigError, /no region is set; .*--region/],
  [
    'a wrong key',
    sdkError('InvalidClientTokenId', 'The security token included in the request is invalid.'),
    {},
    ConfigError,
    /AWS rejects these credentials/,
  ],
  ['a wrong secret', sdkError('SignatureDoesNotMatch', 'does not match'), {}, ConfigError, /AWS rejects these credentials/],
  ['a wrong clock', sdkError('RequestTimeTooSkewed', 'too large'), {}, ConfigError, /the clock of this machine is wrong/],
  [
    'a denied action, by what IAM says',
    sdkError(
      'AccessDeniedException',
      `User: ${principal} is not authorized to perform: glue:StartCrawler on resource: arn:aws:glue:eu-central-1:111122223333:crawler/raw because no`,
    ),
    {},
    JobError,
    /access denied: arn:aws:iam::111122223333:user\/ada may not perform glue:StartCrawler on arn:aws:glue:eu-central-1:111122223333:crawler\/raw; /,
  ],
  [
    'a denied action, by what was asked',
    sdkError('AccessDenied', 'Access Denied'),
    { principal, operation: 'S3 ListObjectsV2' },
    JobError,
    /access denied: arn:aws:iam::111122223333:user\/ada may not perform S3 ListObjectsV2; got Access Denied/,
  ],
  [
    'throttling',
    sdkError('ThrottlingException', 'Rate exceeded'),
    { operation: 'Glue GetTables' },
    JobError,
    /Glue GetTables is still throttled after several attempts; got Rate exceeded; wait a minute/,
  ],
  ['throttling by any other name', sdkError('Busy', 'slow', { $metadata: { httpStatusCode: 429 } }), {}, JobError, /AWS is still throttled/],
  [
    'an endpoint that refuses',
    sdkError('Error', 'connect ECONNREFUSED 127.0.0.1:4566', { code: 'ECONNREFUSED' }),
    { endpoint: 'http://127.0.0.1:4566' },
    JobError,
    /http:\/\/127\.0\.0\.1:4566 cannot be reached; got ECONNREFUSED.*unset AWS_ENDPOINT_URL/,
  ],
  [
    'a region that does not exist',
    sdkError('Error', 'getaddrinfo ENOTFOUND sts.eu-nowhere-1.amazonaws.com', { code: 'ENOTFOUND' }),
    {},
    JobError,
    /the AWS endpoint cannot be reached; .*the region name/,
  ],
  [
    'a host whose addresses all refuse',
    Object.assign(new AggregateError([sdkError('Error', 'one', { code: 'ECONNREFUSED' })], ''), {}),
    {},
    JobError,
    /cannot be reached; got ECONNREFUSED/,
  ],
])('explains %s', (_, error, context, kind, message) => {
  const refusal = explained(error, context);

  expect(refusal).toBeInstanceOf(kind);
  expect((refusal as Error).message).toMatch(message);
  expect((refusal as Error).cause).toBe(error);
});

test('leaves errors that a verb handles, and explained ones, unchanged', () => {
  const missing = sdkError('EntityNotFoundException', 'Table not found');
  const refusal = new JobError({ problem: 'x', fix: 'y' });

  expect(explained(missing)).toBe(missing);
  expect(explained(refusal)).toBe(refusal);
  expect(explained('text')).toBe('text');
});

test('isNamed matches an error by any of its names', () => {
  expect(isNamed(sdkError('B', ''), 'A', 'B')).toBe(true);
  expect(isNamed(sdkError('C', ''), 'A', 'B')).toBe(false);
  expect(isNamed('B', 'B')).toBe(false);
});

test('quotedRefusal quotes the refusal of a service, and rethrows a bug', () => {
  const missing = sdkError('EntityNotFoundException', 'Table\n not found', { $fault: 'client', $metadata: {} });
  const bug = new TypeError('x is undefined');

  expect(quotedRefusal(missing)).toMatchObject({
    message: expect.stringMatching(/^AWS refused a request; got EntityNotFoundException: Table not found;/),
  });
  expect(quotedRefusal(withOperation(missing, 'Glue GetTable'))).toMatchObject({ message: expect.stringMatching(/^AWS refused Glue GetTable;/) });
  expect(quotedRefusal(sdkError('ThrottlingException', 'slow', { $fault: 'client' }))).toMatchObject({
    message: expect.stringMatching(/is still throttled/),
  });
  expect(quotedRefusal(bug)).toBe(bug);
  expect(withOperation('text', 'Glue GetTable')).toBe('text');
});
