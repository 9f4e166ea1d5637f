import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { notDone, Refusal } from './refusal';
import type { Headers } from './request';

/** A checksum that the client sent and S3 keeps. https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html */
export interface Checksum {
  readonly algorithm: Algorithm;
  /** Base64. */
  readonly value: string;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
}

export type Algorithm = 'crc32' | 'sha1' | 'sha256';

const DIGESTS: Readonly<Record<Algorithm, (data: Buffer) => Buffer>> = {
  crc32: (data) => {
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(data));
    return sum;
  },
  sha1: (data) => createHash('sha1').update(data).digest(),
  sha256: (data) => createHash('sha256').update(data).digest(),
};

export const digestOf = (algorithm: Algorithm, data: Buffer): string => DIGESTS[algorithm](data).toString('base64');

export const isAlgorithm = (name: string): name is Algorithm => Object.hasOwn(DIGESTS, name);

/** Compares a body with the checksums in headers or trailer. @returns the checksum to keep @throws Refusal when one differs */
export function verified(body: Buffer, headers: Headers): Checksum | undefined {
  const md5 = headers['content-md5'];
  if (md5 !== undefined && md5 !== createHash('md5').update(body).digest('base64')) {
    throw new Refusal(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  const hash = headers['x-amz-content-sha256'];
  if (hash !== undefined && /^[0-9a-f]{64}$/.test(hash) && hash !== createHash('sha256').update(body).digest('hex')) {
    throw new Refusal(400, 'XAmzContentSHA256Mismatch', "The provided 'x-amz-content-sha256' header does not match what was computed.");
  }
  const [name] = Object.keys(headers).filter((header) => /^x-amz-checksum-(?!mode|algorithm|type)/.test(header));
  if (name === undefined) return undefined;
  const algorithm = name.slice('x-amz-checksum-'.length);
  if (!isAlgorithm(algorithm)) throw notDone(`checksums of the kind ${algorithm}`);
  const value = headers[name] ?? '';
  if (value !== digestOf(algorithm, body)) {
    throw new Refusal(400, 'BadDigest', `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`);
  }
  return { algorithm, value, type: 'FULL_OBJECT' };
}

/** The checksum of an object in parts: of the parts' checksums, followed by their number; undefined unless each part has one. */
export function composite(parts: readonly (Checksum | undefined)[]): Checksum | undefined {
  const [first] = parts;
  if (!first || parts.some((part) => part?.algorithm !== first.algorithm)) return undefined;
  const all = Buffer.concat(parts.map((part) => Buffer.from(part?.value ?? '', 'base64')));
  return { algorithm: first.algorithm, value: `${digestOf(first.algorithm, all)}-${parts.length}`, type: 'COMPOSITE' };
}

export function checksumHeaders(checksum: Checksum | undefined): Headers {
  if (!checksum) return {};
  return { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value, 'x-amz-checksum-type': checksum.type };
}
