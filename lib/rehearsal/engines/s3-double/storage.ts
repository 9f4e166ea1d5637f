import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StorageBucket } from '../../engine';
import type { Checksum } from './checksums';
import { noSuchBucket, noSuchUpload } from './refusal';
import type { Headers } from './request';

export type Tags = ReadonlyMap<string, string>;

/** What is kept of an object beside its content. */
export interface ObjectData {
  readonly bytes: number;
  /** In quotes, as in the header. */
  readonly eTag: string;
  /** Headers that come back with the object, such as Content-Type. */
  readonly headers: Headers;
  /** User-defined metadata by the names behind `x-amz-meta-`. */
  readonly metadata: Headers;
  readonly checksum?: Checksum;
  /** File with the content. */
  readonly file: string;
}

/** A version of an object, or the mark that it was deleted. */
export interface Version {
  readonly id: string;
  readonly modified: Date;
  /** Absent for a delete marker. */
  readonly data?: ObjectData;
  tags: Tags;
}

export interface Upload {
  readonly id: string;
  readonly key: string;
  readonly initiated: Date;
  readonly headers: Headers;
  readonly metadata: Headers;
  readonly tags: Tags;
  readonly parts: Map<number, Part>;
}

export interface Part {
  readonly bytes: number;
  readonly eTag: string;
  readonly checksum?: Checksum;
  readonly file: string;
  readonly modified: Date;
}

/** A bucket: versions of its objects by key, the newest first. */
export class Bucket {
  public readonly uploads = new Map<string, Upload>();
  private readonly objects = new Map<string, Version[]>();

  constructor(
    public readonly name: string,
    public readonly options: StorageBucket,
  ) {}

  /** Keys that have versions, in the order of their UTF-8 bytes, which is that of listings. */
  public keys(): readonly string[] {
    return [...this.objects.keys()].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  }

  public versions(key: string): readonly Version[] {
    return this.objects.get(key) ?? [];
  }

  /** A version; the newest one without an id. */
  public version(key: string, id?: string): Version | undefined {
    const versions = this.versions(key);
    return id === undefined ? versions[0] : versions.find((version) => version.id === id);
  }

  /** The object as a reader without a version sees it. */
  public current(key: string): (Version & { readonly data: ObjectData }) | undefined {
    const version = this.version(key);
    return version?.data ? (version as Version & { readonly data: ObjectData }) : undefined;
  }

  /** Adds a version, or replaces the one that there is. Without data it is a delete marker. */
  public put(key: string, data: ObjectData | undefined, tags: Tags): Version {
    const versioned = this.options.versioned ?? false;
    const version: Version = { id: versioned ? randomUUID().replaceAll('-', '') : 'null', modified: now(), ...(data && { data }), tags };
    this.objects.set(key, versioned ? [version, ...this.versions(key)] : [version]);
    return version;
  }

  /** Removes a version for good. */
  public remove(key: string, id: string): void {
    const left = this.versions(key).filter((version) => version.id !== id);
    if (left.length > 0) this.objects.set(key, left);
    else this.objects.delete(key);
  }

  public upload(key: string, id: string): Upload {
    const upload = this.uploads.get(id);
    if (upload?.key !== key) throw noSuchUpload(id);
    return upload;
  }
}

/** Buckets, with the contents of objects as files below a folder. */
export class Storage {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly folder: string) {}

  public make(name: string, options: StorageBucket): void {
    if (this.buckets.has(name)) throw new Error(`there is a bucket ${name} already`);
    this.buckets.set(name, new Bucket(name, options));
  }

  /** @throws Refusal for a bucket that does not exist */
  public bucket(name: string): Bucket {
    const bucket = this.buckets.get(name);
    if (!bucket) throw noSuchBucket(name);
    return bucket;
  }

  /** Writes content. @returns its file */
  public async keep(content: Buffer): Promise<string> {
    await mkdir(this.folder, { recursive: true });
    const file = join(this.folder, randomUUID());
    await writeFile(file, content);
    return file;
  }

  public read(file: string): Promise<Buffer> {
    return readFile(file);
  }
}

/** S3 keeps seconds. */
export function now(): Date {
  return new Date(Math.floor(Date.now() / 1000) * 1000);
}
