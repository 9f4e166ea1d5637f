import { S3Client } from '@aws-sdk/client-s3';
import { quarantine } from '../quarantine';
import { s3Store } from '../s3-store';

const store = s3Store(new S3Client({}));

/** Handles Macie findings. Lambda retries after an exception, then sends the event to the dead-letter queue. */
export async function handler(event: unknown): Promise<unknown> {
  const { SOURCE_BUCKET: sourceBucket = '', ISOLATION_BUCKET: isolationBucket = '' } = process.env;
  const result = await quarantine(event, { sourceBucket, isolationBucket }, store);
  console.log(JSON.stringify(result));
  return result;
}
