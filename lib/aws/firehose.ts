import { type FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';

/** What a job can ask Firehose. */
export interface FirehoseVerbs {
  /** Puts a batch of up to 500 records. @returns for each of them undefined, or the code of the error by which it was not taken */
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
