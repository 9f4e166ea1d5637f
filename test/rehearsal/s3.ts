import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import type { AccessRequest, Authorizer } from '../../lib/contract/access';
import type { Engines } from '../../lib/rehearsal/engine';
import { s3 } from '../../lib/rehearsal/engines/s3';
import { recordingTask } from '../support/task';

/** A caller who may do everything. */
export const everything: Authorizer = () => ({ isAllowed: true, by: [] });

/** A caller who may do what the condition says. */
export const only =
  (allows: (request: AccessRequest) => boolean): Authorizer =>
  (request) =>
    allows(request) ? { isAllowed: true, by: [] } : { isAllowed: false, reason: `no statement allows ${request.action}` };

/** An S3 in a temporary folder. */
export function openS3(): Promise<Engines['s3']> {
  return s3.open(mkdtempSync(join(tmpdir(), 's3-')), recordingTask());
}

/** The real client, as this caller. */
export function clientOf({ url, region, admit }: Engines['s3'], authorize: Authorizer, name = 'someone'): S3Client {
  return new S3Client({ endpoint: url, region, forcePathStyle: true, maxAttempts: 1, credentials: admit(name, authorize) });
}

/** Code of the error with which a call is refused. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'answered',
    (error: Error & { readonly Code?: string }) => error.Code ?? error.name,
  );
}
