import type { Limit } from './limit';

const GUIDE = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide';
const API = 'https://docs.aws.amazon.com/AmazonS3/latest/API';
const PARTS = `${GUIDE}/qfacts.html`;
const TAGS = `${GUIDE}/object-tagging.html`;

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** Limits of Amazon S3, general purpose buckets. */
export const S3_LIMITS = {
  keyBytes: { value: 1_024, unit: 'bytes of an object key in UTF-8', source: `${GUIDE}/object-keys.html` },
  tags: { value: 10, unit: 'tags of an object', source: TAGS },
  tagKeyCharacters: { value: 128, unit: 'characters of a tag key', source: TAGS },
  tagValueCharacters: { value: 256, unit: 'characters of a tag value', source: TAGS },
  metadataBytes: { value: 2_048, unit: 'bytes of user-defined metadata, names and values', source: `${GUIDE}/UsingMetadata.html` },
  headerBytes: { value: 8 * 1_024, unit: 'bytes of the headers of a request', source: `${API}/RESTCommonRequestHeaders.html` },
  putBytes: { value: 5 * GIB, unit: 'bytes of an object that one PUT uploads', source: `${GUIDE}/upload-objects.html` },
  copyBytes: { value: 5 * GIB, unit: 'bytes of an object that one request copies', source: `${GUIDE}/copy-object.html` },
  deleteKeys: { value: 1_000, unit: 'keys of a DeleteObjects request', source: `${API}/API_DeleteObjects.html` },
  listKeys: { value: 1_000, unit: 'keys of a page of a listing', source: `${API}/API_ListObjectsV2.html` },
  parts: { value: 10_000, unit: 'parts of a multipart upload', source: PARTS },
  listParts: { value: 1_000, unit: 'parts of a page of ListParts', source: PARTS },
  listUploads: { value: 1_000, unit: 'multipart uploads of a page of ListMultipartUploads', source: PARTS },
  leastPartBytes: { value: 5 * MIB, unit: 'bytes of each part but the last, at least', source: PARTS },
  partBytes: { value: 5 * GIB, unit: 'bytes of a part', source: PARTS },
} as const satisfies Readonly<Record<string, Limit>>;
