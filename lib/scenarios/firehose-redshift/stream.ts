import { readingIn } from '../../../workloads/firehose-redshift/reading';
import type { PutBatch } from '../../../workloads/firehose-redshift/sender';
import type { Deployed } from '../places';
import { type Config, type Contract, published } from './settings';

type Sensors = Pick<Deployed<Config, Contract>, 'contract' | 'aws'>;

/** Sends records to the delivery stream, or to the data stream where there is no delivery stream. */
export function putInto({ contract, aws }: Sensors): PutBatch {
  const stream = streamOf(contract);
  if (contract.deliveryStream !== undefined) return (records) => aws.firehose.putBatch(stream, records);
  // The sensor is the partition key, so that its readings stay in order.
  return (records) =>
    aws.kinesis.putBatch(
      stream,
      records.map((data) => ({ key: partitionKeyOf(data), data })),
    );
}

/** Name of the stream that takes readings. */
export function streamOf({ deliveryStream, readingStream }: Sensors['contract']): string {
  return published(deliveryStream ?? readingStream, 'stream');
}

function partitionKeyOf(record: string): string {
  const reading = readingIn(record);
  return 'refused' in reading ? 'unknown' : reading.guid;
}
