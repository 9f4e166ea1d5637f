import * as z from 'zod/mini';
import { findingEvent } from './finding';

/** An object in a bucket. */
export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

/** Object store operations that moving an object needs. */
export interface ObjectStore {
  /** Size in bytes and ETag, or undefined when the object does not exist. */
  head(place: ObjectPlace): Promise<{ readonly bytes: number; readonly eTag: string } | undefined>;
  /** Copies an object if its ETag still matches, and adds tags to the copy. @throws when the ETag differs */
  copy(from: ObjectPlace & { readonly eTag: string; readonly bytes: number }, to: ObjectPlace, tags: Readonly<Record<string, string>>): Promise<void>;
  delete(place: ObjectPlace): Promise<void>;
}

export interface QuarantineSettings {
  /** The only bucket from which objects are moved. */
  readonly sourceBucket: string;
  readonly isolationBucket: string;
}

export type Quarantined =
  | { readonly outcome: 'moved'; readonly key: string; readonly isolatedAs: string }
  | { readonly outcome: 'ignored'; readonly reason: string };

/**
 * Moves the object of a finding to the quarantine bucket: copies it, then deletes the original.
 *
 * Idempotent: a missing object counts as moved. The finding id is part of the copy's key, so that no copy overwrites another.
 *
 * @throws ZodError for a malformed finding; errors of the store, in which case nothing is deleted
 */
export async function quarantine(event: unknown, { sourceBucket, isolationBucket }: QuarantineSettings, store: ObjectStore): Promise<Quarantined> {
  const { detail } = z.parse(findingEvent, event);
  const { s3Bucket, s3Object } = detail.resourcesAffected;
  if (detail.sample === true) return ignored('it is a sample finding of Macie');
  if (s3Bucket.name !== sourceBucket) return ignored(`the bucket is ${s3Bucket.name}, not ${sourceBucket}`);

  const from = { bucket: sourceBucket, key: s3Object.key };
  const found = await store.head(from);
  if (!found) return ignored('the object does not exist: it was moved before, or deleted');
  const isolatedAs = `${detail.id}/${s3Object.key}`;
  await store.copy({ ...from, ...found }, { bucket: isolationBucket, key: isolatedAs }, tagsOf(detail));
  await store.delete(from);
  return { outcome: 'moved', key: s3Object.key, isolatedAs };
}

function ignored(reason: string): Quarantined {
  return { outcome: 'ignored', reason };
}

function tagsOf({ id, severity, classificationDetails }: z.infer<typeof findingEvent>['detail']): Readonly<Record<string, string>> {
  return {
    'macie-finding': id,
    'macie-severity': severity.description,
    ...(classificationDetails && { 'macie-job': classificationDetails.jobId }),
  };
}
