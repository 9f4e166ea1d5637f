import {
  CreateClassificationJobCommand,
  DescribeClassificationJobCommand,
  DisableMacieCommand,
  EnableMacieCommand,
  GetMacieSessionCommand,
  ListClassificationJobsCommand,
  Macie2Client,
  UpdateClassificationJobCommand,
} from '@aws-sdk/client-macie2';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../../constructs/security/handlers/macie-resources';
import type { CustomResourceEvent } from '../../../constructs/security/respond';
import { requestsOf } from '../../../lib/access/requests';
import { CallRecorder } from '../../../lib/rehearsal/calls';

const macie = mockClient(Macie2Client);
const PROVIDER = { type: 'AWS::Lambda::Function', id: 'MacieProviderHandler' };
const calls = new CallRecorder();
const OFF = Object.assign(new Error('Macie is not enabled.'), { name: 'AccessDeniedException' });
const JOB = 'a'.repeat(32);

interface Answer {
  readonly Status: string;
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
  readonly Data?: Record<string, string>;
}

/** The response that CloudFormation gets. */
async function answerTo(event: Partial<CustomResourceEvent>): Promise<Answer> {
  const put = jest.spyOn(globalThis, 'fetch').mockResolvedValue(new Response());
  const whole = {
    RequestType: 'Create',
    ResponseURL: 'https://cfn.example/answer',
    StackId: 's',
    RequestId: 'r',
    LogicalResourceId: 'L',
    ResourceProperties: {},
  };
  await handler({ ...whole, ...event } as CustomResourceEvent, {});
  for (const { args } of macie.calls()) {
    const [command] = args;
    calls.record(PROVIDER, { service: 'macie2', operation: command.constructor.name.replace(/Command$/, ''), input: { ...command.input } });
  }
  const [[url, init] = []] = put.mock.calls;
  expect(url).toBe('https://cfn.example/answer');
  expect(init).toMatchObject({ method: 'PUT', headers: { 'content-type': '' } });
  return JSON.parse(String(init?.body));
}

beforeEach(() => macie.reset());
afterEach(() => jest.restoreAllMocks());

describe('MacieSession', () => {
  const session = (event: Partial<CustomResourceEvent> = {}) => answerTo({ ResourceType: 'Custom::MacieSession', ...event });

  test('enables Macie where it is disabled', async () => {
    macie.on(GetMacieSessionCommand).rejects(OFF).on(EnableMacieCommand).resolves({});

    await expect(session()).resolves.toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'session-of-this-stack' });
    expect(macie.commandCalls(EnableMacieCommand)[0]?.args[0].input).toEqual({ status: 'ENABLED', clientToken: 'r' });
  });

  test('refuses a paused session, in which no job would run, and leaves it alone', async () => {
    macie.on(GetMacieSessionCommand).resolves({ status: 'PAUSED' });

    const { Status, Reason } = await session();
    expect([Status, Reason]).toEqual(['FAILED', expect.stringContaining('Macie is paused')]);
    expect(macie.commandCalls(EnableMacieCommand)).toHaveLength(0);
  });

  test('takes the session that is enabled at the same time', async () => {
    macie.on(GetMacieSessionCommand).rejectsOnce(OFF).resolves({ status: 'ENABLED' });
    macie.on(EnableMacieCommand).rejects(Object.assign(new Error('enabled already'), { name: 'ConflictException' }));

    await expect(session()).resolves.toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'session-of-the-account' });
  });

  test('does not change an existing session', async () => {
    macie.on(GetMacieSessionCommand).resolves({ status: 'ENABLED' });

    await expect(session()).resolves.toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'session-of-the-account' });
    expect(macie.commandCalls(EnableMacieCommand)).toHaveLength(0);
  });

  test.each([
    ['session-of-the-account', 'true', 0],
    ['session-of-the-account', 'false', 0],
    ['session-of-this-stack', 'false', 0],
    ['session-of-this-stack', 'true', 1],
  ])('delete of %s with DisableOnDelete %s disables Macie %i times', async (PhysicalResourceId, DisableOnDelete, times) => {
    macie.on(DisableMacieCommand).resolves({});

    const answer = await session({ RequestType: 'Delete', PhysicalResourceId, ResourceProperties: { DisableOnDelete } });

    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId });
    expect(macie.commandCalls(DisableMacieCommand)).toHaveLength(times);
  });

  test('delete succeeds when Macie is disabled already', async () => {
    macie.on(DisableMacieCommand).rejects(OFF);

    await expect(
      session({ RequestType: 'Delete', PhysicalResourceId: 'session-of-this-stack', ResourceProperties: { DisableOnDelete: 'true' } }),
    ).resolves.toMatchObject({ Status: 'SUCCESS' });
  });

  test('update keeps the physical id', async () => {
    await expect(session({ RequestType: 'Update', PhysicalResourceId: 'session-of-this-stack' })).resolves.toMatchObject({
      PhysicalResourceId: 'session-of-this-stack',
    });
    expect(macie.calls()).toHaveLength(0);
  });

  test('create fails with the reason when the session cannot be read', async () => {
    macie.on(GetMacieSessionCommand).rejects(Object.assign(new Error('not allowed'), { name: 'AccessDeniedException' }));

    await expect(session()).resolves.toMatchObject({
      Status: 'FAILED',
      Reason: 'AccessDeniedException: not allowed',
      PhysicalResourceId: 'failed-r',
    });
  });
});

describe('ClassificationJob', () => {
  const properties = { Name: 'Scan_Daily', Request: JSON.stringify({ jobType: 'SCHEDULED', customDataIdentifierIds: ['one'] }) };
  const job = (event: Partial<CustomResourceEvent> = {}) =>
    answerTo({ ResourceType: 'Custom::MacieClassificationJob', ResourceProperties: properties, ...event });
  const created = () => macie.commandCalls(CreateClassificationJobCommand).map(({ args }) => args[0].input);

  test('creates a job with a hash of its settings in its name and a client token', async () => {
    macie.on(ListClassificationJobsCommand).resolves({ items: [] }).on(CreateClassificationJobCommand).resolves({ jobId: JOB });

    await expect(job()).resolves.toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: JOB, Data: { JobId: JOB } });
    const [request] = created();
    expect(request).toMatchObject({
      jobType: 'SCHEDULED',
      customDataIdentifierIds: ['one'],
      name: expect.stringMatching(/^Scan_Daily-[0-9a-f]{12}$/),
    });
    expect(request?.clientToken).toBe('r');
  });

  test('takes the job that a request at the same time has created', async () => {
    macie.on(ListClassificationJobsCommand).resolvesOnce({ items: [] });
    macie.on(CreateClassificationJobCommand).callsFake(({ name }) => {
      macie.on(ListClassificationJobsCommand).resolves({ items: [{ name, jobId: JOB, jobStatus: 'RUNNING' }] });
      throw Object.assign(new Error('exists'), { name: 'ConflictException' });
    });

    await expect(job()).resolves.toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: JOB });
  });

  test('finds the existing job for the same settings', async () => {
    macie.on(ListClassificationJobsCommand).resolves({ items: [] }).on(CreateClassificationJobCommand).resolves({ jobId: JOB });
    await job();
    const name = created()[0]?.name;
    macie.reset();
    macie.on(ListClassificationJobsCommand).resolves({ items: [{ name, jobId: JOB, jobStatus: 'IDLE' }] });

    await expect(job({ RequestType: 'Update', PhysicalResourceId: JOB })).resolves.toMatchObject({ PhysicalResourceId: JOB });
    expect(created()).toHaveLength(0);
  });

  test.each(['CANCELLED', 'COMPLETE', undefined] as const)('creates a new job when the existing one has status %s', async (jobStatus) => {
    macie
      .on(ListClassificationJobsCommand)
      .callsFake(({ filterCriteria }) => ({ items: [{ name: filterCriteria.includes[0].values[0], jobId: 'b'.repeat(32), jobStatus }] }))
      .on(CreateClassificationJobCommand)
      .resolves({ jobId: JOB });

    await expect(job()).resolves.toMatchObject({ PhysicalResourceId: JOB });
  });

  test('creates another job for other settings', async () => {
    macie.on(ListClassificationJobsCommand).resolves({ items: [] }).on(CreateClassificationJobCommand).resolves({ jobId: JOB });
    await job();
    await job({ ResourceProperties: { ...properties, Request: JSON.stringify({ jobType: 'SCHEDULED', customDataIdentifierIds: ['two'] }) } });

    expect(new Set(created().map(({ name }) => name)).size).toBe(2);
  });

  test.each([
    ['RUNNING', 1],
    ['IDLE', 1],
    ['USER_PAUSED', 1],
    ['COMPLETE', 0],
    ['CANCELLED', 0],
    [undefined, 0],
  ] as const)('delete of a job with status %s cancels it %i times', async (jobStatus, times) => {
    macie.on(DescribeClassificationJobCommand).resolves({ jobStatus }).on(UpdateClassificationJobCommand).resolves({});

    await expect(job({ RequestType: 'Delete', PhysicalResourceId: JOB })).resolves.toMatchObject({ Status: 'SUCCESS' });
    expect(macie.commandCalls(UpdateClassificationJobCommand).map(({ args }) => args[0].input)).toEqual(
      Array.from({ length: times }, () => ({ jobId: JOB, jobStatus: 'CANCELLED' })),
    );
  });

  test.each([
    ['does not exist', Object.assign(new Error('no'), { name: 'ResourceNotFoundException' })],
    ['cannot be read, since Macie is disabled', OFF],
  ])('delete succeeds when the job %s', async (_, error) => {
    macie.on(DescribeClassificationJobCommand).rejects(error);

    await expect(job({ RequestType: 'Delete', PhysicalResourceId: JOB })).resolves.toMatchObject({ Status: 'SUCCESS' });
  });

  test('delete succeeds after a failed create', async () => {
    await expect(job({ RequestType: 'Delete', PhysicalResourceId: 'failed-r' })).resolves.toMatchObject({ Status: 'SUCCESS' });
    expect(macie.calls()).toHaveLength(0);
  });

  test('delete succeeds without a physical id', async () => {
    await expect(job({ RequestType: 'Delete' })).resolves.toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'none' });
    expect(macie.calls()).toHaveLength(0);
  });

  test.each([
    ['the request is missing', {}, 'SyntaxError: Unexpected end of JSON input'],
    ['Macie returns no job id', properties, 'Error: Macie gave the job no id'],
  ])('create fails with the reason when %s', async (_, ResourceProperties, Reason) => {
    macie.on(ListClassificationJobsCommand).resolves({}).on(CreateClassificationJobCommand).resolves({});

    await expect(job({ ResourceProperties })).resolves.toMatchObject({ Status: 'FAILED', Reason });
  });

  test('create fails with the reason of Macie', async () => {
    macie
      .on(ListClassificationJobsCommand)
      .resolves({})
      .on(CreateClassificationJobCommand)
      .rejects(Object.assign(new Error('bad scope'), { name: 'ValidationException' }));

    await expect(job()).resolves.toMatchObject({ Status: 'FAILED', Reason: 'ValidationException: bad scope' });
  });
});

test('throws when CloudFormation refuses the response', async () => {
  jest.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('', { status: 403, statusText: 'Forbidden' }));
  const event = { RequestType: 'Update', ResponseURL: 'https://cfn.example', ResourceType: 'Custom::MacieSession', ResourceProperties: {} };

  await expect(handler(event as unknown as CustomResourceEvent, {})).rejects.toThrow('CloudFormation did not take the answer: 403 Forbidden');
});

test('every call of the handler is the requests that its role is asked for', async () => {
  const context = { location: { partition: 'aws', region: 'us-east-1', account: '111122223333' }, resources: [] };
  const requests = (await Promise.all(calls.recorded.map((call) => requestsOf(call, context)))).flat();
  expect([...new Set(requests.map(({ action }) => action))].sort()).toEqual(
    [
      'CreateClassificationJob',
      'DescribeClassificationJob',
      'DisableMacie',
      'EnableMacie',
      'GetMacieSession',
      'ListClassificationJobs',
      'UpdateClassificationJob',
    ].map((name) => `macie2:${name}`),
  );
});
