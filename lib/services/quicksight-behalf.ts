import type { AccessRequest } from '../contract/access';
import type { DeployedResource } from '../contract/resources';
import { folderOfTable } from './glue-behalf';
import { onCatalog } from './glue-calls';
import { textAt } from './lookups';
import { arnOf, known } from './requests';
import { asked, onBucket, placeOf, readingFolder, s3, usesOf } from './role-uses';
import type { BehalfContext, CallInput, RoleUse } from './service';
import { tablesOf } from './sql-tables';

const RUN_AS = 'https://docs.aws.amazon.com/quicksight/latest/APIReference/API_AthenaParameters.html';
const ATHENA = 'https://docs.aws.amazon.com/athena/latest/ug/security-iam-athena.html';

/** What QuickSight does as the run-as role of a source in Athena: it queries the tables of the data sets. */
export function dataSourceUses(source: DeployedResource, context: BehalfContext): readonly RoleUse[] {
  const { properties = {} } = source;
  const workgroup = textAt(properties, 'DataSourceParameters.AthenaParameters.WorkGroup') ?? 'primary';
  const onWorkgroup = arnOf(context, 'athena', `workgroup/${workgroup}`);
  const role = textAt(properties, 'DataSourceParameters.AthenaParameters.RoleArn');
  return usesOf(
    role,
    context,
    {
      description: 'runs the queries of the data sets in Athena',
      source: ATHENA,
      requests: statementsOf(source, context).flatMap((sql) => queried(sql, workgroup, context)),
    },
    {
      description: 'follows queries and reads their results',
      source: RUN_AS,
      requests: asked(
        ['GetQueryExecution', 'GetQueryResults', 'GetQueryResultsStream', 'GetWorkGroup'].map((action) => `athena:${action}`),
        onWorkgroup,
      ),
    },
    {
      description: 'stops queries, and lists databases and tables for who edits a data set',
      source: RUN_AS,
      requests: [
        ...asked(['athena:BatchGetQueryExecution', 'athena:StopQueryExecution'], onWorkgroup),
        ...asked(
          ['GetTableMetadata', 'ListDatabases', 'ListTableMetadata'].map((action) => `athena:${action}`),
          arnOf(context, 'athena', 'datacatalog/AwsDataCatalog'),
        ),
      ],
      isConditional: true,
    },
  );
}

/** Statements for the physical tables of every data set of a source. */
function statementsOf({ physicalId, properties = {} }: DeployedResource, { resources }: BehalfContext): readonly string[] {
  const names = [physicalId.split('|').at(-1), textAt(properties, 'DataSourceId')];
  const tables = resources
    .filter(({ type }) => type === 'AWS::QuickSight::DataSet')
    .flatMap(({ properties: own }) => Object.values((own?.['PhysicalTableMap'] ?? {}) as Readonly<Record<string, CallInput>>));
  const isOurs = (table: CallInput) => names.includes(textAt(table, 'DataSourceArn')?.split('/').at(-1));
  return tables.flatMap(({ CustomSql, RelationalTable }) => {
    const [sql, table] = [CustomSql, RelationalTable] as (CallInput | undefined)[];
    if (sql && isOurs(sql)) return [textAt(sql, 'SqlQuery') ?? ''];
    return table && isOurs(table) ? [`SELECT * FROM "${textAt(table, 'Schema')}"."${textAt(table, 'Name')}"`] : [];
  });
}

/** What a query in Athena asks of its caller. The folder of a table is known that a template declares or a crawler makes. */
function queried(sql: string, workgroup: string, context: BehalfContext): readonly AccessRequest[] {
  const { reads } = tablesOf(sql);
  return [
    ...asked(['athena:StartQueryExecution'], arnOf(context, 'athena', `workgroup/${workgroup}`)),
    // Athena looks at the database `default` before every statement.
    ...onCatalog('GetDatabase', context, 'default'),
    ...reads.flatMap(({ database = 'default', table }) => [
      ...onCatalog('GetDatabase', context, database),
      ...['GetTable', 'GetPartitions'].flatMap((action) => onCatalog(action, context, database, table)),
      ...[folderOfTable(database, table, context)].flatMap((folder) => (folder ? readingFolder(folder, context) : [])),
    ]),
    ...resultsOf(workgroup, context),
  ];
}

/** Athena writes the results as the caller, who then reads them. */
function resultsOf(workgroup: string, context: BehalfContext): readonly AccessRequest[] {
  const { properties } = known(context, 'AWS::Athena::WorkGroup', workgroup) ?? {};
  const results = placeOf(textAt(properties, 'WorkGroupConfiguration.ResultConfiguration.OutputLocation'));
  if (!results) return [];
  const file = { ...results, key: `${results.key}00000000-0000-0000-0000-000000000000.csv` };
  return [onBucket('GetBucketLocation', results, context), ...['PutObject', 'GetObject'].flatMap((operation) => s3(operation, file, context))];
}
