import type {
  DeleteLogGroupRequest,
  DeleteLogStreamRequest,
  DescribeLogGroupsRequest,
  DescribeLogStreamsRequest,
} from '@aws-sdk/client-cloudwatch-logs';
import type {
  DeleteObjectsRequest,
  HeadBucketRequest,
  ListMultipartUploadsRequest,
  ListObjectsV2Request,
  ListObjectVersionsRequest,
} from '@aws-sdk/client-s3';
import type { GetParameterRequest, GetParametersByPathRequest } from '@aws-sdk/client-ssm';
import { serviceError } from './errors';
import type { FakeAccount } from './fake-account';
import type { Operations } from './operations';
import { page } from './paging';

/** S3, log groups and parameters. */
export function storageOperations(account: FakeAccount): Operations {
  const keysOf = (bucket = ''): Set<string> => {
    const keys = account.buckets.get(bucket);
    if (!keys) throw serviceError('NoSuchBucket', 'The specified bucket does not exist', { status: 404 });
    return keys;
  };
  const streamsOf = (group = ''): Set<string> => {
    const streams = account.logGroups.get(group);
    if (!streams) throw serviceError('ResourceNotFoundException', 'The specified log group does not exist.');
    return streams;
  };
  return {
    'S3.HeadBucket': ({ Bucket = '' }: HeadBucketRequest) => {
      if (!account.buckets.has(Bucket)) throw serviceError('NotFound', 'UnknownError', { status: 404 });
      return {};
    },
    'S3.ListObjectsV2': ({ Bucket, Prefix = '', ContinuationToken }: ListObjectsV2Request) => {
      const { items, next } = page(
        [...keysOf(Bucket)].filter((key) => key.startsWith(Prefix)),
        ContinuationToken,
        1_000,
      );
      return { Contents: items.map((Key) => ({ Key, Size: 1 })), NextContinuationToken: next };
    },
    'S3.ListObjectVersions': ({ Bucket, KeyMarker }: ListObjectVersionsRequest) => {
      const after = [...keysOf(Bucket)].sort().filter((key) => KeyMarker === undefined || key > KeyMarker);
      const items = after.slice(0, 1_000);
      return { Versions: items.map((Key) => ({ Key, VersionId: 'null' })), IsTruncated: after.length > items.length, NextKeyMarker: items.at(-1) };
    },
    'S3.DeleteObjects': ({ Bucket, Delete }: DeleteObjectsRequest) => {
      const keys = keysOf(Bucket);
      const Errors = (Delete?.Objects ?? []).flatMap(({ Key = '' }) => {
        const codes = account.undeletable.get(Key) ?? [];
        const code = codes.length > 1 ? codes.shift() : codes[0];
        if (code !== undefined && code !== '') return [{ Key, Code: code, Message: code === 'AccessDenied' ? 'Access Denied' : 'Please try again' }];
        keys.delete(Key);
        return [];
      });
      account.changes.push(`deleted objects of ${Bucket}`);
      return { Errors };
    },
    'S3.ListMultipartUploads': ({ Bucket }: ListMultipartUploadsRequest) => {
      keysOf(Bucket);
      return { Uploads: [], IsTruncated: false };
    },
    'CloudWatchLogs.DescribeLogGroups': ({ logGroupNamePrefix = '', nextToken }: DescribeLogGroupsRequest) => {
      const names = [...account.logGroups.keys()].filter((name) => name.startsWith(logGroupNamePrefix)).sort();
      const { items, next } = page(names, nextToken, 50);
      return { logGroups: items.map((logGroupName) => ({ logGroupName })), nextToken: next };
    },
    'CloudWatchLogs.DeleteLogGroup': ({ logGroupName = '' }: DeleteLogGroupRequest) => {
      streamsOf(logGroupName);
      account.deleteLogGroup(logGroupName);
      return {};
    },
    'CloudWatchLogs.DescribeLogStreams': ({ logGroupName, logStreamNamePrefix = '', nextToken }: DescribeLogStreamsRequest) => {
      const names = [...streamsOf(logGroupName)].filter((name) => name.startsWith(logStreamNamePrefix)).sort();
      const { items, next } = page(names, nextToken, 50);
      return { logStreams: items.map((logStreamName) => ({ logStreamName })), nextToken: next };
    },
    'CloudWatchLogs.DeleteLogStream': ({ logGroupName, logStreamName = '' }: DeleteLogStreamRequest) => {
      if (!streamsOf(logGroupName).delete(logStreamName)) throw serviceError('ResourceNotFoundException', 'The specified log stream does not exist.');
      account.changes.push(`deleted log stream ${logStreamName}`);
      return {};
    },
    'SSM.GetParametersByPath': ({ Path = '', NextToken }: GetParametersByPathRequest) => {
      const below = [...account.parameters].filter(([name]) => name.startsWith(`${Path}/`) && !name.slice(Path.length + 1).includes('/')).sort();
      const { items, next } = page(below, NextToken, 10);
      return { Parameters: items.map(([Name, Value]) => ({ Name, Value })), NextToken: next };
    },
    'SSM.GetParameter': ({ Name = '' }: GetParameterRequest) => {
      const Value = account.parameters.get(Name);
      if (Value === undefined) throw serviceError('ParameterNotFound', '');
      return { Parameter: { Name, Value } };
    },
  };
}
