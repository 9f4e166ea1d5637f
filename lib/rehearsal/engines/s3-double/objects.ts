import { createHash } from 'node:crypto';
import { S3_LIMITS } from '../../limits/s3';
import { type Call, type Found, found, keptHeaders, metadataOf, type Response, versionHeader, versionIdOf, xml } from './call';
import { checksumHeaders, verified } from './checksums';
import { checkMatch, checkRead, checkWrite, rangeOf } from './conditions';
import { tagContext } from './judge';
import { malformedXml, notDone, Refusal } from './refusal';
import { checkedKey, type Headers } from './request';
import { documentTags, headerTags, taggingDocument } from './tagging';
import { document, element, nested, parsed } from './xml';

export async function getObject(call: Call): Promise<Response> {
  const { request, storage } = call;
  const version = readable(call);
  const { data } = version;
  const content = request.method === 'HEAD' ? undefined : await storage.read(data.file);
  const range = rangeOf(request.headers['range'], data.bytes);
  const headers = { ...headersOf(call, version), ...overridden(request.query) };
  if (!range) {
    const checksum = request.headers['x-amz-checksum-mode'] === 'ENABLED' ? checksumHeaders(data.checksum) : {};
    return { status: 200, headers: { ...headers, ...checksum, 'content-length': String(data.bytes) }, ...(content && { body: content }) };
  }
  const [first, last] = range;
  return {
    status: 206,
    headers: { ...headers, 'content-length': String(last - first + 1), 'content-range': `bytes ${first}-${last}/${data.bytes}` },
    ...(content && { body: content.subarray(first, last + 1) }),
  };
}

function readable(call: Call): Found {
  const { request, bucket, judge } = call;
  if (request.query.has('partNumber')) throw notDone('reading a part of an object');
  const id = versionIdOf(request);
  const tags = bucket.version(request.key, id)?.tags ?? new Map();
  const versioned: Headers = id === undefined ? {} : { 's3:VersionId': id };
  judge.require(id === undefined ? 's3:GetObject' : 's3:GetObjectVersion', bucket, request.key, {
    ...tagContext('s3:ExistingObjectTag', tags),
    ...versioned,
  });
  const version = found(call, bucket, request.key, id);
  checkRead(request.headers, version);
  // A checksum is encrypted as the content is; the other headers are not.
  if (request.method === 'GET' || request.headers['x-amz-checksum-mode'] === 'ENABLED') judge.requireKey('kms:Decrypt', bucket);
  return version;
}

function headersOf({ bucket }: Call, version: Found): Record<string, string> {
  const { data, modified, tags } = version;
  return {
    ...data.headers,
    ...Object.fromEntries(Object.entries(data.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
    ...versionHeader(bucket, version),
    ...(tags.size > 0 && { 'x-amz-tagging-count': String(tags.size) }),
    'accept-ranges': 'bytes',
    etag: data.eTag,
    'last-modified': modified.toUTCString(),
  };
}

/** Headers that a signed request replaces in its response. */
function overridden(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...query].flatMap(([name, value]) => (name.startsWith('response-') ? [[name.slice('response-'.length), value]] : [])));
}

export async function putObject({ request, storage, bucket, judge }: Call): Promise<Response> {
  const { headers, key, body } = request;
  if (headers['x-amz-acl'] !== undefined && headers['x-amz-acl'] !== 'private' && headers['x-amz-acl'] !== 'bucket-owner-full-control') {
    throw new Refusal(400, 'AccessControlListNotSupported', 'The bucket does not allow ACLs');
  }
  judge.require('s3:PutObject', bucket, key, {
    ...tagContext('s3:RequestObjectTag', new Map(new URLSearchParams(headers['x-amz-tagging']))),
    ...writeContext(headers),
  });
  if (headers['x-amz-tagging'] !== undefined) judge.require('s3:PutObjectTagging', bucket, key);
  judge.requireKey('kms:GenerateDataKey', bucket);
  if (body.length > S3_LIMITS.putBytes.value) throw tooLarge(body.length);
  const tags = headerTags(headers['x-amz-tagging']);
  const metadata = metadataOf(headers);
  const checksum = verified(body, headers);
  const file = await storage.keep(body);
  checkWrite(headers, key, bucket.current(key));
  const eTag = `"${createHash('md5').update(body).digest('hex')}"`;
  const version = bucket.put(key, { bytes: body.length, eTag, headers: keptHeaders(headers), metadata, file, ...(checksum && { checksum }) }, tags);
  return { status: 200, headers: { etag: eTag, ...checksumHeaders(checksum), ...versionHeader(bucket, version) } };
}

/** Condition keys that the headers of a write give. */
export function writeContext(headers: Readonly<Record<string, string>>): Record<string, string> {
  const names = ['x-amz-acl', 'x-amz-server-side-encryption', 'x-amz-storage-class', 'if-none-match', 'if-match'];
  return Object.fromEntries(names.flatMap((name) => (headers[name] === undefined ? [] : [[`s3:${name}`, headers[name]]])));
}

export function tooLarge(bytes: number): Refusal {
  const details = { ProposedSize: bytes, MaxSizeAllowed: S3_LIMITS.putBytes.value };
  return new Refusal(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', details);
}

/** Deletes an object: in a bucket with versions a delete marker hides it. An absent one counts as deleted. */
export function deleteObject(call: Call): Response {
  const { request, bucket, judge } = call;
  const { key, headers } = request;
  const id = versionIdOf(request);
  judge.require(id === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion', bucket, key, id === undefined ? {} : { 's3:VersionId': id });
  if (headers['if-match'] !== undefined) judge.require('s3:GetObject', bucket, key);
  checkMatch(headers, key, bucket.current(key));
  return { status: 204, headers: remove(call, key, id) };
}

function remove({ bucket }: Call, key: string, id: string | undefined): Record<string, string> {
  if (id !== undefined) {
    const version = bucket.version(key, id);
    bucket.remove(key, id);
    return { 'x-amz-version-id': id, ...(version && !version.data && { 'x-amz-delete-marker': 'true' }) };
  }
  if (!bucket.options.versioned) {
    bucket.remove(key, 'null');
    return {};
  }
  return { 'x-amz-version-id': bucket.put(key, undefined, new Map()).id, 'x-amz-delete-marker': 'true' };
}

/** Deletes many objects; each denied key is an Error element of the answer. */
export function deleteObjects(call: Call): Response {
  const { request, bucket, judge } = call;
  const isChecked = Object.keys(request.headers).some((name) => name === 'content-md5' || /^x-amz-checksum-/.test(name));
  if (!isChecked) throw new Refusal(400, 'InvalidRequest', 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  verified(request.body, request.headers);
  const asked = parsed(request.body.toString('utf8'), 'Delete');
  const objects = asked?.all('Object') ?? [];
  if (!asked || objects.length === 0 || objects.length > S3_LIMITS.deleteKeys.value) throw malformedXml();
  const quiet = asked.text('Quiet') === 'true';
  const results = objects.map((object) => {
    const key = object.text('Key') ?? '';
    const id = object.text('VersionId');
    const named = [element('Key', key), ...(id === undefined ? [] : [element('VersionId', id)])];
    try {
      checkedKey(key);
      judge.require(id === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion', bucket, key, id === undefined ? {} : { 's3:VersionId': id });
      const { 'x-amz-delete-marker': marker, 'x-amz-version-id': version } = remove(call, key, id);
      const marked = marker === undefined ? [] : [element('DeleteMarker', true), element('DeleteMarkerVersionId', version ?? '')];
      return quiet ? '' : nested('Deleted', ...named, ...marked);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return nested('Error', ...named, element('Code', error.code), element('Message', error.message));
    }
  });
  return xml(document('DeleteResult', ...results));
}

export function getTagging(call: Call): Response {
  const version = tagged(call, 'Get');
  return xml(taggingDocument(version.tags), versionHeader(call.bucket, version));
}

export function putTagging(call: Call): Response {
  const version = tagged(call, 'Put');
  verified(call.request.body, call.request.headers);
  version.tags = documentTags(call.request.body.toString('utf8'));
  return { status: 200, headers: versionHeader(call.bucket, version) };
}

export function deleteTagging(call: Call): Response {
  const version = tagged(call, 'Delete');
  version.tags = new Map();
  return { status: 204, headers: versionHeader(call.bucket, version) };
}

function tagged(call: Call, verb: 'Get' | 'Put' | 'Delete'): Found {
  const { request, bucket, judge } = call;
  const id = versionIdOf(request);
  judge.require(`s3:${verb}Object${id === undefined ? '' : 'Version'}Tagging`, bucket, request.key);
  return found(call, bucket, request.key, id);
}
