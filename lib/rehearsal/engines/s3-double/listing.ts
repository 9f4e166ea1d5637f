import { S3_LIMITS } from '../../limits/s3';
import { type Call, type Response, xml } from './call';
import { invalidArgument } from './refusal';
import { numberOf, type S3Request } from './request';
import type { Bucket } from './storage';
import { document, element, nested } from './xml';

interface Page {
  /** Keys, and prefixes that the delimiter ends, in order. */
  readonly entries: readonly Entry[];
  readonly isTruncated: boolean;
}

interface Entry {
  readonly name: string;
  readonly isPrefix: boolean;
}

export function listObjectsV2(call: Call): Response {
  const { request, bucket } = call;
  const asked = allowed(call, 's3:ListBucket');
  const token = request.query.get('continuation-token');
  const startAfter = request.query.get('start-after') ?? '';
  const { entries, isTruncated } = pageOf(
    bucket.keys().filter((key) => bucket.current(key)),
    asked,
    token === null ? startAfter : decodedToken(token),
  );
  const next = isTruncated ? [element('NextContinuationToken', Buffer.from(entries.at(-1)?.name ?? '').toString('base64'))] : [];
  const head = [
    ...common(bucket, asked),
    element('KeyCount', entries.length),
    element('IsTruncated', isTruncated),
    ...(token === null ? [] : [element('ContinuationToken', token)]),
    ...(startAfter === '' ? [] : [element('StartAfter', asked.encoded(startAfter))]),
  ];
  return xml(document('ListBucketResult', ...head, ...next, ...contents(bucket, entries, asked)));
}

export function listObjects(call: Call): Response {
  const { request, bucket } = call;
  const asked = allowed(call, 's3:ListBucket');
  const marker = request.query.get('marker') ?? '';
  const { entries, isTruncated } = pageOf(
    bucket.keys().filter((key) => bucket.current(key)),
    asked,
    marker,
  );
  // Without a delimiter a client goes on from the last key.
  const next = isTruncated && asked.delimiter !== '' ? [element('NextMarker', asked.encoded(entries.at(-1)?.name ?? ''))] : [];
  const head = [...common(bucket, asked), element('Marker', asked.encoded(marker)), element('IsTruncated', isTruncated)];
  return xml(document('ListBucketResult', ...head, ...next, ...contents(bucket, entries, asked)));
}

/** Lists versions and delete markers. A page ends with all versions of its last key, where S3 may stop among them. */
export function listVersions(call: Call): Response {
  const { request, bucket } = call;
  const asked = allowed(call, 's3:ListBucketVersions');
  const marker = request.query.get('key-marker') ?? '';
  const { entries, isTruncated } = pageOf(bucket.keys(), asked, marker);
  const versions = entries.flatMap(({ name, isPrefix }) =>
    isPrefix
      ? [nested('CommonPrefixes', element('Prefix', asked.encoded(name)))]
      : bucket.versions(name).map(({ id, modified, data }, at) => {
          const named = [
            element('Key', asked.encoded(name)),
            element('VersionId', id),
            element('IsLatest', at === 0),
            element('LastModified', modified.toISOString()),
          ];
          return data
            ? nested('Version', ...named, element('ETag', data.eTag), element('Size', data.bytes), element('StorageClass', 'STANDARD'))
            : nested('DeleteMarker', ...named);
        }),
  );
  const last = entries.at(-1)?.name ?? '';
  const next = isTruncated
    ? [element('NextKeyMarker', asked.encoded(last)), element('NextVersionIdMarker', bucket.versions(last).at(-1)?.id ?? 'null')]
    : [];
  const head = [...common(bucket, asked), element('KeyMarker', asked.encoded(marker)), element('IsTruncated', isTruncated)];
  return xml(document('ListVersionsResult', ...head, ...next, ...versions));
}

export function listUploads({ request, bucket, judge }: Call): Response {
  judge.require('s3:ListBucketMultipartUploads', bucket);
  const { query } = request;
  const prefix = query.get('prefix') ?? '';
  const most = Math.min(numberOf(query, 'max-uploads', S3_LIMITS.listUploads.value), S3_LIMITS.listUploads.value);
  const marker = [query.get('key-marker') ?? '', query.get('upload-id-marker') ?? ''] as const;
  const after = [...bucket.uploads.values()]
    .filter(({ key, id }) => key.startsWith(prefix) && (key > marker[0] || (key === marker[0] && marker[1] !== '' && id > marker[1])))
    .sort((one, other) => (one.key === other.key ? (one.id < other.id ? -1 : 1) : one.key < other.key ? -1 : 1));
  const page = after.slice(0, most);
  const last = page.at(-1);
  const next = after.length > page.length && last ? [element('NextKeyMarker', last.key), element('NextUploadIdMarker', last.id)] : [];
  const uploads = page.map(({ id, key, initiated }) =>
    nested('Upload', element('Key', key), element('UploadId', id), element('Initiated', initiated.toISOString())),
  );
  const head = [
    element('Bucket', bucket.name),
    element('Prefix', prefix),
    element('MaxUploads', most),
    element('IsTruncated', after.length > page.length),
  ];
  return xml(document('ListMultipartUploadsResult', ...head, ...next, ...uploads));
}

interface Asked {
  readonly prefix: string;
  readonly delimiter: string;
  readonly most: number;
  /** Text as the client wants it in the answer. */
  encoded(text: string): string;
  readonly request: S3Request;
}

/** What a listing asks for, if the caller may. A parameter that the request lacks is no condition key either. */
function allowed({ request, bucket, judge }: Call, action: string): Asked {
  const { query } = request;
  const context = ['prefix', 'delimiter', 'max-keys'].flatMap((name) => (query.has(name) ? [[`s3:${name}`, query.get(name) ?? ''] as const] : []));
  judge.require(action, bucket, undefined, Object.fromEntries(context));
  const encoding = query.get('encoding-type');
  if (encoding !== null && encoding !== 'url') throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', encoding);
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    most: Math.min(numberOf(query, 'max-keys', S3_LIMITS.listKeys.value), S3_LIMITS.listKeys.value),
    encoded: (text) => (encoding === 'url' ? encodeURIComponent(text).replaceAll('%2F', '/') : text),
    request,
  };
}

function pageOf(keys: readonly string[], { prefix, delimiter, most }: Asked, after: string): Page {
  const entries: Entry[] = [];
  for (const key of keys) {
    if (!key.startsWith(prefix)) continue;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const entry = end < 0 ? { name: key, isPrefix: false } : { name: key.slice(0, end + delimiter.length), isPrefix: true };
    if (entries.at(-1)?.name === entry.name || isBefore(entry.name, after)) continue;
    if (entries.length === most) return { entries, isTruncated: most > 0 };
    entries.push(entry);
  }
  return { entries, isTruncated: false };
}

/** Whether a listing that goes on after a name leaves this one out. */
function isBefore(name: string, after: string): boolean {
  return after !== '' && Buffer.compare(Buffer.from(name), Buffer.from(after)) <= 0;
}

function common({ name }: Bucket, { prefix, delimiter, most, encoded, request }: Asked): string[] {
  const optional = [
    ...(delimiter === '' ? [] : [element('Delimiter', encoded(delimiter))]),
    ...(request.query.has('encoding-type') ? [element('EncodingType', 'url')] : []),
  ];
  return [element('Name', name), element('Prefix', encoded(prefix)), element('MaxKeys', most), ...optional];
}

function contents(bucket: Bucket, entries: readonly Entry[], { encoded }: Asked): string[] {
  return entries.map(({ name, isPrefix }) => {
    if (isPrefix) return nested('CommonPrefixes', element('Prefix', encoded(name)));
    const { modified, data } = bucket.current(name)!;
    const parts = [element('Key', encoded(name)), element('LastModified', modified.toISOString()), element('ETag', data.eTag)];
    return nested('Contents', ...parts, element('Size', data.bytes), element('StorageClass', 'STANDARD'));
  });
}

function decodedToken(token: string): string {
  const name = Buffer.from(token, 'base64').toString('utf8');
  if (name === '') throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
  return name;
}
