import { notDone, preconditionFailed, Refusal } from './refusal';
import type { Headers } from './request';
import type { ObjectData, Version } from './storage';

type Found = Version & { readonly data: ObjectData };

/** Holds the conditions of a GET or HEAD. @throws Refusal 412, and 304 for what has not changed. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-reads.html */
export function checkRead(headers: Headers, { data, modified }: Found): void {
  const match = headers['if-match'];
  if (match !== undefined && !names(match, data.eTag)) throw preconditionFailed('If-Match');
  const unmodified = headers['if-unmodified-since'];
  if (match === undefined && unmodified !== undefined && modified > new Date(unmodified)) throw preconditionFailed('If-Unmodified-Since');
  const none = headers['if-none-match'];
  const since = headers['if-modified-since'];
  if (none !== undefined ? names(none, data.eTag) : since !== undefined && modified <= new Date(since)) {
    throw new Refusal(304, 'NotModified', 'Not Modified');
  }
}

/** Holds the conditions on the source of a copy. */
export function checkSource(headers: Headers, { data, modified }: Found): void {
  const condition = (name: string) => headers[`x-amz-copy-source-${name}`];
  const match = condition('if-match');
  if (match !== undefined && !names(match, data.eTag)) throw preconditionFailed('x-amz-copy-source-If-Match');
  const none = condition('if-none-match');
  if (none !== undefined && names(none, data.eTag)) throw preconditionFailed('x-amz-copy-source-If-None-Match');
  const unmodified = condition('if-unmodified-since');
  if (match === undefined && unmodified !== undefined && modified > new Date(unmodified)) {
    throw preconditionFailed('x-amz-copy-source-If-Unmodified-Since');
  }
  const since = condition('if-modified-since');
  if (none === undefined && since !== undefined && modified <= new Date(since)) throw preconditionFailed('x-amz-copy-source-If-Modified-Since');
}

/** Holds the conditions of a write, at the moment at which it takes effect. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
export function checkWrite(headers: Headers, key: string, current: Found | undefined): void {
  const none = headers['if-none-match'];
  if (none !== undefined && none !== '*') throw notDone('If-None-Match of a write with anything but *');
  if (none === '*' && current) throw preconditionFailed('If-None-Match');
  checkMatch(headers, key, current);
}

/** Holds `If-Match` of a write or a deletion. */
export function checkMatch(headers: Headers, key: string, current: Found | undefined): void {
  const match = headers['if-match'];
  if (match === undefined) return;
  if (!current) throw new Refusal(404, 'NoSuchKey', 'The specified key does not exist.', { Key: key });
  if (!names(match, current.data.eTag)) throw preconditionFailed('If-Match');
}

/** First and last byte that a request asks for; undefined for all of them, also where it asks for several ranges. */
export function rangeOf(header: string | undefined, bytes: number): readonly [first: number, last: number] | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  const first = from === '' ? Math.max(0, bytes - Number(to)) : Number(from);
  const last = from === '' || to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1);
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  if (first >= bytes || (from === '' && Number(to) === 0)) {
    throw new Refusal(416, 'InvalidRange', 'The requested range is not satisfiable', { RangeRequested: header ?? '', ActualObjectSize: bytes });
  }
  return [first, last];
}

function names(header: string, eTag: string): boolean {
  return header.split(',').some((each) => ['*', eTag, eTag.replaceAll('"', '')].includes(each.trim().replace(/^W\//, '')));
}
