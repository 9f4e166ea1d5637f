import {
  CreateClassificationJobCommand,
  DescribeClassificationJobCommand,
  GetFindingsCommand,
  ListClassificationJobsCommand,
  ListFindingsCommand,
  Macie2Client,
  UpdateClassificationJobCommand,
} from '@aws-sdk/client-macie2';
import { mockClient } from 'aws-sdk-client-mock';
import { macieVerbs } from '../../lib/aws/macie';
import { recordingTask } from '../support/task';

const mock = mockClient(Macie2Client);
const macie = macieVerbs(new Macie2Client({ region: 'us-east-1' }), { pollMs: 1 });
const OFF = Object.assign(new Error('Macie is not enabled.'), { name: 'AccessDeniedException' });

beforeEach(() => mock.reset());

test('starts each scan with a new token: Macie answers a known token with the earlier job', async () => {
  mock.on(CreateClassificationJobCommand).resolves({ jobId: 'j' });

  await expect(macie.startScan({ name: 'Scan_1', jobType: 'ONE_TIME', s3JobDefinition: {} })).resolves.toBe('j');
  expect(mock.commandCalls(CreateClassificationJobCommand)[0]?.args[0].input).toEqual({
    name: 'Scan_1',
    jobType: 'ONE_TIME',
    s3JobDefinition: {},
    clientToken: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  await macie.startScan({ name: 'Scan_1', jobType: 'ONE_TIME', s3JobDefinition: {} });
  const tokens = mock.commandCalls(CreateClassificationJobCommand).map(({ args }) => args[0].input.clientToken);
  expect(new Set(tokens).size).toBe(2);
});

describe('waiting', () => {
  test('ends when the scan does', async () => {
    mock.on(DescribeClassificationJobCommand).resolvesOnce({ jobStatus: 'RUNNING' }).resolves({ jobStatus: 'COMPLETE' });
    const task = recordingTask();

    await macie.waitForScan('j', task);

    expect(task.lines).toEqual(['Macie inspects the bucket']);
    expect(mock.commandCalls(UpdateClassificationJobCommand)).toHaveLength(0);
  });

  test.each([
    [{ jobStatus: 'CANCELLED' as const }, /the scan did not finish: cancelled; got job j/],
    [{ jobStatus: 'USER_PAUSED' as const, lastRunErrorStatus: { code: 'ERROR' as const } }, /user paused; got Macie met errors/],
  ])('fails when the scan is %j', async (job, message) => {
    mock.on(DescribeClassificationJobCommand).resolves(job);

    await expect(macie.waitForScan('j', recordingTask())).rejects.toThrow(message);
    // A user may have paused it on purpose.
    expect(mock.commandCalls(UpdateClassificationJobCommand)).toHaveLength(0);
  });

  test('cancels the scan on Ctrl-C', async () => {
    const task = recordingTask();
    mock.on(UpdateClassificationJobCommand).resolves({});
    mock.on(DescribeClassificationJobCommand).callsFake(async () => {
      task.abort();
      return { jobStatus: 'RUNNING' };
    });

    await expect(macie.waitForScan('j', task)).rejects.toThrow(/abort/i);
    expect(mock.commandCalls(UpdateClassificationJobCommand)[0]?.args[0].input).toEqual({ jobId: 'j', jobStatus: 'CANCELLED' });
  });
});

describe('scans', () => {
  test('are listed by name prefix, page by page', async () => {
    mock
      .on(ListClassificationJobsCommand)
      .resolvesOnce({ items: [{ jobId: 'a', name: 'S_1', jobType: 'ONE_TIME', jobStatus: 'COMPLETE' }], nextToken: 'more' })
      .resolves({ items: [{ jobId: 'b', name: 'S_2' }] });

    await expect(macie.scans('S_')).resolves.toEqual([
      { id: 'a', name: 'S_1', kind: 'ONE_TIME', status: 'COMPLETE' },
      { id: 'b', name: 'S_2', kind: '', status: '' },
    ]);
    expect(mock.commandCalls(ListClassificationJobsCommand)[0]?.args[0].input.filterCriteria).toEqual({
      includes: [{ key: 'name', comparator: 'STARTS_WITH', values: ['S_'] }],
    });
  });

  test('are none while Macie is off; other errors are passed on', async () => {
    mock.on(ListClassificationJobsCommand).rejectsOnce(OFF).rejects(new Error('no'));

    await expect(macie.scans('S_')).resolves.toEqual([]);
    await expect(macie.scans('S_')).rejects.toThrow('no');
  });

  test('are cancelled while active, and ended ones skipped', async () => {
    mock.on(UpdateClassificationJobCommand).resolves({});
    const scan = (name: string, status: string) => ({ id: name, name, kind: 'SCHEDULED', status });

    await expect(macie.cancel([scan('idle', 'IDLE'), scan('gone', 'CANCELLED'), scan('done', 'COMPLETE'), scan('runs', 'RUNNING')])).resolves.toEqual(
      ['idle', 'runs'],
    );
    expect(mock.commandCalls(UpdateClassificationJobCommand).map(({ args }) => args[0].input.jobId)).toEqual(['idle', 'runs']);
  });
});

describe('findings', () => {
  test('of one scan about the bucket, in the order of the list', async () => {
    mock.on(ListFindingsCommand).resolves({ findingIds: ['new', 'old'] });
    const finding = (id: string) => ({
      id,
      type: 'SensitiveData:S3Object/Personal' as const,
      severity: { description: 'High' as const },
      resourcesAffected: { s3Bucket: { name: 'b' }, s3Object: { key: `${id}.csv` } },
      updatedAt: new Date(5),
    });
    mock.on(GetFindingsCommand).resolves({ findings: [finding('old'), finding('new')] });

    const found = await macie.findings('b', { jobId: 'j', most: 10 });

    expect(found.map(({ id, key, severity, at }) => [id, key, severity, at.getTime()])).toEqual([
      ['new', 'new.csv', 'High', 5],
      ['old', 'old.csv', 'High', 5],
    ]);
    expect(mock.commandCalls(ListFindingsCommand)[0]?.args[0].input.findingCriteria).toEqual({
      criterion: {
        'resourcesAffected.s3Bucket.name': { eq: ['b'] },
        category: { eq: ['CLASSIFICATION'] },
        'classificationDetails.jobId': { eq: ['j'] },
      },
    });
  });

  test('are fetched fifty at a time, up to the limit', async () => {
    mock.on(ListFindingsCommand).resolves({ findingIds: Array.from({ length: 130 }, (_, index) => `f${index}`) });
    mock.on(GetFindingsCommand).resolves({ findings: [] });

    await macie.findings('b', { most: 120 });

    expect(mock.commandCalls(GetFindingsCommand).map(({ args }) => args[0].input.findingIds?.length)).toEqual([50, 50, 20]);
  });

  test('are none while Macie is off', async () => {
    mock.on(ListFindingsCommand).rejects(OFF);

    await expect(macie.findings('b', { most: 10 })).resolves.toEqual([]);
  });
});
