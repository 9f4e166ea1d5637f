import type { DeployedResource } from '../contract/resources';
import { onCatalog } from './glue-calls';
import { textAt } from './lookups';
import { arnOf, known, listAt, textsAt } from './requests';
import { asked, hadoopWriting, onBucket, type Place, placeOf, readingFolder, s3, usesOf, writingLogs } from './role-uses';
import type { BehalfContext, CallInput, RoleUse } from './service';

const CRAWLER_ROLE = 'https://docs.aws.amazon.com/glue/latest/dg/crawler-prereqs.html';
const CRAWLER = 'AWS::Glue::Crawler';
const SECURITY = 'https://docs.aws.amazon.com/glue/latest/dg/define-crawler-configure-security-settings.html';
const SERVICE_ROLE = 'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSGlueServiceRole.html';
const JOB_ROLE = 'https://docs.aws.amazon.com/glue/latest/dg/create-an-iam-role.html';
const PARAMETERS = 'https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html';
const S3A = 'https://hadoop.apache.org/docs/stable/hadoop-aws/tools/hadoop-aws/assumed_roles.html';

/** What a crawler does: it reads the folders of its targets and writes their tables and partitions into the catalog. */
export function crawlerUses(crawler: DeployedResource, context: BehalfContext): readonly RoleUse[] {
  const { properties = {}, physicalId: stream } = crawler;
  const targets = (properties['Targets'] ?? {}) as CallInput;
  const folders = listAt(targets, 'S3Targets').flatMap(({ Path }) => placeOf(Path) ?? []);
  const listed = listAt(targets, 'CatalogTargets').flatMap((target) =>
    textsAt(target, 'Tables').map((table) => ({ database: textAt(target, 'DatabaseName') ?? '', table })),
  );
  const database = textAt(properties, 'DatabaseName') ?? '';
  const made = folders.map((folder) => ({ database, table: `${textAt(properties, 'TablePrefix') ?? ''}${tableOf(folder)}` }));
  const places = [...folders, ...listed.flatMap(({ database: of, table }) => folderOfTable(of, table, context) ?? [])];
  return usesOf(
    properties['Role'],
    context,
    {
      description: 'writes the log of the crawl',
      source: SERVICE_ROLE,
      requests: writingLogs('/aws-glue/crawlers', context, { stream, creates: true }),
    },
    {
      description: 'reads the objects of its targets',
      source: CRAWLER_ROLE,
      requests: places.flatMap((place) => readingFolder(place, context)),
    },
    {
      description: 'looks where the buckets of its targets are and who has access to them',
      source: SERVICE_ROLE,
      requests: places.flatMap((place) => ['GetBucketLocation', 'GetBucketAcl'].map((action) => onBucket(action, place, context))),
    },
    {
      // Glue's minimum has `bucket/object*`, without a slash.
      description: 'looks at the object that has the name of the folder',
      source: SECURITY,
      requests: places.flatMap(({ bucket, key }) => (key === '' ? [] : s3('HeadObject', { bucket, key }, context))),
      isConditional: true,
    },
    {
      description: 'writes tables and partitions into the catalog',
      source: CRAWLER_ROLE,
      requests: [
        ...listed.flatMap((table) => onTable(['GetTable', 'UpdateTable'], table, context)),
        ...made.flatMap((table) => onTable(['GetTable', 'CreateTable', 'UpdateTable'], table, context)),
        ...[...listed, ...made].flatMap((table) => onTable(['GetPartitions', 'BatchGetPartition', 'BatchCreatePartition'], table, context)),
        ...[...listed, ...made].flatMap((table) => onCatalog('GetDatabase', context, table.database)),
      ],
    },
    {
      description: 'changes partitions whose columns have changed',
      source: SERVICE_ROLE,
      requests: [...listed, ...made].flatMap((table) => onTable(['BatchUpdatePartition', 'CreatePartition', 'UpdatePartition'], table, context)),
      isConditional: true,
    },
  );
}

/** What Glue does to run a Spark job; what the program reads and writes is its own. */
export function jobUses(job: DeployedResource, context: BehalfContext): readonly RoleUse[] {
  const { properties = {} } = job;
  const given = (properties['DefaultArguments'] ?? {}) as CallInput;
  const text = (name: string) => textAt(given, name);
  const isOn = (name: string) => given[name] !== undefined && text(name) !== 'false';
  const files = [
    textAt(properties, 'Command.ScriptLocation'),
    ...['--extra-py-files', '--extra-jars', '--extra-files'].flatMap((name) => text(name)?.split(',') ?? []),
  ].flatMap((file) => placeOf(file?.trim()) ?? []);
  const [temporary, events] = [placeOf(text('--TempDir')), placeOf(text('--spark-event-logs-path'))];
  const logs = text('--custom-logGroup-prefix') ?? '/aws-glue/jobs';
  const connections = textsAt((properties['Connections'] ?? {}) as CallInput, 'Connections');
  return usesOf(
    properties['Role'],
    context,
    {
      description: 'reads the script and the files that come with it',
      source: JOB_ROLE,
      requests: files.flatMap((file) => s3('GetObject', file, context)),
    },
    {
      description: 'writes the logs',
      source: PARAMETERS,
      requests: ['output', 'error'].flatMap((name) => writingLogs(`${logs}/${name}`, context, { creates: true })),
    },
    {
      description: 'keeps temporary files through Hadoop S3A',
      source: S3A,
      requests: temporary ? hadoopWriting(temporary, context) : [],
    },
    {
      description: 'writes the event log of Spark through Hadoop S3A',
      source: S3A,
      requests: events && isOn('--enable-spark-ui') ? hadoopWriting(events, context) : [],
    },
    {
      description: 'publishes metrics',
      source: PARAMETERS,
      requests:
        isOn('--enable-metrics') || isOn('--enable-observability-metrics')
          ? asked(['cloudwatch:PutMetricData'], '*', { 'cloudwatch:namespace': 'Glue' })
          : [],
    },
    {
      description: 'reads and commits the bookmark of the job',
      source: 'https://docs.aws.amazon.com/glue/latest/dg/monitor-continuations.html',
      requests: text('--job-bookmark-option') === 'job-bookmark-enable' ? asked(['glue:GetJobBookmark']) : [],
    },
    {
      description: 'reads the connections of the job',
      source: 'https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html',
      requests: connections.flatMap((name) => [
        ...onCatalog('GetConnection', context),
        ...asked(['glue:GetConnection'], arnOf(context, 'glue', `connection/${name}`)),
      ]),
    },
  );
}

function onTable(actions: readonly string[], { database, table }: { readonly database: string; readonly table: string }, context: BehalfContext) {
  return actions.flatMap((action) => onCatalog(action, context, database, table));
}

/** Folder of a table that the templates declare, or that a crawler of theirs makes. */
export function folderOfTable(database: string, table: string, context: BehalfContext): Place | undefined {
  const declared = known(
    context,
    'AWS::Glue::Table',
    ({ properties }) => textAt(properties, 'DatabaseName') === database && textAt(properties, 'TableInput.Name') === table,
  );
  const crawlers = context.resources.filter(({ type, properties }) => type === CRAWLER && textAt(properties, 'DatabaseName') === database);
  const crawled = crawlers.flatMap(({ properties }) => listAt((properties?.['Targets'] ?? {}) as CallInput, 'S3Targets'));
  return (
    placeOf(textAt(declared?.properties, 'TableInput.StorageDescriptor.Location')) ??
    crawled.flatMap(({ Path }) => placeOf(Path) ?? []).find((place) => tableOf(place) === table)
  );
}

/** The name that a crawler gives a table: that of the folder, with underscores for what a name cannot have. A bucket's tables have those of its folders. */
function tableOf({ key }: Place): string {
  const folder = key.replace(/\/$/, '').split('/').at(-1) ?? '';
  return (folder === '' ? 'folder' : folder).toLowerCase().replace(/[^a-z0-9_]/g, '_');
}
