import { StagecraftError } from '../../errors';
import { reasonOf } from '../left';

/** Result of one check before a deployment. `refused` prevents it; a `note` does not. */
export type PreflightCheck = { readonly subject: string; readonly description: string } & (
  | { readonly state: 'ok'; readonly fix?: undefined }
  | { readonly state: 'note' | 'refused'; readonly fix: string }
);

/** A value that was read in the account, or why it could not be. */
export type Looked<Value> = { readonly value: Value } | { readonly refused: string };

/** Reads something that the deployment does not depend on. What AWS refuses, and what an endpoint lacks, is no error. */
export async function look<Value>(read: () => Promise<Value>): Promise<Looked<Value>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (!isFromService(error)) throw error;
    return { refused: reasonOf(error) };
  }
}

/** The note about something that could not be read. */
export function couldNotLook(subject: string, what: string, reason: string): PreflightCheck {
  return {
    subject,
    state: 'note',
    description: `could not look at ${what}: ${reason}`,
    fix: 'allow the look, or make sure yourself; the deployment goes on without it',
  };
}

/** Errors of requests carry metadata; an answer that the SDK cannot read carries the response. */
function isFromService(error: unknown): boolean {
  return StagecraftError.is(error) || (error instanceof Error && ('$metadata' in error || '$response' in error || '$responseBodyText' in error));
}
