import type { AccessRequest } from '../contract/access';
import type { DeployedResource } from '../contract/deployed-resource';
import { athenaCalls } from './athena-calls';
import { textAt } from './lookups';
import { arnOf } from './requests';
import { asked, usesOf } from './role-uses';
import type { BehalfContext, CallInput, RoleUse } from './service';

const RUN_AS = 'https://docs.aws.amazon.com/quicksight/latest/user/run-as-role.html';
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

/** What a query in Athena asks of its caller, whose tables the templates declare. */
function queried(sql: string, workgroup: string, context: BehalfContext): readonly AccessRequest[] {
  return athenaCalls.operations?.['StartQueryExecution']?.({ QueryString: sql, WorkGroup: workgroup }, context) ?? [];
}
