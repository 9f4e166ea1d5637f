import { S3_LIMITS } from '../../limits/s3';
import type { Judge } from './judge';
import { noSuchKey, noSuchVersion, Refusal } from './refusal';
import type { Headers, S3Request } from './request';
import type { Bucket, ObjectData, Storage, Version } from './storage';

/** A request to a bucket that exists, by a caller who is known. */
export interface Call {
  readonly request: S3Request;
  readonly storage: Storage;
  readonly bucket: Bucket;
  readonly judge: Judge;
}

export interface Response {
  readonly status: number;
  readonly headers?: Headers;
  /** @default - none */
  readonly body?: string | Buffer;
}

export type Operation = (call: Call) => Promise<Response> | Response;

export type Found = Version & { readonly data: ObjectData };

export const xml = (body: string, headers: Headers = {}): Response => ({
  status: 200,
  headers: { 'content-type': 'application/xml', ...headers },
  body,
});

/** The object, or its version, that a request names. @throws Refusal 404 for a caller who may list the bucket, 403 for others, as S3 has it */
export function found({ judge }: Call, bucket: Bucket, key: string, versionId: string | undefined): Found {
  const version = bucket.version(key, versionId);
  if (version?.data) return version as Found;
  if (!judge.mayMiss(bucket)) throw judge.accessDenied(judge.denied.at(-1)!.request, judge.denied.at(-1)!.decision);
  if (version && versionId !== undefined) {
    throw new Refusal(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.', { ResourceType: 'DeleteMarker' });
  }
  throw versionId === undefined ? noSuchKey(key) : noSuchVersion(key, versionId);
}

/** Version of an object that a request names; undefined for the newest. */
export function versionIdOf({ query }: S3Request): string | undefined {
  return query.get('versionId') ?? undefined;
}

/** The header that names a version, which buckets without versions do not send. */
export function versionHeader({ options }: Bucket, { id }: Version): Headers {
  return options.versioned ? { 'x-amz-version-id': id } : {};
}

/** The headers of a request that are kept with the object. */
export function keptHeaders(headers: Headers): Headers {
  const kept = ['cache-control', 'content-disposition', 'content-encoding', 'content-language', 'content-type', 'expires'];
  const values = kept.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]] as const]));
  const { 'content-encoding': encoding = '', ...others } = Object.fromEntries(values);
  // How the body came is not how the object is encoded.
  const own = encoding.split(/, */).filter((each) => each !== 'aws-chunked' && each !== '');
  return { 'content-type': 'binary/octet-stream', ...others, ...(own.length > 0 && { 'content-encoding': own.join(', ') }) };
}

/** User-defined metadata of a request. @throws Refusal when it is too large */
export function metadataOf(headers: Headers): Headers {
  const prefix = 'x-amz-meta-';
  const metadata = Object.entries(headers).flatMap(([name, value]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), value] as const] : []));
  const size = metadata.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
  const { value: most } = S3_LIMITS.metadataBytes;
  if (size > most) {
    throw new Refusal(400, 'MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', {
      Size: size,
      MaxSizeAllowed: most,
    });
  }
  return Object.fromEntries(metadata);
}
