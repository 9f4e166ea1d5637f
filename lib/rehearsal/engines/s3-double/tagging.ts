import { S3_LIMITS } from '../../limits/s3';
import { invalidArgument, malformedXml, Refusal } from './refusal';
import type { Tags } from './storage';
import { document, element, nested, parsed } from './xml';

/** Tags of the header `x-amz-tagging`. */
export function headerTags(header: string | undefined): Tags {
  if (header === undefined || header === '') return new Map();
  const pairs = [...new URLSearchParams(header)];
  if (new Set(pairs.map(([key]) => key)).size < pairs.length) {
    const message = "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.";
    throw invalidArgument(message, 'x-amz-tagging', header);
  }
  return checkedTags(pairs);
}

/** Tags of the document of PutObjectTagging. */
export function documentTags(body: string): Tags {
  const tagging = parsed(body, 'Tagging');
  if (!tagging) throw malformedXml();
  const pairs = tagging.all('Tag').map((tag) => [tag.text('Key') ?? '', tag.text('Value') ?? ''] as const);
  if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw invalidTag('Cannot provide multiple Tags with the same key');
  return checkedTags(pairs);
}

export function taggingDocument(tags: Tags): string {
  return document('Tagging', nested('TagSet', ...[...tags].map(([key, value]) => nested('Tag', element('Key', key), element('Value', value)))));
}

function checkedTags(pairs: readonly (readonly [key: string, value: string])[]): Tags {
  const { tags, tagKeyCharacters, tagValueCharacters } = S3_LIMITS;
  if (pairs.length > tags.value) throw new Refusal(400, 'BadRequest', `Object tags cannot be greater than ${tags.value}`);
  for (const [key, value] of pairs) {
    if (key.startsWith('aws:')) throw invalidTag('System tags cannot be added/updated by requester');
    if (key === '' || [...key].length > tagKeyCharacters.value || !ALLOWED.test(key)) throw invalidTag('The TagKey you have provided is invalid');
    if ([...value].length > tagValueCharacters.value || !ALLOWED.test(value)) throw invalidTag('The TagValue you have provided is invalid');
  }
  return new Map(pairs);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_S3Tag.html */
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

function invalidTag(message: string): Refusal {
  return new Refusal(400, 'InvalidTag', message);
}
