import { Duration, Size } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { checkRange } from '../checks/range';

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
  const fix = (value: string) => `correct it, or leave it out for ${value}`;
  checkRange(scope, 'bufferingSize', sizeInMBs, { least: 1, most: 128, unit: 'MiB', problem: 'is not valid for Firehose', fix: fix('5 MiB') });
  checkRange(scope, 'bufferingInterval', intervalInSeconds, {
    least: 0,
    most: 900,
    unit: 'seconds',
    problem: 'is too long',
    fix: fix('5 minutes'),
  });
  return { sizeInMBs, intervalInSeconds };
}
