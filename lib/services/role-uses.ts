import type { AccessRequest } from '../contract/access';
import type { DeployedResource } from '../contract/resources';
import { textAt } from './lookups';
import { arnOf, known } from './requests';
import { s3Calls } from './s3-calls';
import type { BehalfContext, RoleUse } from './service';

type Parts = Omit<RoleUse, 'role'>;

/** A place in a bucket. */
export interface Place {
  readonly bucket: string;
  /** Of an object or a folder; empty for the whole bucket. */
  readonly key: string;
}

/** How AWS names an object or stream whose name is not known beforehand. */
export const SOME_FILE = 'part-00000';

/**
 * Uses of one role; none when the property that names it is missing or unknown.
 *
 * The property has a role's ARN or name, or the name of an instance profile.
 */
export function usesOf(named: unknown, context: BehalfContext, ...uses: readonly Parts[]): readonly RoleUse[] {
  const role = roleArn(named, context);
  return role === undefined ? [] : uses.flatMap((use) => (isEmpty(use) ? [] : [{ role, ...use }]));
}

/** The ARN of a role by its ARN or name, or by the instance profile that has it. */
export function roleArn(named: unknown, context: BehalfContext): string | undefined {
  if (typeof named !== 'string') return undefined;
  const name = named.split('/').at(-1) ?? named;
  const profile = known(context, 'AWS::IAM::InstanceProfile', ({ physicalId, properties }) =>
    [physicalId, textAt(properties, 'InstanceProfileName')].includes(name),
  );
  if (profile && !named.includes(':role/')) {
    const [role] = (profile.properties?.['Roles'] ?? []) as readonly unknown[];
    return roleArn(role, context);
  }
  if (named.startsWith('arn:')) return named;
  const path = textAt(known(context, 'AWS::IAM::Role', name)?.properties, 'Path') ?? '/';
  return `arn:${context.location.partition}:iam::${context.location.account}:role${path}${name}`;
}

/** The place that `s3://bucket/key` names; undefined for anything else. */
export function placeOf(uri: unknown): Place | undefined {
  const [, bucket, key] = /^s3[an]?:\/\/([^/]+)\/?(.*)$/s.exec(typeof uri === 'string' ? uri : '') ?? [];
  return bucket === undefined || key === undefined ? undefined : { bucket, key };
}

/** Name of the bucket that an ARN names. */
export function bucketOf(arn: unknown): string | undefined {
  return /^arn:[^:]+:s3:::([^/]+)/.exec(typeof arn === 'string' ? arn : '')?.[1];
}

/** Requests of an operation on a bucket or an object, with those for the key of the bucket. */
export function s3(
  operation: string,
  { bucket, key }: Place,
  context: BehalfContext,
  input: Readonly<Record<string, unknown>> = {},
): AccessRequest[] {
  const ask = s3Calls.operations?.[operation];
  if (!ask) throw new Error(`the requests of s3 ${operation} are not known`);
  return [...ask({ Bucket: bucket, Key: key, ...input }, context)];
}

/** A request on a bucket itself. */
export function onBucket(action: string, { bucket }: Pick<Place, 'bucket'>, { location }: BehalfContext): AccessRequest {
  return { action: `s3:${action}`, resource: `arn:${location.partition}:s3:::${bucket}` };
}

/** A listing of what is below a folder. */
export function listing({ bucket, key }: Place, context: BehalfContext): AccessRequest[] {
  return s3('ListObjectsV2', { bucket, key: '' }, context, { Prefix: key === '' ? '' : below(key, '') });
}

/** Reads every object of a folder. */
export function readingFolder({ bucket, key }: Place, context: BehalfContext): AccessRequest[] {
  return [...listing({ bucket, key }, context), ...s3('GetObject', { bucket, key: below(key, SOME_FILE) }, context)];
}

/**
 * Reads a folder as Hadoop's S3A does: it looks at the object of that name, and at what is below it.
 *
 * A request for an object has no prefix. S3 answers 404 for an absent one only to who may list the bucket at such a request.
 */
export function hadoopReading({ bucket, key }: Place, context: BehalfContext): AccessRequest[] {
  const name = key.replace(/\/$/, '');
  if (name === '') return readingFolder({ bucket, key }, context);
  return [
    ...s3('HeadObject', { bucket, key: name }, context),
    onBucket('ListBucket', { bucket }, context),
    ...readingFolder({ bucket, key: name }, context),
  ];
}

/** Writes a folder as Hadoop's S3A does: markers of folders, uploads in parts, and what an attempt before left behind. */
export function hadoopWriting({ bucket, key }: Place, context: BehalfContext): AccessRequest[] {
  const name = key.replace(/\/$/, '');
  const file = { bucket, key: below(name, SOME_FILE) };
  const marker = name === '' ? [] : s3('PutObject', { bucket, key: `${name}/` }, context);
  return [
    ...hadoopReading({ bucket, key: name }, context),
    ...marker,
    ...['PutObject', 'DeleteObject', 'AbortMultipartUpload'].flatMap((operation) => s3(operation, file, context)),
    onBucket('ListBucketMultipartUploads', { bucket }, context),
  ];
}

/** Requests without condition keys for actions that have no resource, or one that a list has. */
export function asked(actions: readonly string[], resource = '*', keys?: AccessRequest['context']): AccessRequest[] {
  return actions.map((action) => ({ action, resource, ...(keys && { context: keys }) }));
}

/** What writes into a stream of a log group. CloudWatch Logs writes a group as its streams without a name. */
export function writingLogs(group: string, context: BehalfContext, { stream = 'stream', creates = false } = {}): AccessRequest[] {
  const resource = arnOf(context, 'logs', `log-group:${group}:log-stream:${stream}`);
  return [
    ...(creates ? asked(['logs:CreateLogGroup'], arnOf(context, 'logs', `log-group:${group}:log-stream:`)) : []),
    ...asked(['logs:CreateLogStream', 'logs:PutLogEvents'], resource),
  ];
}

/** The request for a service-linked role that the first use in an account creates. */
export function creatingServiceLinkedRole(service: string, name: string, { location }: BehalfContext): AccessRequest {
  return {
    action: 'iam:CreateServiceLinkedRole',
    resource: `arn:${location.partition}:iam::${location.account}:role/aws-service-role/${service}/${name}`,
    context: { 'iam:AWSServiceName': service },
  };
}

/** Tags of a resource in the list form that most types have. */
export function tagsOf(resource: DeployedResource | undefined): Readonly<Record<string, string>> {
  const tags = resource?.properties?.['Tags'];
  const list = Array.isArray(tags) ? (tags as readonly { readonly Key?: unknown; readonly Value?: unknown }[]) : [];
  return Object.fromEntries(list.map(({ Key, Value }) => [String(Key), String(Value)]));
}

function below(key: string, name: string): string {
  const folder = key.replace(/\/$/, '');
  return folder === '' ? name : `${folder}/${name}`;
}

function isEmpty({ requests = [], calls = [] }: Parts): boolean {
  return requests.length === 0 && calls.length === 0;
}
