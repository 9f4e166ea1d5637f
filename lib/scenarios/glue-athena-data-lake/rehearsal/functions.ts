import type { Answer } from '../../../../workloads/athena/handler';
import { statements } from '../../../../workloads/glue-athena-data-lake/statements';
import type { StepContext } from '../../../rehearsal/rehearsal';
import type { Config } from '../settings';
import { sqlFile } from './sql';

/** Statement of each function, by the id of its construct. */
export const FUNCTIONS = {
  DataFunction: statements.data,
  LocationsFunction: statements.locations,
  MappingsFunction: statements.mappings,
  EnrichFunction: statements.enrich,
  CompactFunction: statements.compact,
} as const;
export type FunctionId = keyof typeof FUNCTIONS;

/** Calls a function as it is deployed: its handler, with the environment of the template and real clients, which DuckDB answers for Athena. */
export async function invoke(
  { account, calls, engines: { duckdb }, workspace, task }: StepContext<Config, 'duckdb'>,
  id: FunctionId,
  event: object = {},
): Promise<Answer> {
  const [{ AthenaClient }, { GlueClient }, { S3Client }, { athenaHandler }, { answered, NO_NETWORK }, { lakeAnswers }] = await Promise.all([
    import('@aws-sdk/client-athena'),
    import('@aws-sdk/client-glue'),
    import('@aws-sdk/client-s3'),
    import('../../../../workloads/athena/handler'),
    import('../../../rehearsal/answers'),
    import('../../../rehearsal/engines/athena-double'),
  ]);
  const workload = { type: 'AWS::Lambda::Function', id };
  const environment = account.environmentOf(workload);
  const { DATA_BUCKET: bucket = '', DATA_CATALOG: database = '' } = environment;
  const answers = lakeAnswers({ duckdb, workspace, bucket, database, task });
  const clients = {
    athena: calls.observe(workload, answered(new AthenaClient(NO_NETWORK), answers.athena)),
    glue: calls.observe(workload, answered(new GlueClient(NO_NETWORK), answers.glue)),
    s3: calls.observe(workload, answered(new S3Client(NO_NETWORK), answers.s3)),
  };
  const statement = FUNCTIONS[id] as typeof statements.enrich;
  const sql = await sqlFile(statement.file);
  // A query has ended when its start is answered, so that nothing is waited for.
  const handler = athenaHandler({ statement, sql, clients, environment, sleep: async () => {}, log: () => {} });
  return handler(event);
}
