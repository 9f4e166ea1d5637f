import { createHash } from 'node:crypto';
import { S3_LIMITS } from '../../limits/s3';
import { type Call, type Found, found, keptHeaders, metadataOf, type Response, versionHeader, xml } from './call';
import { digestOf, isAlgorithm } from './checksums';
import { checkSource, checkWrite } from './conditions';
import { tagContext } from './judge';
import { invalidArgument, notDone, Refusal } from './refusal';
import { checkedKey, type Headers } from './request';
import type { Bucket } from './storage';
import { headerTags } from './tagging';
import { document, element } from './xml';

/** The object that a copy reads. */
export interface Source {
  readonly bucket: Bucket;
  readonly key: string;
  readonly versionId: string | undefined;
  readonly version: Found;
}

export async function copyObject(call: Call): Promise<Response> {
  const { request, storage, bucket, judge } = call;
  const { headers, key } = request;
  const replacesTags = headers['x-amz-tagging-directive'] === 'REPLACE';
  const replacesMetadata = headers['x-amz-metadata-directive'] === 'REPLACE';
  judge.require(
    's3:PutObject',
    bucket,
    key,
    replacesTags ? tagContext('s3:RequestObjectTag', new Map(new URLSearchParams(headers['x-amz-tagging']))) : {},
  );
  const source = sourceOf(call);
  const { data, tags: own } = source.version;
  if (replacesTags ? headers['x-amz-tagging'] !== undefined : own.size > 0) judge.require('s3:PutObjectTagging', bucket, key);
  if (!replacesTags && own.size > 0) {
    judge.require(source.versionId === undefined ? 's3:GetObjectTagging' : 's3:GetObjectVersionTagging', source.bucket, source.key);
  }
  judge.requireKey('kms:GenerateDataKey', bucket);
  if (data.bytes > S3_LIMITS.copyBytes.value) {
    const message = `The specified copy source is larger than the maximum allowable size for a copy source: ${S3_LIMITS.copyBytes.value}`;
    throw new Refusal(400, 'InvalidRequest', message);
  }
  if (source.bucket === bucket && source.key === key && source.versionId === undefined && !replacesMetadata) {
    const changes = "object's metadata, storage class, website redirect location or encryption attributes";
    throw new Refusal(
      400,
      'InvalidRequest',
      `This copy request is illegal because it is trying to copy an object to itself without changing the ${changes}.`,
    );
  }
  const tags = replacesTags ? headerTags(headers['x-amz-tagging']) : own;
  const kept = replacesMetadata
    ? { headers: keptHeaders(headers), metadata: metadataOf(headers) }
    : { headers: data.headers, metadata: data.metadata };
  const content = await storage.read(data.file);
  const checksum = data.checksum ?? checksumAsked(headers, content);
  const file = await storage.keep(content);
  checkWrite(headers, key, bucket.current(key));
  const eTag = `"${createHash('md5').update(content).digest('hex')}"`;
  const version = bucket.put(key, { bytes: content.length, eTag, ...kept, file, ...(checksum && { checksum }) }, tags);
  const copied = document('CopyObjectResult', element('LastModified', version.modified.toISOString()), element('ETag', eTag));
  const from: Headers = source.bucket.options.versioned ? { 'x-amz-copy-source-version-id': source.version.id } : {};
  return xml(copied, { ...versionHeader(bucket, version), ...from });
}

function checksumAsked(headers: Readonly<Record<string, string>>, content: Buffer) {
  const algorithm = headers['x-amz-checksum-algorithm']?.toLowerCase();
  if (algorithm === undefined) return undefined;
  if (!isAlgorithm(algorithm)) throw notDone(`checksums of the kind ${algorithm}`);
  return { algorithm, value: digestOf(algorithm, content), type: 'FULL_OBJECT' as const };
}

/** The source of a copy, which the caller may read, and whose conditions hold. */
export function sourceOf(call: Call): Source {
  const { request, storage, judge } = call;
  const header = request.headers['x-amz-copy-source'] ?? '';
  const [, name, path, versionId] = /^\/?([^/]+)\/(.+?)(?:\?versionId=(.+))?$/s.exec(header) ?? [];
  if (name === undefined || path === undefined) {
    throw invalidArgument('Copy Source must mention the source bucket and key: sourcebucket/sourcekey', 'x-amz-copy-source', header);
  }
  const bucket = storage.bucket(decodeURIComponent(name));
  const key = checkedKey(decodeURIComponent(path));
  const tags = bucket.version(key, versionId)?.tags ?? new Map();
  judge.require(versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion', bucket, key, tagContext('s3:ExistingObjectTag', tags));
  const version = found(call, bucket, key, versionId);
  checkSource(request.headers, version);
  judge.requireKey('kms:Decrypt', bucket);
  return { bucket, key, versionId, version };
}
