import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { ObjectStorage, StorageRequest } from '../../engine';
import { listenOnLoopback } from '../loopback';
import type { Response } from './call';
import { type Caller, Judge } from './judge';
import { operationOf, perform } from './operations';
import { Refusal } from './refusal';
import { checkedKey, type Headers, readRequest, type S3Request } from './request';
import { Storage } from './storage';

const REGION = 'us-east-1';

/**
 * Serves what Amazon S3 does for objects, and answers each caller under its own policies. It tells callers by their access key id; signatures are
 * not checked. A request stays in memory until it is answered; contents are files below the folder.
 */
export async function s3Double(folder: string): Promise<ObjectStorage & { close(): Promise<void> }> {
  const storage = new Storage(folder);
  const callers = new Map<string, Caller>();
  const requests: StorageRequest[] = [];
  // Its own limit on headers, which is the service's, comes first.
  const server = createServer({ maxHeaderSize: 64 * 1024 }, (message, response) => {
    void answer(message, response, { storage, callers, requests });
  });
  const { port, stop, resume } = await listenOnLoopback(server);
  return {
    isDouble: true,
    url: `http://127.0.0.1:${port}`,
    region: REGION,
    requests,
    stop,
    resume,
    makeBucket: (name, options = {}) => storage.make(name, options),
    admit(name, authorize) {
      const accessKeyId = `AKIA${randomUUID().replaceAll('-', '').slice(0, 16).toUpperCase()}`;
      callers.set(accessKeyId, { name, authorize });
      return { accessKeyId, secretAccessKey: randomUUID() };
    },
    close: () => stop(),
  };
}

interface State {
  readonly storage: Storage;
  readonly callers: ReadonlyMap<string, Caller>;
  readonly requests: StorageRequest[];
}

async function answer(message: IncomingMessage, response: ServerResponse, state: State): Promise<void> {
  const requestId = randomUUID().replaceAll('-', '').slice(0, 16).toUpperCase();
  const { status, headers, body } = await respond(message, state, requestId).catch((error: unknown) => {
    const refusal = error instanceof Refusal ? error : new Refusal(500, 'InternalError', `We encountered an internal error. ${String(error)}`);
    return refused(refusal, requestId);
  });
  const length: Headers =
    body === undefined || headers?.['content-length'] !== undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  response.writeHead(status, { 'x-amz-request-id': requestId, ...inLatin1({ ...headers, ...length }) });
  response.end(message.method === 'HEAD' || status === 304 ? undefined : body);
}

async function respond(message: IncomingMessage, state: State, requestId: string): Promise<Response> {
  const request = await readRequest(message);
  const caller = callerOf(request, state.callers);
  const judge = new Judge(caller, REGION);
  const operation = operationOf(request);
  const { bucket, key } = request;
  const record = (status: number, code?: string) => {
    const denied = judge.denied.map(({ request: asked, decision }) => ({ ...asked, reason: decision.reason }));
    state.requests.push({ caller: caller.name, operation, bucket, key, status, ...(code !== undefined && { code }), denied });
  };
  try {
    checkedKey(key);
    const response = await perform(operation, { request, storage: state.storage, bucket: state.storage.bucket(bucket), judge });
    record(response.status);
    return response;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    record(error.status, error.code);
    return refused(error, requestId);
  }
}

function callerOf({ accessKeyId }: S3Request, callers: ReadonlyMap<string, Caller>): Caller {
  if (accessKeyId === undefined) throw new Refusal(403, 'AccessDenied', 'Access Denied');
  const caller = callers.get(accessKeyId);
  if (caller) return caller;
  const message = 'The AWS Access Key Id you provided does not exist in our records.';
  throw new Refusal(403, 'InvalidAccessKeyId', message, { AWSAccessKeyId: accessKeyId });
}

function refused(refusal: Refusal, requestId: string): Response {
  return { status: refusal.status, headers: { 'content-type': 'application/xml' }, body: refusal.toXml(requestId) };
}

/** Node writes headers as Latin-1; S3 sends UTF-8. */
function inLatin1(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value, 'utf8').toString('latin1')]));
}
