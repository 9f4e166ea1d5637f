import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { s3Verbs } from '../../lib/aws/s3';
import { recordingTask } from '../support/task';

const mock = mockClient(S3Client);
const s3 = s3Verbs(new S3Client({ region: 'eu-central-1' }));

beforeEach(() => {
  mock.reset();
  mock.onAnyCommand().resolves({});
});

test('lists the objects of every page', async () => {
  mock
    .on(ListObjectsV2Command, { Bucket: 'b', Prefix: 'raw/' })
    .resolvesOnce({ Contents: [{ Key: 'raw/a', Size: 3 }], NextContinuationToken: 'n' })
    .resolvesOnce({ Contents: [{ Key: 'raw/b', Size: 0 }] });

  await expect(s3.list('b', 'raw/')).resolves.toEqual([
    { key: 'raw/a', bytes: 3 },
    { key: 'raw/b', bytes: 0 },
  ]);
});

describe('empty', () => {
  test('deletes versions, delete markers and unfinished uploads, page by page', async () => {
    mock
      .on(ListObjectVersionsCommand)
      .resolvesOnce({
        Versions: [{ Key: 'a', VersionId: '1' }],
        DeleteMarkers: [{ Key: 'b', VersionId: '2' }],
        IsTruncated: true,
        NextKeyMarker: 'b',
        NextVersionIdMarker: '2',
      })
      .resolvesOnce({ Versions: [{ Key: 'c', VersionId: '3' }] });
    mock
      .on(ListMultipartUploadsCommand)
      .resolvesOnce({ Uploads: [{ Key: 'd', UploadId: 'u1' }], IsTruncated: true, NextKeyMarker: 'd', NextUploadIdMarker: 'u1' })
      .resolvesOnce({ Uploads: [{ Key: 'e', UploadId: 'u2' }] });
    const task = recordingTask();

    await expect(s3.empty('bucket', task)).resolves.toBe(5);

    expect(mock.commandCalls(DeleteObjectsCommand).map(({ args }) => args[0].input.Delete?.Objects)).toEqual([
      [
        { Key: 'a', VersionId: '1' },
        { Key: 'b', VersionId: '2' },
      ],
      [{ Key: 'c', VersionId: '3' }],
    ]);
    expect(mock.commandCalls(ListObjectVersionsCommand)[1]?.args[0].input).toMatchObject({ KeyMarker: 'b', VersionIdMarker: '2' });
    expect(mock.commandCalls(AbortMultipartUploadCommand).map(({ args }) => args[0].input.UploadId)).toEqual(['u1', 'u2']);
    expect(task.lines).toEqual(['2 objects deleted from bucket', '3 objects deleted from bucket']);
  });

  test('names the objects that S3 did not delete, with its reason', async () => {
    const Errors = ['a', 'b', 'c', 'd'].map((Key) => ({ Key, Code: 'AccessDenied', Message: 'object lock' }));
    mock.on(ListObjectVersionsCommand).resolves({ Versions: [{ Key: 'a', VersionId: '1' }] });
    mock.on(DeleteObjectsCommand).resolves({ Errors });

    await expect(s3.empty('bucket', recordingTask())).rejects.toThrow(
      /S3 did not delete 4 objects of bucket; got a \(AccessDenied: object lock\), b \(.*\), c \(.*\) and 1 more;/,
    );
  });

  test.each(['InternalError', 'SlowDown', 'ServiceUnavailable', 'RequestTimeout'])(
    'repeats the request for a key that S3 answers with %s',
    async (Code) => {
      mock.on(ListObjectVersionsCommand).resolves({
        Versions: [
          { Key: 'a', VersionId: '1' },
          { Key: 'b', VersionId: '2' },
        ],
      });
      mock
        .on(DeleteObjectsCommand)
        .resolvesOnce({ Errors: [{ Key: 'b', VersionId: '2', Code }] })
        .resolves({});

      await expect(s3.empty('bucket', recordingTask())).resolves.toBe(2);
      expect(mock.commandCalls(DeleteObjectsCommand).map(({ args }) => args[0].input.Delete?.Objects?.map(({ Key }) => Key))).toEqual([
        ['a', 'b'],
        ['b'],
      ]);
    },
  );

  test('deletes what follows a key that S3 refuses, and names it in the end', async () => {
    mock
      .on(ListObjectVersionsCommand)
      .resolvesOnce({ Versions: [{ Key: 'locked', VersionId: '1' }], IsTruncated: true, NextKeyMarker: 'locked' })
      .resolvesOnce({ Versions: [{ Key: 'z', VersionId: '2' }] });
    mock
      .on(DeleteObjectsCommand)
      .resolvesOnce({ Errors: [{ Key: 'locked', Code: 'AccessDenied' }] })
      .resolves({});

    await expect(s3.empty('bucket', recordingTask())).rejects.toThrow('S3 did not delete 1 object of bucket; got locked (AccessDenied)');
    expect(mock.commandCalls(DeleteObjectsCommand)).toHaveLength(2);
  });

  test('ends between two pages when it is interrupted', async () => {
    const task = recordingTask();
    mock.on(ListObjectVersionsCommand).resolves({ Versions: [{ Key: 'a', VersionId: '1' }], IsTruncated: true, NextKeyMarker: 'a' });
    mock.on(DeleteObjectsCommand).callsFake(async () => {
      task.abort();
      return {};
    });

    await expect(s3.empty('bucket', task)).rejects.toThrow(/abort/i);
    expect(mock.commandCalls(DeleteObjectsCommand)).toHaveLength(1);
  });

  test('counts a missing bucket as empty', async () => {
    mock.on(ListObjectVersionsCommand).rejects(Object.assign(new Error('gone'), { name: 'NoSuchBucket' }));

    await expect(s3.empty('bucket', recordingTask())).resolves.toBe(0);
  });

  test('passes on other errors', async () => {
    mock.on(ListObjectVersionsCommand).rejects(Object.assign(new Error('denied'), { name: 'AccessDenied' }));

    await expect(s3.empty('bucket', recordingTask())).rejects.toThrow('denied');
  });
});
