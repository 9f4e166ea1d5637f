import { Duration, Size } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { PropError } from '../errors';

/** When a buffer is delivered: as soon as one of both is reached. */
export interface Buffering {
  /**
   * Size of what is buffered, from 1 to 128 MiB.
   *
   * @default Size.mebibytes(5)
   */
  readonly bufferingSize?: Size;

  /**
   * Age of the oldest record of the buffer, up to 15 minutes. Below a minute there are more objects, and more that has to be paid.
   *
   * @default Duration.minutes(5)
   */
  readonly bufferingInterval?: Duration;
}

/** Buffering as CloudFormation writes it. @throws PropError when it is beyond what Firehose takes */
export function bufferingHints(scope: IConstruct, { bufferingSize, bufferingInterval }: Buffering): { sizeInMBs: number; intervalInSeconds: number } {
  const sizeInMBs = (bufferingSize ?? Size.mebibytes(5)).toMebibytes();
  const intervalInSeconds = (bufferingInterval ?? Duration.minutes(5)).toSeconds();
  if (sizeInMBs < 1 || sizeInMBs > 128) {
    throw new PropError(scope, {
      problem: 'bufferingSize is not one that Firehose takes',
      got: `${sizeInMBs} MiB`,
      allowed: '1 to 128 MiB',
      fix: 'correct it, or leave it out for 5 MiB',
    });
  }
  if (intervalInSeconds > 900) {
    throw new PropError(scope, {
      problem: 'bufferingInterval is too long',
      got: `${intervalInSeconds} seconds`,
      allowed: '0 to 900 seconds',
      fix: 'shorten it, or leave it out for 5 minutes',
    });
  }
  return { sizeInMBs, intervalInSeconds };
}
