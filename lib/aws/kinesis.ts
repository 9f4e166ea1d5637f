import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';

/** A record and what decides on its shard: records of one key stay in their order. */
export interface KeyedRecord {
  readonly key: string;
  readonly data: string;
}

/** What a job can ask Kinesis Data Streams. */
export interface KinesisVerbs {
  /** Puts a batch of up to 500 records. @returns for each of them undefined, or the code of the error by which it was not taken */
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
