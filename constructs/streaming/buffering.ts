import { Duration, Size } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { checkRange } from '../checks/range';

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
  const fix = (value: string) => `correct it, or leave it out for ${value}`;
  checkRange(scope, 'bufferingSize', sizeInMBs, { least: 1, most: 128, unit: 'MiB', problem: 'is not one that Firehose takes', fix: fix('5 MiB') });
  checkRange(scope, 'bufferingInterval', intervalInSeconds, {
    least: 0,
    most: 900,
    unit: 'seconds',
    problem: 'is too long',
    fix: fix('5 minutes'),
  });
  return { sizeInMBs, intervalInSeconds };
}
