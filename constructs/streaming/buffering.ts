import { Duration, Size } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { PropError } from '../errors';

/** Buffering hints: Firehose delivers a buffer when one of the two is reached. */
export interface Buffering {
  /**
   * Buffer size, from 1 to 128 MiB.
   *
   * @default Size.mebibytes(5)
   */
  readonly bufferingSize?: Size;

  /**
   * Buffer interval, up to 15 minutes. Below one minute there are more objects, which cost more.
   *
   * @default Duration.minutes(5)
   */
  readonly bufferingInterval?: Duration;
}

/** Buffering hints as CloudFormation writes them. @throws PropError when they exceed the limits of Firehose */
export function bufferingHints(scope: IConstruct, { bufferingSize, bufferingInterval }: Buffering): { sizeInMBs: number; intervalInSeconds: number } {
  const sizeInMBs = (bufferingSize ?? Size.mebibytes(5)).toMebibytes();
  const intervalInSeconds = (bufferingInterval ?? Duration.minutes(5)).toSeconds();
  if (sizeInMBs < 1 || sizeInMBs > 128) {
    throw new PropError(scope, {
      problem: 'bufferingSize is not valid for Firehose',
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
