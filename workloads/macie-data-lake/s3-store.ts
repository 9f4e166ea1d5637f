import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  type S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import type { CopyLabels, ObjectPlace, ObjectStore, StoredHeaders, StoredObject } from './quarantine';

/** Largest object that S3 copies in one request. https://docs.aws.amazon.com/AmazonS3/latest/userguide/copy-object.html */
const SINGLE_COPY_BYTES = 5 * 1024 ** 3;
/** Part size of a multipart copy in bytes. 10,000 parts, the maximum, exceed the largest object. */
const PART_BYTES = 1024 ** 3;

/** Object store on S3. */
export function s3Store(client: S3Client): ObjectStore {
  return {
    async head(place) {
      try {
        const {
          ContentLength: bytes = 0,
          ETag: eTag = '',
          VersionId: versionId,
          Metadata: metadata = {},
          ...found
        } = await client.send(new HeadObjectCommand(named(place)));
        return { ...place, bytes, eTag, ...(versionId !== undefined && { versionId }), metadata, headers: headersIn(found) };
      } catch (error) {
        // Without s3:ListBucket S3 would answer 403.
        if ((error as Error).name === 'NotFound') return undefined;
        throw error;
      }
    },

    async tags(place) {
      const { TagSet: tags = [] } = await client.send(new GetObjectTaggingCommand(named(place)));
      return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
    },

    async copy(from, to, labels) {
      if (from.bytes > SINGLE_COPY_BYTES) return copyInParts(client, from, to, labels);
      const { tags, metadata } = labels;
      const described = metadata && { MetadataDirective: 'REPLACE' as const, Metadata: metadata, ...from.headers };
      await client.send(
        new CopyObjectCommand({ ...named(to), ...sourceOf(from), Tagging: queryOf(tags), TaggingDirective: 'REPLACE', ...described }),
      );
    },

    async delete({ eTag, ...place }) {
      try {
        await client.send(new DeleteObjectCommand({ ...named(place), IfMatch: eTag }));
        return true;
      } catch (error) {
        if ((error as Error).name === 'PreconditionFailed') return false;
        throw error;
      }
    },
  };
}

/** A copy in parts starts without metadata and headers, so that it is given both. */
async function copyInParts(client: S3Client, from: StoredObject, to: ObjectPlace, { tags, metadata = from.metadata }: CopyLabels): Promise<void> {
  const target = named(to);
  const { UploadId } = await client.send(
    new CreateMultipartUploadCommand({ ...target, Tagging: queryOf(tags), Metadata: metadata, ...from.headers }),
  );
  try {
    const Parts = [];
    for (let start = 0, PartNumber = 1; start < from.bytes; start += PART_BYTES, PartNumber++) {
      const CopySourceRange = `bytes=${start}-${Math.min(start + PART_BYTES, from.bytes) - 1}`;
      const { CopyPartResult } = await client.send(
        new UploadPartCopyCommand({ ...target, ...sourceOf(from), UploadId, PartNumber, CopySourceRange }),
      );
      Parts.push({ PartNumber, ETag: CopyPartResult?.ETag });
    }
    await client.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }));
  } catch (error) {
    // What went wrong first matters more than parts that stay.
    await client.send(new AbortMultipartUploadCommand({ ...target, UploadId })).catch(() => {});
    throw error;
  }
}

function named({ bucket, key }: ObjectPlace): { readonly Bucket: string; readonly Key: string } {
  return { Bucket: bucket, Key: key };
}

function sourceOf({ bucket, key, eTag }: StoredObject): { readonly CopySource: string; readonly CopySourceIfMatch: string } {
  return { CopySource: `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`, CopySourceIfMatch: eTag };
}

function queryOf(tags: Readonly<Record<string, string>>): string {
  return new URLSearchParams(tags).toString();
}

function headersIn({ CacheControl, ContentDisposition, ContentEncoding, ContentLanguage, ContentType }: StoredHeaders): StoredHeaders {
  return { CacheControl, ContentDisposition, ContentEncoding, ContentLanguage, ContentType };
}
