import { lineOf, readingIn } from './reading';

/** Records as Firehose hands them to a function: in Base64. */
export interface TransformationEvent {
  readonly records: readonly { readonly recordId: string; readonly data: string }[];
}

/** What a function answers for each of them. `ProcessingFailed` puts a record into the folder of errors. */
export interface TransformationResult {
  readonly records: readonly { readonly recordId: string; readonly result: 'Ok' | 'ProcessingFailed'; readonly data: string }[];
}

/** Lets readings through, each as a line of its own, and refuses what is none, as it came. */
export function validate({ records }: TransformationEvent): TransformationResult {
  return {
    records: records.map(({ recordId, data }) => {
      const reading = readingIn(Buffer.from(data, 'base64').toString('utf8'));
      if ('refused' in reading) return { recordId, result: 'ProcessingFailed', data };
      return { recordId, result: 'Ok', data: Buffer.from(lineOf(reading)).toString('base64') };
    }),
  };
}
