import { createHash, randomUUID } from 'node:crypto';
import { S3_LIMITS } from '../../limits/s3';
import { type Call, keptHeaders, metadataOf, type Response, versionHeader, xml } from './call';
import { checksumHeaders, composite, verified } from './checksums';
import { checkWrite } from './conditions';
import { sourceOf } from './copies';
import { tagContext } from './judge';
import { tooLarge, writeContext } from './objects';
import { invalidArgument, malformedXml, Refusal } from './refusal';
import { numberOf } from './request';
import { now, type Part, type Upload } from './storage';
import { headerTags } from './tagging';
import { document, element, nested, parsed } from './xml';

export function createUpload({ request, bucket, judge }: Call): Response {
  const { headers, key } = request;
  judge.require('s3:PutObject', bucket, key, {
    ...tagContext('s3:RequestObjectTag', new Map(new URLSearchParams(headers['x-amz-tagging']))),
    ...writeContext(headers),
  });
  if (headers['x-amz-tagging'] !== undefined) judge.require('s3:PutObjectTagging', bucket, key);
  judge.requireKey('kms:GenerateDataKey', bucket);
  const id = randomUUID().replaceAll('-', '');
  const kept = { headers: keptHeaders(headers), metadata: metadataOf(headers), tags: headerTags(headers['x-amz-tagging']) };
  bucket.uploads.set(id, { id, key, initiated: now(), ...kept, parts: new Map() });
  return xml(document('InitiateMultipartUploadResult', element('Bucket', bucket.name), element('Key', key), element('UploadId', id)));
}

export async function uploadPart(call: Call): Promise<Response> {
  const { request, bucket, judge } = call;
  judge.require('s3:PutObject', bucket, request.key);
  useKey(call);
  const upload = uploadOf(call);
  const checksum = verified(request.body, request.headers);
  const part = await keptPart(call, request.body);
  const kept = { ...part, ...(checksum && { checksum }) };
  upload.parts.set(partNumber(call), kept);
  return { status: 200, headers: { etag: part.eTag, ...checksumHeaders(checksum) } };
}

export async function uploadPartCopy(call: Call): Promise<Response> {
  const { request, storage, bucket, judge } = call;
  judge.require('s3:PutObject', bucket, request.key);
  const { version } = sourceOf(call);
  useKey(call);
  const upload = uploadOf(call);
  const content = await storage.read(version.data.file);
  const range = request.headers['x-amz-copy-source-range'];
  const [first = 0, last = content.length - 1] = range === undefined ? [] : copiedRange(range, content.length);
  const part = await keptPart(call, content.subarray(first, last + 1));
  upload.parts.set(partNumber(call), part);
  return xml(document('CopyPartResult', element('LastModified', part.modified.toISOString()), element('ETag', part.eTag)));
}

function copiedRange(header: string, bytes: number): readonly [number, number] {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  if (first === undefined || last === undefined) {
    throw invalidArgument('The x-amz-copy-source-range value must be of the form bytes=first-last', 'x-amz-copy-source-range', header);
  }
  if (Number(last) >= bytes || Number(first) > Number(last)) {
    throw invalidArgument(`Range specified is not valid for source object of size: ${bytes}`, 'x-amz-copy-source-range', header);
  }
  return [Number(first), Number(last)];
}

async function keptPart({ storage }: Call, content: Buffer): Promise<Part> {
  if (content.length > S3_LIMITS.partBytes.value) throw tooLarge(content.length);
  const eTag = `"${createHash('md5').update(content).digest('hex')}"`;
  return { bytes: content.length, eTag, file: await storage.keep(content), modified: now() };
}

export async function completeUpload(call: Call): Promise<Response> {
  const { request, storage, bucket, judge } = call;
  const { key, headers } = request;
  judge.require('s3:PutObject', bucket, key, writeContext(headers));
  useKey(call);
  const upload = uploadOf(call);
  const parts = namedParts(upload, request.body.toString('utf8'));
  const contents = await Promise.all(parts.map(({ file }) => storage.read(file)));
  const content = Buffer.concat(contents);
  const file = await storage.keep(content);
  const hashes = parts.map(({ eTag }) => Buffer.from(eTag.replaceAll('"', ''), 'hex'));
  const eTag = `"${createHash('md5').update(Buffer.concat(hashes)).digest('hex')}-${parts.length}"`;
  const checksum = composite(parts.map((part) => part.checksum));
  checkWrite(headers, key, bucket.current(key));
  bucket.uploads.delete(upload.id);
  const { headers: kept, metadata, tags } = upload;
  const version = bucket.put(key, { bytes: content.length, eTag, headers: kept, metadata, file, ...(checksum && { checksum }) }, tags);
  const place = [element('Location', `/${bucket.name}/${key}`), element('Bucket', bucket.name), element('Key', key), element('ETag', eTag)];
  const sum = checksum ? [element(`Checksum${checksum.algorithm.toUpperCase()}`, checksum.value), element('ChecksumType', checksum.type)] : [];
  return xml(document('CompleteMultipartUploadResult', ...place, ...sum), versionHeader(bucket, version));
}

/** The parts that the document names. @throws Refusal for one that was not uploaded, for the order, and for one that is too small */
function namedParts(upload: Upload, body: string): readonly Part[] {
  const asked = parsed(body, 'CompleteMultipartUpload')?.all('Part') ?? [];
  if (asked.length === 0) throw malformedXml();
  const numbers = asked.map((part) => Number(part.text('PartNumber')));
  if (numbers.some((number, at) => at > 0 && number <= (numbers[at - 1] ?? 0))) {
    throw new Refusal(400, 'InvalidPartOrder', 'The list of parts was not in ascending order. Parts must be ordered by part number.');
  }
  const parts = asked.map((part, at) => {
    const found = upload.parts.get(numbers[at] ?? 0);
    if (found && found.eTag.replaceAll('"', '') === (part.text('ETag') ?? '').replaceAll('"', '')) return found;
    const message =
      "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.";
    throw new Refusal(400, 'InvalidPart', message, { UploadId: upload.id, PartNumber: numbers[at] ?? 0, ETag: part.text('ETag') ?? '' });
  });
  const { value: least } = S3_LIMITS.leastPartBytes;
  const small = parts.slice(0, -1).findIndex(({ bytes }) => bytes < least);
  if (small >= 0) {
    const details = {
      ProposedSize: parts[small]?.bytes ?? 0,
      MinSizeAllowed: least,
      PartNumber: numbers[small] ?? 0,
      ETag: parts[small]?.eTag ?? '',
    };
    throw new Refusal(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', details);
  }
  return parts;
}

export function abortUpload(call: Call): Response {
  const { request, bucket, judge } = call;
  judge.require('s3:AbortMultipartUpload', bucket, request.key);
  bucket.uploads.delete(uploadOf(call).id);
  return { status: 204 };
}

export function listParts(call: Call): Response {
  const { request, bucket, judge } = call;
  judge.require('s3:ListMultipartUploadParts', bucket, request.key);
  const upload = uploadOf(call);
  const most = Math.min(numberOf(request.query, 'max-parts', S3_LIMITS.listParts.value), S3_LIMITS.listParts.value);
  const marker = numberOf(request.query, 'part-number-marker', 0);
  const after = [...upload.parts].filter(([number]) => number > marker).sort(([one], [other]) => one - other);
  const page = after.slice(0, most);
  const parts = page.map(([number, { modified, eTag, bytes }]) =>
    nested('Part', element('PartNumber', number), element('LastModified', modified.toISOString()), element('ETag', eTag), element('Size', bytes)),
  );
  const head = [element('Bucket', bucket.name), element('Key', upload.key), element('UploadId', upload.id), element('PartNumberMarker', marker)];
  const rest = [
    element('NextPartNumberMarker', page.at(-1)?.[0] ?? 0),
    element('MaxParts', most),
    element('IsTruncated', after.length > page.length),
  ];
  return xml(document('ListPartsResult', ...head, ...rest, ...parts));
}

/** An upload to a bucket with a customer's key: parts are encrypted, and decrypted when they are put together. */
function useKey({ bucket, judge }: Call): void {
  judge.requireKey('kms:GenerateDataKey', bucket);
  judge.requireKey('kms:Decrypt', bucket);
}

function uploadOf({ request, bucket }: Call): Upload {
  return bucket.upload(request.key, request.query.get('uploadId') ?? '');
}

function partNumber({ request }: Call): number {
  const number = Number(request.query.get('partNumber'));
  const { value: most } = S3_LIMITS.parts;
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw invalidArgument(`Part number must be an integer between 1 and ${most}, inclusive`, 'partNumber', request.query.get('partNumber') ?? '');
}
