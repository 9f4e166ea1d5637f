import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';

/** A record and its partition key: records of one key stay in order. */
export interface KeyedRecord {
  readonly key: string;
  readonly data: string;
}

/** Kinesis Data Streams verbs. */
export interface KinesisVerbs {
  /** Puts a batch of up to 500 records. @returns for each record undefined, or its error code */
  putBatch(stream: string, records: readonly KeyedRecord[]): Promise<readonly (string | undefined)[]>;
}

export function kinesisVerbs(client: KinesisClient): KinesisVerbs {
  return {
    async putBatch(stream, records) {
      const { Records = [] } = await client.send(
        new PutRecordsCommand({ StreamName: stream, Records: records.map(({ key, data }) => ({ PartitionKey: key, Data: Buffer.from(data) })) }),
      );
      return records.map((_, index) => Records[index]?.ErrorCode);
    },
  };
}
