import { createHash } from 'node:crypto';

/** Limits of S3. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html, object-tagging.html and UsingMetadata.html */
const KEY_BYTES = 1_024;
const TAGS = 10;
const METADATA_BYTES = 2_048;
/** Of the 8 KB that S3 takes of request headers, what tags may fill: metadata and signature need the rest. */
const TAGS_HEADER_BYTES = 4_096;

type Texts = Readonly<Record<string, string>>;

/** What is kept of the original. */
export interface Original {
  readonly key: string;
  readonly tags: Texts;
  /** User-defined metadata. */
  readonly metadata: Texts;
}

/** Key, tags and metadata of a copy in isolation. */
export interface IsolatedCopy {
  readonly key: string;
  readonly tags: Texts;
  /** Absent when the copy keeps the original's. */
  readonly metadata?: Texts;
  /** How many tags and metadata entries of the original S3 has no room for on the copy. */
  readonly dropped: number;
}

/**
 * Finds a place for everything that the copy of an object has to say, within the limits of S3.
 *
 * The copy is named after the finding and the original, by a hash where that is too long; then the metadata `original-key` has the key in Base64.
 * The tags of the finding come first. Those of the original that find no room go to the metadata `original-tags`, as a URL query.
 */
export function isolatedCopy(findingId: string, ours: Texts, original: Original): IsolatedCopy {
  const whole = `${findingId}/${original.key}`;
  const fits = Buffer.byteLength(whole) <= KEY_BYTES;
  const hash = createHash('sha256').update(original.key).digest('hex');
  const theirs = Object.entries(original.tags).filter(([key]) => !Object.hasOwn(ours, key));
  const room = roomFor(theirs, ours);
  const kept = { key: fits ? whole : `${findingId}/${hash}`, tags: { ...Object.fromEntries(theirs.slice(0, room)), ...ours } };
  const homeless = theirs.slice(room);
  if (fits && homeless.length === 0) return { ...kept, dropped: 0 };

  const budget = new Budget();
  if (!fits) budget.add('original-key', Buffer.from(original.key).toString('base64'));
  const moved = budget.addQuery('original-tags', homeless);
  const others = Object.entries(original.metadata).filter(([name, value]) => budget.add(name, value));
  const dropped = homeless.length - moved + Object.keys(original.metadata).length - others.length;
  return { ...kept, metadata: budget.metadata, dropped };
}

/** How many of the original's tags the copy takes beside ours. */
function roomFor(theirs: readonly (readonly [string, string])[], ours: Texts): number {
  let room = Math.min(TAGS - Object.keys(ours).length, theirs.length);
  while (room > 0 && queryOf({ ...Object.fromEntries(theirs.slice(0, room)), ...ours }).length > TAGS_HEADER_BYTES) room--;
  return room;
}

function queryOf(pairs: Texts): string {
  return new URLSearchParams(pairs).toString();
}

/** Metadata up to its limit. */
class Budget {
  public metadata: Texts = {};
  private left = METADATA_BYTES;

  /** @returns whether there was room */
  public add(name: string, value: string): boolean {
    const bytes = Buffer.byteLength(name) + Buffer.byteLength(value);
    if (bytes > this.left || Object.hasOwn(this.metadata, name)) return false;
    this.left -= bytes;
    this.metadata = { ...this.metadata, [name]: value };
    return true;
  }

  /** Adds as many pairs as there is room for, as one query. @returns how many */
  public addQuery(name: string, pairs: readonly (readonly [string, string])[]): number {
    for (let count = pairs.length; count > 0; count--) {
      if (this.add(name, queryOf(Object.fromEntries(pairs.slice(0, count))))) return count;
    }
    return 0;
  }
}
