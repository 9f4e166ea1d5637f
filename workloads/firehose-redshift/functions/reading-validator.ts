import { type TransformationEvent, type TransformationResult, validate } from '../validate';

/** Looks at every record of the stream. What is refused is counted in the log; its text is not shown, since nobody knows what is in it. */
export async function handler(event: TransformationEvent): Promise<TransformationResult> {
  const answer = validate(event);
  const refused = answer.records.filter(({ result }) => result === 'ProcessingFailed').length;
  if (refused > 0) console.log(JSON.stringify({ records: answer.records.length, refused }));
  return answer;
}
