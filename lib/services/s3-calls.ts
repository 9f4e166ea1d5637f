import type { AccessRequest } from '../contract/access';
import { keyRequests } from './kms-calls';
import { known, listAt, member, required } from './requests';
import type { CallContext, CallInput, CallMapping, ServiceCalls } from './service';

type Keys = Readonly<Record<string, string | readonly string[]>>;

/** Requests by operation, from https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
const operations: Readonly<Record<string, CallMapping>> = {
  ListBuckets: () => [{ action: 's3:ListAllMyBuckets', resource: '*' }],
  HeadBucket: (input, context) => onBucket('ListBucket', input, context),
  ListObjects: (input, context) => onBucket('ListBucket', input, context, listing(input)),
  ListObjectsV2: (input, context) => onBucket('ListBucket', input, context, listing(input)),
  ListObjectVersions: (input, context) => onBucket('ListBucketVersions', input, context, listing(input)),
  ListMultipartUploads: (input, context) => onBucket('ListBucketMultipartUploads', input, context, listing(input)),
  GetBucketEncryption: (input, context) => onBucket('GetEncryptionConfiguration', input, context),
  GetBucketLifecycleConfiguration: (input, context) => onBucket('GetLifecycleConfiguration', input, context),
  GetBucketNotificationConfiguration: (input, context) => onBucket('GetBucketNotification', input, context),
  PutBucketNotificationConfiguration: (input, context) => onBucket('PutBucketNotification', input, context),
  GetPublicAccessBlock: (input, context) => onBucket('GetBucketPublicAccessBlock', input, context),

  GetObject: (input, context) => [...onObject('GetObject', input, context), ...decryption(input, context)],
  // The metadata are not encrypted; a checksum that is asked for is.
  HeadObject: (input, context) => [
    ...onObject('GetObject', input, context),
    ...(input['ChecksumMode'] === 'ENABLED' ? decryption(input, context) : []),
  ],
  GetObjectAttributes: (input, context) => [...onObject('GetObject', input, context), ...onObject('GetObjectAttributes', input, context)],
  SelectObjectContent: (input, context) => [...onObject('GetObject', input, context), ...decryption(input, context)],
  GetObjectTagging: (input, context) => onObject('GetObjectTagging', input, context),
  PutObjectTagging: (input, context) => onObject('PutObjectTagging', input, context, tagKeys(tagSet(input))),
  DeleteObjectTagging: (input, context) => onObject('DeleteObjectTagging', input, context),
  GetObjectAcl: (input, context) => onObject('GetObjectAcl', input, context),
  PutObjectAcl: (input, context) => onObject('PutObjectAcl', input, context, written(input)),

  PutObject: (input, context) => [...writing(input, context), ...encryption(input, context, ['GenerateDataKey'])],
  CreateMultipartUpload: (input, context) => [...writing(input, context), ...encryption(input, context, ['GenerateDataKey'])],
  UploadPart: (input, context) => [...onObject('PutObject', input, context), ...encryption(input, context, ['GenerateDataKey', 'Decrypt'])],
  CompleteMultipartUpload: (input, context) => [...onObject('PutObject', input, context), ...encryption(input, context, ['Decrypt'])],
  AbortMultipartUpload: (input, context) => onObject('AbortMultipartUpload', input, context),
  ListParts: (input, context) => onObject('ListMultipartUploadParts', input, context),
  UploadPartCopy: (input, context) => [
    ...reading(sourceOf(input), context),
    ...onObject('PutObject', input, context),
    ...encryption(input, context, ['GenerateDataKey', 'Decrypt']),
  ],
  CopyObject(input, context) {
    const from = sourceOf(input);
    // Without the directive the copy gets the tags of its source, which only S3 knows: they are taken for given.
    const copiesTags = input['TaggingDirective'] !== 'REPLACE';
    return [
      ...reading(from, context),
      ...(copiesTags ? onObject('GetObjectTagging', from, context) : []),
      ...writing(copiesTags ? { ...input, Tagging: undefined } : input, context),
      ...(copiesTags ? [{ action: 's3:PutObjectTagging', resource: objectArn(input, context) }] : []),
      ...encryption(input, context, ['GenerateDataKey']),
    ];
  },

  DeleteObject: (input, context) => deleting(input, context),
  DeleteObjects: (input, context) =>
    listAt((input['Delete'] ?? {}) as CallInput, 'Objects').flatMap((object) => deleting({ ...input, ...object }, context)),
};

export const s3Calls: ServiceCalls = {
  sdk: 's3',
  prefix: 's3',
  names: { BucketName: member('Bucket'), ObjectName: member('Key') },
  operations,
};

/** ARN of a bucket by its name, or of the access point that stands in its place. */
function bucketArn(input: CallInput, { location }: CallContext): string {
  const bucket = required(input, 'Bucket');
  return bucket.startsWith('arn:') ? bucket : `arn:${location.partition}:s3:::${bucket}`;
}

function objectArn(input: CallInput, context: CallContext): string {
  const bucket = bucketArn(input, context);
  const key = required(input, 'Key');
  return /:accesspoint[/:]/.test(bucket) ? `${bucket}/object/${key}` : `${bucket}/${key}`;
}

function onBucket(action: string, input: CallInput, context: CallContext, keys: Keys = {}): AccessRequest[] {
  return [{ action: `s3:${action}`, resource: bucketArn(input, context), context: keys }];
}

/** A request for an object. S3 has another action for a version that the caller names, `s3:GetObjectVersionTagging` for instance. */
function onObject(action: string, input: CallInput, context: CallContext, keys: Keys = {}): AccessRequest[] {
  const version = member('VersionId')(input);
  const versioned = version !== undefined && !['AbortMultipartUpload', 'ListMultipartUploadParts', 'PutObject'].includes(action);
  const name = versioned ? action.replace(/Object/, 'ObjectVersion') : action;
  return [{ action: `s3:${name}`, resource: objectArn(input, context), context: { ...keys, ...(versioned && { 's3:versionid': version }) } }];
}

function reading(input: CallInput, context: CallContext): AccessRequest[] {
  return [...onObject('GetObject', input, context), ...decryption(input, context)];
}

function deleting(input: CallInput, context: CallContext): AccessRequest[] {
  const bypass =
    input['BypassGovernanceRetention'] === true ? onObject('BypassGovernanceRetention', { ...input, VersionId: undefined }, context) : [];
  return [...onObject('DeleteObject', input, context), ...bypass];
}

/** What creates an object: its tags, its ACL and its retention need further permissions. */
function writing(input: CallInput, context: CallContext): AccessRequest[] {
  const object = { ...input, VersionId: undefined };
  const tags = tagsOf(input);
  const further = [
    ...(Object.keys(tags).length > 0 ? ['PutObjectTagging'] : []),
    ...(['ACL', 'GrantRead', 'GrantFullControl', 'GrantReadACP', 'GrantWriteACP'].some((name) => input[name] !== undefined) ? ['PutObjectAcl'] : []),
    ...(input['ObjectLockMode'] === undefined ? [] : ['PutObjectRetention']),
    ...(input['ObjectLockLegalHoldStatus'] === undefined ? [] : ['PutObjectLegalHold']),
  ];
  return ['PutObject', ...further].flatMap((action) => onObject(action, object, context, { ...written(input), ...tagKeys(tags) }));
}

/** Condition keys of the headers with which an object is written. */
function written(input: CallInput): Keys {
  const headers = {
    's3:x-amz-acl': input['ACL'],
    's3:x-amz-server-side-encryption': input['ServerSideEncryption'],
    's3:x-amz-server-side-encryption-aws-kms-key-id': input['SSEKMSKeyId'],
    's3:x-amz-storage-class': input['StorageClass'],
    's3:x-amz-copy-source': input['CopySource'],
    's3:x-amz-metadata-directive': input['MetadataDirective'],
    's3:object-lock-mode': input['ObjectLockMode'],
  };
  return Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function listing(input: CallInput): Keys {
  const keys = { 's3:prefix': input['Prefix'], 's3:delimiter': input['Delimiter'], 's3:max-keys': input['MaxKeys'] };
  return Object.fromEntries(Object.entries(keys).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])));
}

/** Tags in the form of a query, as an object gets them when it is written. */
function tagsOf(input: CallInput): Readonly<Record<string, string>> {
  const tagging = member('Tagging')(input);
  return tagging === undefined ? {} : Object.fromEntries(new URLSearchParams(tagging));
}

function tagSet(input: CallInput): Readonly<Record<string, string>> {
  return Object.fromEntries(listAt((input['Tagging'] ?? {}) as CallInput, 'TagSet').map(({ Key, Value }) => [String(Key), String(Value)]));
}

function tagKeys(tags: Readonly<Record<string, string>>): Keys {
  const entries = Object.entries(tags);
  if (entries.length === 0) return {};
  return {
    ...Object.fromEntries(entries.map(([key, value]) => [`s3:RequestObjectTag/${key}`, value])),
    's3:RequestObjectTagKeys': Object.keys(tags),
  };
}

/** The source of a copy: `bucket/key`, or the ARN of an access point's object, URL-encoded, with the version as a query. */
function sourceOf(input: CallInput): CallInput {
  const [path = '', query = ''] = required(input, 'CopySource').split('?');
  const decoded = decodeURIComponent(path).replace(/^\//, '');
  const version = new URLSearchParams(query).get('versionId') ?? undefined;
  const [, point, object] = /^(arn:.+?:accesspoint[/:][^/]+)\/object\/(.+)$/s.exec(decoded) ?? [];
  if (point !== undefined) return { Bucket: point, Key: object, VersionId: version };
  const slash = decoded.indexOf('/');
  return { Bucket: decoded.slice(0, slash), Key: decoded.slice(slash + 1), VersionId: version };
}

/** Default encryption of a bucket, where a template tells it. */
function defaultKey(input: CallInput, context: CallContext): { readonly key: string; readonly isBucketKey: boolean } | undefined {
  const encryption = known(context, 'AWS::S3::Bucket', required(input, 'Bucket'))?.properties?.['BucketEncryption'] as CallInput | undefined;
  const [rule] = listAt(encryption ?? {}, 'ServerSideEncryptionConfiguration');
  const { SSEAlgorithm: algorithm, KMSMasterKeyID: key } = (rule?.['ServerSideEncryptionByDefault'] ?? {}) as CallInput;
  if (!String(algorithm).startsWith('aws:kms') || typeof key !== 'string') return undefined;
  return { key, isBucketKey: String(rule?.['BucketKeyEnabled']) === 'true' };
}

function decryption(input: CallInput, context: CallContext): AccessRequest[] {
  const found = defaultKey(input, context);
  return found ? used(found, ['Decrypt'], input, context) : [];
}

/** The key with which S3 writes: the one that the request names, or the one of the bucket. */
function encryption(input: CallInput, context: CallContext, actions: readonly ('Decrypt' | 'GenerateDataKey')[]): AccessRequest[] {
  const asked = member('SSEKMSKeyId')(input);
  if (input['ServerSideEncryption'] === 'AES256') return [];
  const found = asked === undefined ? defaultKey(input, context) : { key: asked, isBucketKey: input['BucketKeyEnabled'] === true };
  return found ? used(found, actions, input, context) : [];
}

function used(
  { key, isBucketKey }: { readonly key: string; readonly isBucketKey: boolean },
  actions: readonly ('Decrypt' | 'GenerateDataKey')[],
  input: CallInput,
  context: CallContext,
): AccessRequest[] {
  const arn = isBucketKey ? bucketArn(input, context) : objectArn(input, context);
  return keyRequests({ key, actions, via: 's3', encryptionContext: { 'aws:s3:arn': arn } }, context);
}
