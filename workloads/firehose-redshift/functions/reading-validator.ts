import { type TransformationEvent, type TransformationResult, validate } from '../validate';

/** Firehose transformation that validates each record. Logs the number of refused records but not their text, which may be sensitive. */
export async function handler(event: TransformationEvent): Promise<TransformationResult> {
  const answer = validate(event);
  const refused = answer.records.filter(({ result }) => result === 'ProcessingFailed').length;
  if (refused > 0) console.log(JSON.stringify({ records: answer.records.length, refused }));
  return answer;
}
