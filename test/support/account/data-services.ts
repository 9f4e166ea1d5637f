import type { BatchGetQueryExecutionInput, GetWorkGroupInput, ListQueryExecutionsInput } from '@aws-sdk/client-athena';
import type {
  BatchDeleteTableRequest,
  GetCrawlerRequest,
  GetDatabaseRequest,
  GetJobRequest,
  GetJobRunsRequest,
  GetTablesRequest,
  StopCrawlerRequest,
} from '@aws-sdk/client-glue';
import type { ListClassificationJobsRequest, UpdateClassificationJobRequest } from '@aws-sdk/client-macie2';
import type { DeleteDBSnapshotMessage, DescribeDBClustersMessage, DescribeDBInstancesMessage, DescribeDBSnapshotsMessage } from '@aws-sdk/client-rds';
import type { ListExecutionsInput, StopExecutionInput } from '@aws-sdk/client-sfn';
import { serviceError } from './errors';
import type { FakeAccount } from './fake-account';
import type { Operations } from './operations';
import { page } from './paging';

/** Milliseconds until a crawler that was told to stop has stopped. */
const CRAWLER_STOP_MS = 20_000;

/** Glue, Athena, Step Functions, RDS and Macie. */
export function dataOperations(account: FakeAccount): Operations {
  const requireGlue = (type: string, name: string | undefined) => {
    const found = account.resource(`AWS::Glue::${type}`, name);
    if (!found) throw serviceError('EntityNotFoundException', `${type} ${name} not found.`);
    return found;
  };
  return {
    'Glue.GetDatabase': ({ Name }: GetDatabaseRequest) => ({ Database: { Name: requireGlue('Database', Name).id } }),
    'Glue.GetJob': ({ JobName }: GetJobRequest) => ({ Job: { Name: requireGlue('Job', JobName).id } }),
    'Glue.GetCrawler': ({ Name }: GetCrawlerRequest) => {
      const { id } = requireGlue('Crawler', Name);
      return { Crawler: { Name: id, State: account.running.has(id) ? 'RUNNING' : 'READY' } };
    },
    'Glue.StopCrawler': ({ Name = '' }: StopCrawlerRequest) => {
      requireGlue('Crawler', Name);
      if (!account.running.has(Name)) throw serviceError('CrawlerNotRunningException', `Crawler with name ${Name} isn't running`);
      account.later(CRAWLER_STOP_MS, () => account.running.delete(Name));
      account.changes.push(`stop crawler ${Name}`);
      return {};
    },
    'Glue.GetJobRuns': ({ JobName }: GetJobRunsRequest) => {
      requireGlue('Job', JobName);
      return { JobRuns: [] };
    },
    'Glue.GetTables': ({ DatabaseName = '', NextToken }: GetTablesRequest) => {
      requireGlue('Database', DatabaseName);
      const ofStacks = account.resources.filter(({ type, properties }) => type === 'AWS::Glue::Table' && properties['DatabaseName'] === DatabaseName);
      const { items, next } = page([...ofStacks.map(({ id }) => id), ...(account.tables.get(DatabaseName) ?? [])], NextToken, 100);
      return { TableList: items.map((Name) => ({ Name })), NextToken: next };
    },
    'Glue.BatchDeleteTable': ({ DatabaseName = '', TablesToDelete = [] }: BatchDeleteTableRequest) => {
      requireGlue('Database', DatabaseName);
      const tables = account.tables.get(DatabaseName);
      const missing = TablesToDelete.filter((name) => !tables?.delete(name));
      account.changes.push(`deleted tables of ${DatabaseName}`);
      return {
        Errors: missing.map((TableName) => ({ TableName, ErrorDetail: { ErrorCode: 'EntityNotFoundException', ErrorMessage: 'Table not found' } })),
      };
    },
    'Athena.GetWorkGroup': ({ WorkGroup }: GetWorkGroupInput) => {
      if (!account.resource('AWS::Athena::WorkGroup', WorkGroup))
        throw serviceError('InvalidRequestException', `WorkGroup ${WorkGroup} is not found.`);
      return { WorkGroup: { Name: WorkGroup } };
    },
    'Athena.ListQueryExecutions': ({ WorkGroup }: ListQueryExecutionsInput) => {
      if (!account.resource('AWS::Athena::WorkGroup', WorkGroup))
        throw serviceError('InvalidRequestException', `WorkGroup ${WorkGroup} is not found.`);
      return { QueryExecutionIds: [] };
    },
    'Athena.BatchGetQueryExecution': (_: BatchGetQueryExecutionInput) => ({ QueryExecutions: [] }),
    'SFN.ListExecutions': ({ stateMachineArn }: ListExecutionsInput) => {
      if (!account.resource('AWS::StepFunctions::StateMachine', stateMachineArn)) {
        throw serviceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`);
      }
      return { executions: (account.executions.get(stateMachineArn ?? '') ?? []).map((executionArn) => ({ executionArn, status: 'RUNNING' })) };
    },
    'SFN.StopExecution': ({ executionArn = '' }: StopExecutionInput) => {
      for (const running of account.executions.values()) {
        const at = running.indexOf(executionArn);
        if (at >= 0) running.splice(at, 1);
      }
      account.changes.push(`stop execution ${executionArn}`);
      return {};
    },
    'RDS.DescribeDBInstances': ({ DBInstanceIdentifier: id }: DescribeDBInstancesMessage) => {
      const found = ['AWS::RDS::DBInstance', 'AWS::DocDB::DBInstance'].map((type) => account.resource(type, id)).find(Boolean);
      if (!found) throw serviceError('DBInstanceNotFoundFault', `DBInstance ${id} not found.`, { status: 404 });
      return { DBInstances: [{ DBInstanceIdentifier: id, DBInstanceStatus: 'available' }] };
    },
    'RDS.DescribeDBClusters': ({ DBClusterIdentifier: id }: DescribeDBClustersMessage) => {
      const found = account.resource('AWS::DocDB::DBCluster', id);
      if (!found) throw serviceError('DBClusterNotFoundFault', `DBCluster ${id} not found.`, { status: 404 });
      return { DBClusters: [{ DBClusterIdentifier: id, Status: 'available', DeletionProtection: found.properties['DeletionProtection'] === true }] };
    },
    'RDS.DescribeDBSnapshots': ({ DBInstanceIdentifier: instance = '', Marker }: DescribeDBSnapshotsMessage) => {
      const { items, next } = page([...(account.snapshots.get(instance) ?? [])], Marker, 100);
      return { DBSnapshots: items.map((DBSnapshotIdentifier) => ({ DBSnapshotIdentifier })), Marker: next };
    },
    'RDS.DeleteDBSnapshot': ({ DBSnapshotIdentifier: id = '' }: DeleteDBSnapshotMessage) => {
      const deleted = [...account.snapshots.values()].map((snapshots) => snapshots.delete(id));
      if (!deleted.includes(true)) throw serviceError('DBSnapshotNotFoundFault', `DBSnapshot not found: ${id}`, { status: 404 });
      account.changes.push(`deleted snapshot ${id}`);
      return {};
    },
    'Macie2.ListClassificationJobs': ({ filterCriteria, nextToken }: ListClassificationJobsRequest) => {
      const [prefix = ''] = filterCriteria?.includes?.[0]?.values ?? [];
      const { items, next } = page(
        account.scans.filter(({ name }) => name.startsWith(prefix)),
        nextToken,
        200,
      );
      return { items: items.map(({ id, name, status }) => ({ jobId: id, name, jobType: 'SCHEDULED', jobStatus: status })), nextToken: next };
    },
    'Macie2.UpdateClassificationJob': ({ jobId, jobStatus }: UpdateClassificationJobRequest) => {
      const scan = account.scans.find(({ id }) => id === jobId);
      if (!scan) throw serviceError('ResourceNotFoundException', 'The request failed because the specified resource does not exist', { status: 404 });
      scan.status = jobStatus ?? scan.status;
      account.changes.push(`scan ${scan.name} ${scan.status}`);
      return {};
    },
  };
}
