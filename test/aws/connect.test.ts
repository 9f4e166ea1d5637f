import { connect } from '../../lib/aws/connect';
import { type FakeEndpoint, fakeEndpoint } from '../support/fake-endpoint';
import { recordingTask } from '../support/task';

let endpoint: FakeEndpoint;
const variables = ['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION', 'AWS_PROFILE', 'AWS_EC2_METADATA_DISABLED'];
const before = Object.fromEntries(variables.map((name) => [name, process.env[name]]));

beforeEach(async () => {
  endpoint = await fakeEndpoint();
  for (const name of variables) {
    const value = endpoint.env[name];
    if (value === undefined || name === 'AWS_REGION') delete process.env[name];
    else process.env[name] = value;
  }
});

afterEach(async () => {
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await endpoint.close();
});

test('returns the caller identity and the region', async () => {
  const { target } = await connect({ region: 'eu-central-1' });

  expect(target).toEqual({
    account: '000000000000',
    region: 'eu-central-1',
    principal: 'arn:aws:iam::000000000000:user/ada',
    endpoint: endpoint.url,
  });
});

test('takes the region from the environment by default', async () => {
  process.env['AWS_REGION'] = 'us-west-2';

  await expect(connect({})).resolves.toMatchObject({ target: { region: 'us-west-2' } });
});

test('sends requests to the endpoint, with path-style bucket addresses', async () => {
  endpoint.replies['GetParametersByPath'] = { body: '{"Parameters":[{"Name":"/s/bucket","Value":"b"}]}' };
  endpoint.replies['S3'] = { type: 'application/xml', body: '<ListBucketResult><Contents><Key>a</Key><Size>1</Size></Contents></ListBucketResult>' };
  const aws = await connect({ region: 'eu-central-1' });

  await expect(aws.ssm.parametersBelow('/s')).resolves.toEqual({ bucket: 'b' });
  await expect(aws.s3.list('data')).resolves.toEqual([{ key: 'a', bytes: 1 }]);
  expect(endpoint.paths.at(-1)).toMatch(/^GET \/data\/?\?/);
});

test('a refusal names action and principal, for every service', async () => {
  endpoint.replies['GetTables'] = { status: 400, body: '{"__type":"AccessDeniedException","Message":"no"}' };
  endpoint.replies['S3'] = { status: 403, type: 'application/xml', body: '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>' };
  const aws = await connect({ region: 'eu-central-1' });

  await expect(aws.glue.tables('lake')).rejects.toThrow(/access denied: arn:aws:iam::000000000000:user\/ada may not perform Glue GetTables/);
  await expect(aws.s3.list('data')).rejects.toThrow(/access denied: .* may not perform S3 ListObjectsV2/);
});

test("treats each service's not-found error as absence", async () => {
  endpoint.replies['ListExecutions'] = {
    status: 400,
    type: 'application/x-amz-json-1.0',
    body: '{"__type":"StateMachineDoesNotExist","message":"gone"}',
  };
  endpoint.replies['FilterLogEvents'] = { status: 400, body: '{"__type":"ResourceNotFoundException","message":"gone"}' };
  endpoint.replies['DescribeStacks'] = {
    status: 400,
    type: 'text/xml',
    body: '<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id s does not exist</Message></Error></ErrorResponse>',
  };
  const aws = await connect({ region: 'eu-central-1' });

  await expect(aws.stepfunctions.stopAll('arn:aws:states:eu-central-1:111122223333:stateMachine:m')).resolves.toEqual([]);
  await expect(aws.logs.read({ group: 'g', since: new Date(0) })).resolves.toEqual([]);
  await expect(aws.cloudformation.stack('s')).resolves.toBeUndefined();
});

test('functions and queries reach their services', async () => {
  endpoint.replies['S3'] = { type: 'application/json', body: '{"statusCode":200}' };
  endpoint.replies['ListQueryExecutions'] = { body: '{"QueryExecutionIds":[]}' };
  const aws = await connect({ region: 'eu-central-1' });

  await expect(aws.lambda.invoke('f', {}, recordingTask())).resolves.toEqual({ statusCode: 200 });
  await expect(aws.athena.stopAll('w')).resolves.toEqual([]);
  expect(endpoint.paths.some((path) => path.endsWith('/2015-03-31/functions/f/invocations'))).toBe(true);
});

test('clients can be passed through promises', async () => {
  const aws = await connect({ region: 'eu-central-1' });

  expect(typeof (await Promise.resolve(aws.glue)).tables).toBe('function');
});

test('names an endpoint that refuses connections', async () => {
  process.env['AWS_ENDPOINT_URL'] = 'http://127.0.0.1:9';

  await expect(connect({ region: 'eu-central-1' })).rejects.toThrow(/http:\/\/127\.0\.0\.1:9 cannot be reached/);
});

test('reports expired credentials', async () => {
  endpoint.replies['GetCallerIdentity'] = {
    status: 403,
    type: 'text/xml',
    body: '<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>The security token included in the request is expired</Message></Error></ErrorResponse>',
  };

  await expect(connect({ region: 'eu-central-1' })).rejects.toThrow(/the credentials have expired; got The security token .*; sign in again/);
});

test('refuses an endpoint that returns no caller identity', async () => {
  endpoint.replies['GetCallerIdentity'] = {
    type: 'text/xml',
    body: '<GetCallerIdentityResponse><GetCallerIdentityResult/></GetCallerIdentityResponse>',
  };

  await expect(connect({ region: 'eu-central-1' })).rejects.toThrow(/AWS returned no caller identity/);
});
