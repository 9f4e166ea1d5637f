import { lineOf, readingIn } from './reading';

/** A record in the event of a Firehose transformation, Base64-encoded. */
export interface TransformationEvent {
  readonly records: readonly { readonly recordId: string; readonly data: string }[];
}

/** Response for each record. Firehose writes `ProcessingFailed` records below the error prefix. */
export interface TransformationResult {
  readonly records: readonly { readonly recordId: string; readonly result: 'Ok' | 'ProcessingFailed'; readonly data: string }[];
}

/** Passes valid readings on, each with a line break, and returns invalid records unchanged as failed. */
export function validate({ records }: TransformationEvent): TransformationResult {
  return {
    records: records.map(({ recordId, data }) => {
      const reading = readingIn(Buffer.from(data, 'base64').toString('utf8'));
      if ('refused' in reading) return { recordId, result: 'ProcessingFailed', data };
      return { recordId, result: 'Ok', data: Buffer.from(lineOf(reading)).toString('base64') };
    }),
  };
}
