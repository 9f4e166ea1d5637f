import * as z from 'zod/mini';
import { findingEvent } from './finding';
import { isolatedCopy } from './isolated-copy';

/** An object in a bucket. */
export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

/** An object as the store has it now. */
export interface StoredObject extends ObjectPlace {
  readonly bytes: number;
  readonly eTag: string;
  /** Absent in a bucket without versions. */
  readonly versionId?: string;
  /** User-defined metadata. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly headers: StoredHeaders;
}

/** Headers that are kept with an object. */
export interface StoredHeaders {
  readonly CacheControl?: string;
  readonly ContentDisposition?: string;
  readonly ContentEncoding?: string;
  readonly ContentLanguage?: string;
  readonly ContentType?: string;
}

/** Tags and metadata of a copy. */
export interface CopyLabels {
  readonly tags: Readonly<Record<string, string>>;
  /** @default - those of the original */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Object store operations that moving an object needs. */
export interface ObjectStore {
  /** The object, or undefined when it does not exist. */
  head(place: ObjectPlace): Promise<StoredObject | undefined>;
  tags(place: ObjectPlace): Promise<Readonly<Record<string, string>>>;
  /** Copies an object. @throws when its ETag is another one by now */
  copy(from: StoredObject, to: ObjectPlace, labels: CopyLabels): Promise<void>;
  /** Deletes an object. @returns false when its ETag is another one by now, and it stays */
  delete(object: StoredObject): Promise<boolean>;
}

export interface QuarantineSettings {
  /** The only bucket from which objects are moved. */
  readonly sourceBucket: string;
  readonly isolationBucket: string;
}

export type Quarantined =
  | {
      readonly outcome: 'moved';
      readonly key: string;
      readonly isolatedAs: string;
      /** How many tags and metadata entries of the original the copy has no room for. */
      readonly dropped: number;
      /** True when another object took the place of the original while that was copied: it stays. */
      readonly isReplaced: boolean;
    }
  | { readonly outcome: 'ignored'; readonly reason: string };

type Detail = z.infer<typeof findingEvent>['detail'];

/**
 * Moves the object of a finding to the quarantine bucket: copies it, then deletes the original.
 *
 * Idempotent: a missing object counts as moved. The finding id is part of the copy's key, so that no copy overwrites another. An object that took
 * the place of the scanned one stays: the next scan decides about it.
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
  if (!isScanned(found, s3Object)) return ignored('the object was replaced after the scan: the next scan decides about it');
  const { key, dropped, ...labels } = isolatedCopy(detail.id, tagsOf(detail), {
    key: from.key,
    tags: await store.tags(from),
    metadata: found.metadata,
  });
  await store.copy(found, { bucket: isolationBucket, key }, labels);
  const isDeleted = await store.delete(found);
  return { outcome: 'moved', key: s3Object.key, isolatedAs: key, dropped, isReplaced: !isDeleted };
}

function ignored(reason: string): Quarantined {
  return { outcome: 'ignored', reason };
}

/** Whether an object is the one that Macie looked at, as far as the finding says. */
function isScanned({ eTag, versionId }: StoredObject, scanned: Detail['resourcesAffected']['s3Object']): boolean {
  const bare = (text: string) => text.replaceAll('"', '');
  if (scanned.eTag && bare(scanned.eTag) !== bare(eTag)) return false;
  return !scanned.versionId || versionId === undefined || scanned.versionId === versionId;
}

function tagsOf({ id, severity, classificationDetails }: Detail): Readonly<Record<string, string>> {
  const jobId = classificationDetails?.jobId;
  return { 'macie-finding': id, 'macie-severity': severity.description, ...(jobId && { 'macie-job': jobId }) };
}
