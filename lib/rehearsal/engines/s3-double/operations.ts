import { type Call, type Operation, type Response, xml } from './call';
import { copyObject } from './copies';
import { listObjects, listObjectsV2, listUploads, listVersions } from './listing';
import { abortUpload, completeUpload, createUpload, listParts, uploadPart, uploadPartCopy } from './multipart';
import { deleteObject, deleteObjects, deleteTagging, getObject, getTagging, putObject, putTagging } from './objects';
import { notDone } from './refusal';
import type { S3Request } from './request';
import { document, element, nested } from './xml';

const OPERATIONS = {
  HeadBucket: ({ bucket, judge }: Call): Response => {
    judge.require('s3:ListBucket', bucket);
    return { status: 200 };
  },
  GetBucketLocation: ({ bucket, judge }: Call): Response => {
    judge.require('s3:GetBucketLocation', bucket);
    return xml(document('LocationConstraint'));
  },
  GetBucketVersioning: ({ bucket, judge }: Call): Response => {
    judge.require('s3:GetBucketVersioning', bucket);
    return xml(document('VersioningConfiguration', ...(bucket.options.versioned ? [element('Status', 'Enabled')] : [])));
  },
  GetBucketAcl: ({ bucket, judge }: Call): Response => {
    judge.require('s3:GetBucketAcl', bucket);
    return xml(document('AccessControlPolicy', nested('Owner', element('ID', OWNER)), nested('AccessControlList')));
  },
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  ListObjectVersions: listVersions,
  ListMultipartUploads: listUploads,
  DeleteObjects: deleteObjects,
  HeadObject: getObject,
  GetObject: getObject,
  PutObject: putObject,
  CopyObject: copyObject,
  DeleteObject: deleteObject,
  GetObjectTagging: getTagging,
  PutObjectTagging: putTagging,
  DeleteObjectTagging: deleteTagging,
  CreateMultipartUpload: createUpload,
  UploadPart: uploadPart,
  UploadPartCopy: uploadPartCopy,
  CompleteMultipartUpload: completeUpload,
  AbortMultipartUpload: abortUpload,
  ListParts: listParts,
} satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof OPERATIONS;

/** Id of the account that owns every bucket. */
const OWNER = '0'.repeat(64);

/** Parameters that belong to an operation rather than name it. */
const PARAMETER =
  /^(x-id|list-type|prefix|delimiter|max-.*|encoding-type|continuation-token|start-after|fetch-owner|.*marker|versionId|partNumber|uploadId|response-.*|x-amz-.*)$/i;

/** Name of the operation that a request asks for, in the words of the API. @throws Refusal for one that this double does not do */
export function operationOf(request: S3Request): OperationName {
  const { method, bucket, key, query } = request;
  const [subresource = ''] = [...query.keys()].filter((name) => !PARAMETER.test(name));
  const id = `${method} ${subresource}`;
  const name = bucket === '' ? undefined : key === '' ? ofBucket(id, request) : ofObject(id, request);
  if (name === undefined)
    throw notDone(`${method} of ${key === '' ? (bucket === '' ? 'the service' : 'a bucket') : 'an object'}${subresource && `, ?${subresource}`}`);
  return name;
}

export function perform(name: OperationName, call: Call): Promise<Response> | Response {
  return OPERATIONS[name](call);
}

function ofBucket(id: string, { query }: S3Request): OperationName | undefined {
  switch (id) {
    case 'HEAD ':
      return 'HeadBucket';
    case 'GET ':
      return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
    case 'GET location':
      return 'GetBucketLocation';
    case 'GET versioning':
      return 'GetBucketVersioning';
    case 'GET acl':
      return 'GetBucketAcl';
    case 'GET versions':
      return 'ListObjectVersions';
    case 'GET uploads':
      return 'ListMultipartUploads';
    case 'POST delete':
      return 'DeleteObjects';
    default:
      return undefined;
  }
}

function ofObject(id: string, { query, headers }: S3Request): OperationName | undefined {
  const isPart = query.has('uploadId');
  const isCopy = headers['x-amz-copy-source'] !== undefined;
  switch (id) {
    case 'HEAD ':
      return 'HeadObject';
    case 'GET ':
      return isPart ? 'ListParts' : 'GetObject';
    case 'PUT ':
      if (isPart) return isCopy ? 'UploadPartCopy' : 'UploadPart';
      return isCopy ? 'CopyObject' : 'PutObject';
    case 'POST ':
      return isPart ? 'CompleteMultipartUpload' : undefined;
    case 'POST uploads':
      return 'CreateMultipartUpload';
    case 'DELETE ':
      return isPart ? 'AbortMultipartUpload' : 'DeleteObject';
    case 'GET tagging':
      return 'GetObjectTagging';
    case 'PUT tagging':
      return 'PutObjectTagging';
    case 'DELETE tagging':
      return 'DeleteObjectTagging';
    default:
      return undefined;
  }
}
