import type { AccessRequest } from '../contract/access';
import { onCatalog } from './glue-calls';
import { textAt } from './lookups';
import { arnOf, forwardedBy, known, listAt, member } from './requests';
import { s3Calls } from './s3-calls';
import type { CallContext, CallInput, CallMapping, ServiceCalls } from './service';
import { type NamedTable, type StatementTables, tablesOf } from './sql-tables';

/** A file as Athena names it, for a folder whose files are not known. */
const FILE = '00000000-0000-0000-0000-000000000000';

export const athenaCalls: ServiceCalls = {
  sdk: 'athena',
  prefix: 'athena',
  names: { WorkGroupName: member('WorkGroup'), DataCatalogName: member('CatalogName', 'Name') },
  operations: {
    StartQueryExecution: (input, context) => {
      const workgroup = member('WorkGroup')(input) ?? 'primary';
      return [onWorkgroup('StartQueryExecution', workgroup, context), ...forwardedBy('athena.amazonaws.com', queried(input, workgroup, context))];
    },
    GetQueryExecution: ofQuery('GetQueryExecution'),
    StopQueryExecution: ofQuery('StopQueryExecution'),
    BatchGetQueryExecution: (input, context) =>
      ((input['QueryExecutionIds'] ?? []) as readonly string[]).map((id) => onWorkgroup('BatchGetQueryExecution', workgroupOf(id, context), context)),
    // Athena reads the result file as the caller.
    GetQueryResults: (input, context) => {
      const workgroup = workgroupOf(member('QueryExecutionId')(input), context);
      const results = resultsOf({}, workgroup, context);
      return [
        onWorkgroup('GetQueryResults', workgroup, context),
        ...(results === undefined ? [] : forwardedBy('athena.amazonaws.com', s3('GetObject', `${results}${FILE}.csv`, context))),
      ];
    },
  },
};

function onWorkgroup(action: string, workgroup: string, context: CallContext): AccessRequest {
  return { action: `athena:${action}`, resource: arnOf(context, 'athena', `workgroup/${workgroup}`) };
}

/** An operation on a query, which belongs to the workgroup in which it was started. */
function ofQuery(action: string): CallMapping {
  return (input, context) => [onWorkgroup(action, workgroupOf(member('QueryExecutionId')(input), context), context)];
}

/** @throws Error when the call that started the query is not known, and the account has several workgroups */
function workgroupOf(id: string | undefined, context: CallContext): string {
  const started = context.calls?.find(({ service, answer }) => service === 'athena' && answer?.['QueryExecutionId'] === id);
  if (started) return member('WorkGroup')(started.input) ?? 'primary';
  const [only, ...others] = context.resources.filter(({ type }) => type === 'AWS::Athena::WorkGroup');
  if (only && others.length === 0) return only.physicalId;
  throw new Error(`the workgroup of the query ${id} is not known: no recorded call started it`);
}

/**
 * What Athena asks of Glue and S3 as the caller of a query.
 *
 * From https://docs.aws.amazon.com/athena/latest/ug/security-iam-athena.html, s3-permissions.html and fine-grained-access-to-glue-resources.html
 */
function queried(input: CallInput, workgroup: string, context: CallContext): AccessRequest[] {
  const session = textAt(input, 'QueryExecutionContext.Database') ?? 'default';
  const { reads, writes } = tablesOf(member('QueryString')(input) ?? '');
  const results = resultsOf(input, workgroup, context);
  return [
    // Athena looks at the database `default` before every statement.
    ...onCatalog('GetDatabase', context, 'default'),
    ...(session === 'default' ? [] : onCatalog('GetDatabase', context, session)),
    ...reads.flatMap((table) => reading(table, session, context)),
    ...(writes ? writing(writes, session, results, context) : []),
    ...(results === undefined ? [] : [...s3('GetBucketLocation', results, context), ...s3('PutObject', `${results}${FILE}.csv`, context)]),
  ];
}

function reading({ database, table }: NamedTable, session: string, context: CallContext): AccessRequest[] {
  const folder = locationOf(database ?? session, table, context);
  return [
    ...['GetTable', 'GetPartitions'].flatMap((action) => onCatalog(action, context, database ?? session, table)),
    ...s3('ListObjectsV2', folder, context),
    ...s3('GetObject', `${folder}${FILE}`, context),
  ];
}

function writing(
  { kind, database, table, location }: NonNullable<StatementTables['writes']>,
  session: string,
  results: string | undefined,
  context: CallContext,
): AccessRequest[] {
  const folder = kind === 'insert' ? locationOf(database ?? session, table, context) : (location ?? (results && `${results}tables/${FILE}/`));
  if (folder === undefined) throw new Error(`the folder of the table ${table} is not known`);
  const catalog = kind === 'create' ? ['GetTable', 'CreateTable'] : ['GetTable', 'GetPartitions', 'BatchCreatePartition'];
  return [
    ...catalog.flatMap((action) => onCatalog(action, context, database ?? session, table)),
    ...s3('ListObjectsV2', folder, context),
    ...s3('PutObject', `${folder}${FILE}`, context),
  ];
}

/** Where the results of a query go; undefined for a workgroup that keeps them itself. */
function resultsOf(input: CallInput, workgroup: string, context: CallContext): string | undefined {
  const { properties } = known(context, 'AWS::Athena::WorkGroup', workgroup) ?? {};
  const configuration = (properties?.['WorkGroupConfiguration'] ?? {}) as CallInput;
  const own = textAt(input, 'ResultConfiguration.OutputLocation');
  const fixed = textAt(configuration, 'ResultConfiguration.OutputLocation');
  const enforced = String(configuration['EnforceWorkGroupConfiguration'] ?? true) !== 'false';
  const location = enforced ? (fixed ?? own) : (own ?? fixed);
  return location === undefined ? undefined : folderOf(location);
}

/** @throws Error for a table of which neither a template nor a statement of the run tells the folder */
function locationOf(database: string, table: string, context: CallContext): string {
  const entry = known(
    context,
    'AWS::Glue::Table',
    ({ properties }) => textAt(properties, 'DatabaseName') === database && textAt(properties, 'TableInput.Name') === table,
  );
  const location =
    textAt(entry?.properties, 'TableInput.StorageDescriptor.Location') ?? createdAt(database, table, context) ?? crawledAt(database, table, context);
  if (location === undefined) throw new Error(`the folder of the table ${database}.${table} is not known`);
  return folderOf(location);
}

/** Folder of a table that a CTAS of the same run made. */
function createdAt(database: string, table: string, { calls = [] }: CallContext): string | undefined {
  for (const { service, operation, input } of calls) {
    const sql = member('QueryString')(input);
    if (service !== 'athena' || operation !== 'StartQueryExecution' || sql === undefined || !/^\s*CREATE\s/i.test(sql)) continue;
    const { writes } = tablesOf(sql);
    const session = textAt(input, 'QueryExecutionContext.Database');
    if (writes?.table === table && (writes.database ?? session) === database) return writes.location;
  }
  return undefined;
}

/** Folder of a table that a crawler makes, and names after the folder. */
function crawledAt(database: string, table: string, { resources }: CallContext): string | undefined {
  const crawlers = resources.filter(({ type, properties }) => type === 'AWS::Glue::Crawler' && textAt(properties, 'DatabaseName') === database);
  const targets = crawlers.flatMap(({ properties }) => listAt((properties?.['Targets'] ?? {}) as CallInput, 'S3Targets'));
  return targets.map(({ Path }) => String(Path)).find((path) => path.replace(/\/$/, '').split('/').at(-1) === table);
}

function folderOf(location: string): string {
  return location.endsWith('/') ? location : `${location}/`;
}

/** Requests of S3 for a place such as `s3://bucket/folder/`. */
function s3(operation: 'GetBucketLocation' | 'GetObject' | 'ListObjectsV2' | 'PutObject', place: string, context: CallContext): AccessRequest[] {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.*)$/s.exec(place) ?? [];
  if (operation === 'GetBucketLocation') return [{ action: 's3:GetBucketLocation', resource: `arn:${context.location.partition}:s3:::${bucket}` }];
  const input = operation === 'ListObjectsV2' ? { Bucket: bucket, Prefix: key } : { Bucket: bucket, Key: key };
  return [...(s3Calls.operations?.[operation]?.(input, context) ?? [])];
}
