import type { AccessRequest } from '../contract/access';
import { arnOf, listAt, member, passRole, required } from './requests';
import type { CallContext, CallInput, ServiceCalls } from './service';

/** Glue asks for an action on a table also on its database and on the catalog. https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html */
export function onCatalog(action: string, context: CallContext, database?: string, ...tables: readonly string[]): AccessRequest[] {
  const paths = ['catalog', ...(database === undefined ? [] : [`database/${database}`]), ...tables.map((table) => `table/${database}/${table}`)];
  return paths.map((path) => ({ action: `glue:${action}`, resource: arnOf(context, 'glue', path) }));
}

/** Lists are asked for with every name that could be on them. */
const everyTable = (action: string) => (input: CallInput, context: CallContext) => onCatalog(action, context, required(input, 'DatabaseName'), '*');

export const glueCalls: ServiceCalls = {
  sdk: 'glue',
  prefix: 'glue',
  names: {
    BlueprintName: member('BlueprintName', 'Name'),
    ConnectionName: member('ConnectionInput.Name', 'Name'),
    CrawlerName: member('CrawlerName', 'Name'),
    DatabaseName: member('DatabaseName', 'DatabaseInput.Name', 'Name'),
    JobName: member('JobName', 'Name'),
    TableName: member('TableName', 'TableInput.Name', 'Name'),
    TriggerName: member('TriggerName', 'Name'),
    WorkflowName: member('WorkflowName', 'Name'),
  },
  operations: {
    GetDatabases: (_, context) => onCatalog('GetDatabases', context, '*'),
    GetTables: everyTable('GetTables'),
    BatchDeleteTable: (input, context) =>
      onCatalog('BatchDeleteTable', context, required(input, 'DatabaseName'), ...((input['TablesToDelete'] ?? []) as readonly string[])),
    CreateJob: (input, context) => withRole('CreateJob', 'job', input, context),
    CreateCrawler: (input, context) => withRole('CreateCrawler', 'crawler', input, context),
    GetCrawlers: () => [{ action: 'glue:GetCrawlers', resource: '*' }],
    GetCrawlerMetrics: () => [{ action: 'glue:GetCrawlerMetrics', resource: '*' }],
    StartWorkflowRun: (input, context) => [
      { action: 'glue:StartWorkflowRun', resource: arnOf(context, 'glue', `workflow/${required(input, 'Name')}`) },
    ],
  },
};

/** What hands a role to Glue: a job or a crawler. */
function withRole(action: string, path: string, input: CallInput, context: CallContext): AccessRequest[] {
  const connections = listAt((input['Connections'] ?? {}) as CallInput, 'Connections').map(String);
  return [
    { action: `glue:${action}`, resource: arnOf(context, 'glue', `${path}/${required(input, 'Name')}`) },
    ...connections.map((name) => ({ action: 'glue:GetConnection', resource: arnOf(context, 'glue', `connection/${name}`) })),
    passRole(context, required(input, 'Role'), 'glue'),
  ];
}
