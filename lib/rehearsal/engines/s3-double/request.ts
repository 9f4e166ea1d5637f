import type { IncomingMessage } from 'node:http';
import { S3_LIMITS } from '../../limits/s3';
import { invalidArgument, notDone, Refusal } from './refusal';

/** Headers by their names in lower case. */
export type Headers = Readonly<Record<string, string>>;

/** A request with its body, decoded. */
export interface S3Request {
  readonly method: string;
  /** Empty for the service itself. */
  readonly bucket: string;
  /** Empty for a bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: Buffer;
  /** Access key id by which the request is signed; undefined for an anonymous one. */
  readonly accessKeyId: string | undefined;
}

/** Reads a request to its end. */
export async function readRequest(message: IncomingMessage): Promise<S3Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  checkHeaders(message.rawHeaders);
  // Not through URL, which would resolve the dots of a key.
  const [path = '/', search = ''] = splitAt(message.url ?? '/', '?');
  const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, decodedText(String(value))]));
  const [bucket = '', key = ''] = splitAt(path.slice(1), '/');
  const query = new URLSearchParams(search);
  const { body, trailer } = decodedBody(Buffer.concat(chunks), headers);
  return {
    method: message.method ?? 'GET',
    bucket: decodeURIComponent(bucket),
    key: decodeURIComponent(key),
    query,
    headers: { ...headers, ...trailer },
    body,
    accessKeyId: credentialOf(headers, query),
  };
}

/** @throws Refusal for a key that is too long */
export function checkedKey(key: string): string {
  const size = Buffer.byteLength(key);
  const { value: most } = S3_LIMITS.keyBytes;
  if (size > most) throw new Refusal(400, 'KeyTooLongError', 'Your key is too long', { Size: size, MaxSizeAllowed: most });
  return key;
}

function checkHeaders(raw: readonly string[]): void {
  const size = raw.reduce((sum, text) => sum + text.length, 0);
  const { value: most } = S3_LIMITS.headerBytes;
  if (size > most)
    throw new Refusal(400, 'RequestHeaderSectionTooLarge', 'Your request header and query parameters exceed the maximum allowed size.');
}

function splitAt(text: string, separator: string): [before: string, after: string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** Node reads headers as Latin-1; clients send UTF-8. */
function decodedText(header: string): string {
  return Buffer.from(header, 'latin1').toString('utf8');
}

function credentialOf(headers: Headers, query: URLSearchParams): string | undefined {
  const signed = /^AWS4-HMAC-SHA256 +Credential=([^/,]+)\//.exec(headers['authorization'] ?? '')?.[1];
  const [presigned] = (query.get('X-Amz-Credential') ?? '').split('/');
  return signed ?? (presigned || undefined);
}

/** A body without the frames of `aws-chunked`, and the headers that follow it. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html */
function decodedBody(raw: Buffer, headers: Headers): { readonly body: Buffer; readonly trailer: Headers } {
  const payload = headers['x-amz-content-sha256'] ?? '';
  if (!payload.startsWith('STREAMING-')) return { body: raw, trailer: {} };
  if (!/^STREAMING-(AWS4-HMAC-SHA256-PAYLOAD|UNSIGNED-PAYLOAD)(-TRAILER)?$/.test(payload)) throw notDone(`payloads of the kind ${payload}`);

  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = raw.indexOf('\r\n', at);
    const [size = ''] = end < 0 ? [] : raw.subarray(at, end).toString('latin1').split(';');
    if (!/^[0-9a-f]+$/i.test(size)) throw incomplete();
    const bytes = Number.parseInt(size, 16);
    at = end + 2;
    if (bytes === 0) break;
    if (at + bytes > raw.length) throw incomplete();
    chunks.push(raw.subarray(at, at + bytes));
    at += bytes + 2;
  }
  const body = Buffer.concat(chunks);
  const announced = headers['x-amz-decoded-content-length'];
  if (announced === undefined) {
    throw new Refusal(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
  if (Number(announced) !== body.length) throw incomplete();
  return { body, trailer: trailerOf(raw.subarray(at).toString('utf8'), headers['x-amz-trailer']) };
}

function trailerOf(text: string, announced: string | undefined): Headers {
  const lines = text.split(/\r?\n/).flatMap((line) => {
    const colon = line.indexOf(':');
    return colon > 0 ? [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const] : [];
  });
  const trailer = Object.fromEntries(lines.filter(([name]) => name.startsWith('x-amz-checksum-')));
  if (announced !== undefined && trailer[announced.toLowerCase()] === undefined) {
    throw new Refusal(
      400,
      'MalformedTrailerError',
      'The request contained trailing data that was not well-formed or did not conform to our published schema.',
    );
  }
  return trailer;
}

function incomplete(): Refusal {
  return new Refusal(400, 'IncompleteBody', 'You did not provide the number of bytes specified by the Content-Length HTTP header');
}

/** A whole number of the query. @throws Refusal for anything else */
export function numberOf(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null || text === '') return otherwise;
  if (!/^\d+$/.test(text)) throw invalidArgument(`Provided ${name} not an integer or within integer range`, name, text);
  return Number(text);
}
