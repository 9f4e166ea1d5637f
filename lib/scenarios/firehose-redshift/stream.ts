import { setTimeout as sleep } from 'node:timers/promises';
import { readingIn } from '../../../workloads/firehose-redshift/reading';
import type { PutBatch } from '../../../workloads/firehose-redshift/sender';
import type { Deployed } from '../places';
import { NONE } from './names';
import type { Config, Contract } from './settings';

type Sensors = Pick<Deployed<Config, Contract>, 'contract' | 'aws'>;

/** Where readings are sent: the delivery stream, or the data stream where there is none. */
export function putInto({ contract, aws }: Sensors): PutBatch {
  if (contract.deliveryStream !== NONE) return (records) => aws.firehose.putBatch(contract.deliveryStream, records);
  // By sensor: readings of one stay in their order.
  return (records) =>
    aws.kinesis.putBatch(
      contract.readingStream,
      records.map((data) => ({ key: keyOf(data), data })),
    );
}

/** The stream by its name, for those who are told what was done. */
export function streamOf({ deliveryStream, readingStream }: Sensors['contract']): string {
  return deliveryStream === NONE ? readingStream : deliveryStream;
}

/** Waits, until time has come or somebody stops it. */
export function pausing(signal: AbortSignal): (milliseconds: number) => Promise<void> {
  return (milliseconds) => sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}

function keyOf(record: string): string {
  const reading = readingIn(record);
  return 'refused' in reading ? 'unknown' : reading.guid;
}
