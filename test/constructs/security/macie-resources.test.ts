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

const macie = mockClient(Macie2Client);
const OFF = Object.assign(new Error('Macie is not enabled.'), { name: 'AccessDeniedException' });
const JOB = 'a'.repeat(32);

interface Answer {
  readonly Status: string;
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
  readonly Data?: Record<string, string>;
}

/** What CloudFormation is told. */
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
  const [[url, init] = []] = put.mock.calls;
  expect(url).toBe('https://cfn.example/answer');
  expect(init).toMatchObject({ method: 'PUT', headers: { 'content-type': '' } });
  return JSON.parse(String(init?.body));
}

beforeEach(() => macie.reset());
afterEach(() => jest.restoreAllMocks());

describe('a session', () => {
  const session = (event: Partial<CustomResourceEvent> = {}) => answerTo({ ResourceType: 'Custom::MacieSession', ...event });

  test('is switched on where it is off', async () => {
    macie.on(GetMacieSessionCommand).rejects(OFF).on(EnableMacieCommand).resolves({});

    await expect(session()).resolves.toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'session-of-this-stack' });
    expect(macie.commandCalls(EnableMacieCommand)[0]?.args[0].input).toEqual({ status: 'ENABLED', clientToken: 'r' });
  });

  test.each(['ENABLED', 'PAUSED'] as const)('that is there, %s, is left as it is', async (status) => {
    macie.on(GetMacieSessionCommand).resolves({ status });

    await expect(session()).resolves.toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'session-of-the-account' });
    expect(macie.commandCalls(EnableMacieCommand)).toHaveLength(0);
  });

  test.each([
    ['session-of-the-account', 'true', 0],
    ['session-of-the-account', 'false', 0],
    ['session-of-this-stack', 'false', 0],
    ['session-of-this-stack', 'true', 1],
  ])('%s, to be disabled on delete: %s, is switched off %i times when the stack goes', async (PhysicalResourceId, DisableOnDelete, times) => {
    macie.on(DisableMacieCommand).resolves({});

    const answer = await session({ RequestType: 'Delete', PhysicalResourceId, ResourceProperties: { DisableOnDelete } });

    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId });
    expect(macie.commandCalls(DisableMacieCommand)).toHaveLength(times);
  });

  test('that somebody has switched off meanwhile can be deleted', async () => {
    macie.on(DisableMacieCommand).rejects(OFF);

    await expect(
      session({ RequestType: 'Delete', PhysicalResourceId: 'session-of-this-stack', ResourceProperties: { DisableOnDelete: 'true' } }),
    ).resolves.toMatchObject({ Status: 'SUCCESS' });
  });

  test('keeps its id when it is updated', async () => {
    await expect(session({ RequestType: 'Update', PhysicalResourceId: 'session-of-this-stack' })).resolves.toMatchObject({
      PhysicalResourceId: 'session-of-this-stack',
    });
    expect(macie.calls()).toHaveLength(0);
  });

  test('that cannot be read fails with the reason', async () => {
    macie.on(GetMacieSessionCommand).rejects(Object.assign(new Error('not allowed'), { name: 'AccessDeniedException' }));

    await expect(session()).resolves.toMatchObject({
      Status: 'FAILED',
      Reason: 'AccessDeniedException: not allowed',
      PhysicalResourceId: 'failed-r',
    });
  });
});

describe('a classification job', () => {
  const properties = { Name: 'Scan_Daily', Request: JSON.stringify({ jobType: 'SCHEDULED', customDataIdentifierIds: ['one'] }) };
  const job = (event: Partial<CustomResourceEvent> = {}) =>
    answerTo({ ResourceType: 'Custom::MacieClassificationJob', ResourceProperties: properties, ...event });
  const created = () => macie.commandCalls(CreateClassificationJobCommand).map(({ args }) => args[0].input);

  test('is made, named after its content, with a token that makes a repetition harmless', async () => {
    macie.on(ListClassificationJobsCommand).resolves({ items: [] }).on(CreateClassificationJobCommand).resolves({ jobId: JOB });

    await expect(job()).resolves.toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: JOB, Data: { JobId: JOB } });
    const [request] = created();
    expect(request).toMatchObject({
      jobType: 'SCHEDULED',
      customDataIdentifierIds: ['one'],
      name: expect.stringMatching(/^Scan_Daily-[0-9a-f]{12}$/),
    });
    expect(request?.clientToken).toBe(request?.name);
  });

  test('of the same content is found, and not made twice', async () => {
    macie.on(ListClassificationJobsCommand).resolves({ items: [] }).on(CreateClassificationJobCommand).resolves({ jobId: JOB });
    await job();
    const name = created()[0]?.name;
    macie.reset();
    macie.on(ListClassificationJobsCommand).resolves({ items: [{ name, jobId: JOB, jobStatus: 'IDLE' }] });

    await expect(job({ RequestType: 'Update', PhysicalResourceId: JOB })).resolves.toMatchObject({ PhysicalResourceId: JOB });
    expect(created()).toHaveLength(0);
  });

  test.each(['CANCELLED', 'COMPLETE', undefined] as const)('of that name that is %s does not count', async (jobStatus) => {
    macie
      .on(ListClassificationJobsCommand)
      .callsFake(({ filterCriteria }) => ({ items: [{ name: filterCriteria.includes[0].values[0], jobId: 'b'.repeat(32), jobStatus }] }))
      .on(CreateClassificationJobCommand)
      .resolves({ jobId: JOB });

    await expect(job()).resolves.toMatchObject({ PhysicalResourceId: JOB });
  });

  test('of other content is another job', async () => {
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
  ] as const)('that is %s is cancelled %i times when it goes', async (jobStatus, times) => {
    macie.on(DescribeClassificationJobCommand).resolves({ jobStatus }).on(UpdateClassificationJobCommand).resolves({});

    await expect(job({ RequestType: 'Delete', PhysicalResourceId: JOB })).resolves.toMatchObject({ Status: 'SUCCESS' });
    expect(macie.commandCalls(UpdateClassificationJobCommand).map(({ args }) => args[0].input)).toEqual(
      Array.from({ length: times }, () => ({ jobId: JOB, jobStatus: 'CANCELLED' })),
    );
  });

  test.each([
    ['that is not there any more', Object.assign(new Error('no'), { name: 'ResourceNotFoundException' })],
    ['of a Macie that is off', OFF],
  ])('%s can be deleted', async (_, error) => {
    macie.on(DescribeClassificationJobCommand).rejects(error);

    await expect(job({ RequestType: 'Delete', PhysicalResourceId: JOB })).resolves.toMatchObject({ Status: 'SUCCESS' });
  });

  test('that was never made can be deleted', async () => {
    await expect(job({ RequestType: 'Delete', PhysicalResourceId: 'failed-r' })).resolves.toMatchObject({ Status: 'SUCCESS' });
    expect(macie.calls()).toHaveLength(0);
  });

  test('that CloudFormation has no id of can be deleted', async () => {
    await expect(job({ RequestType: 'Delete' })).resolves.toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'none' });
    expect(macie.calls()).toHaveLength(0);
  });

  test.each([
    ['without a request', {}, 'SyntaxError: Unexpected end of JSON input'],
    ['that Macie gives no id', properties, 'Error: Macie gave the job no id'],
  ])('%s fails with the reason', async (_, ResourceProperties, Reason) => {
    macie.on(ListClassificationJobsCommand).resolves({}).on(CreateClassificationJobCommand).resolves({});

    await expect(job({ ResourceProperties })).resolves.toMatchObject({ Status: 'FAILED', Reason });
  });

  test('that Macie refuses fails with its reason', async () => {
    macie
      .on(ListClassificationJobsCommand)
      .resolves({})
      .on(CreateClassificationJobCommand)
      .rejects(Object.assign(new Error('bad scope'), { name: 'ValidationException' }));

    await expect(job()).resolves.toMatchObject({ Status: 'FAILED', Reason: 'ValidationException: bad scope' });
  });
});

test('an answer that CloudFormation does not take is an error', async () => {
  jest.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('', { status: 403, statusText: 'Forbidden' }));
  const event = { RequestType: 'Update', ResponseURL: 'https://cfn.example', ResourceType: 'Custom::MacieSession', ResourceProperties: {} };

  await expect(handler(event as unknown as CustomResourceEvent, {})).rejects.toThrow('CloudFormation did not take the answer: 403 Forbidden');
});
