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
import type { ObjectStore } from './quarantine';

/** Largest object that S3 copies in one request. https://docs.aws.amazon.com/AmazonS3/latest/userguide/copy-object.html */
const SINGLE_COPY_BYTES = 5 * 1024 ** 3;
/** Part size of a multipart copy in bytes. 10,000 parts, the maximum, exceed the largest object. */
const PART_BYTES = 1024 ** 3;

/** Object store on S3. */
export function s3Store(client: S3Client): ObjectStore {
  return {
    async head({ bucket, key }) {
      try {
        const { ContentLength: bytes = 0, ETag: eTag = '' } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
        return { bytes, eTag };
      } catch (error) {
        if ((error as Error).name === 'NotFound') return undefined;
        throw error;
      }
    },

    async copy(from, to, tags) {
      const source = `${from.bucket}/${from.key.split('/').map(encodeURIComponent).join('/')}`;
      const { TagSet: own = [] } = await client.send(new GetObjectTaggingCommand({ Bucket: from.bucket, Key: from.key }));
      const all = { ...Object.fromEntries(own.map(({ Key, Value }) => [Key, Value])), ...tags };
      const Tagging = new URLSearchParams(all as Record<string, string>).toString();
      const target = { Bucket: to.bucket, Key: to.key };
      const same = { CopySource: source, CopySourceIfMatch: from.eTag };
      if (from.bytes <= SINGLE_COPY_BYTES) {
        await client.send(new CopyObjectCommand({ ...target, ...same, Tagging, TaggingDirective: 'REPLACE' }));
        return;
      }
      const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...target, Tagging }));
      try {
        const Parts = [];
        for (let start = 0, PartNumber = 1; start < from.bytes; start += PART_BYTES, PartNumber++) {
          const CopySourceRange = `bytes=${start}-${Math.min(start + PART_BYTES, from.bytes) - 1}`;
          const { CopyPartResult } = await client.send(new UploadPartCopyCommand({ ...target, ...same, UploadId, PartNumber, CopySourceRange }));
          Parts.push({ PartNumber, ETag: CopyPartResult?.ETag });
        }
        await client.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }));
      } catch (error) {
        await client.send(new AbortMultipartUploadCommand({ ...target, UploadId }));
        throw error;
      }
    },

    async delete({ bucket, key }) {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    },
  };
}
