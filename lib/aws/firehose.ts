import { type FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';

/** Firehose verbs. */
export interface FirehoseVerbs {
  /** Puts a batch of up to 500 records. @returns for each record undefined, or its error code */
  putBatch(stream: string, records: readonly string[]): Promise<readonly (string | undefined)[]>;
}

export function firehoseVerbs(client: FirehoseClient): FirehoseVerbs {
  return {
    async putBatch(stream, records) {
      const { RequestResponses = [] } = await client.send(
        new PutRecordBatchCommand({ DeliveryStreamName: stream, Records: records.map((record) => ({ Data: Buffer.from(record) })) }),
      );
      return records.map((_, index) => RequestResponses[index]?.ErrorCode);
    },
  };
}
