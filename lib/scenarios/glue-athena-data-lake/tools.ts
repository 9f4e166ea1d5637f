import { JobError } from '../../errors';
import { dashboardUrl } from '../kit';
import type { Deployed } from '../places';
import type { Parts, Tool } from '../scenario';
import { type Config, type Contract, kit } from './settings';

/** Tools of a deployed lake. */
export const tools = {
  athena: kit.consolePage('Athena query editor', 'athena/home', '/query-editor'),
  glue: kit.consolePage(
    'database of the lake in the Glue Data Catalog',
    'glue/home',
    ({ contract }) => `/v2/data-catalog/databases/view/${contract.database}`,
  ),
  pipeline: kit.consolePage(
    'state machine with its executions',
    'states/home',
    ({ contract }) => `/statemachines/view/${encodeURIComponent(contract.pipeline)}`,
  ),
  dashboard: kit.page('QuickSight dashboard', ({ aws, contract }) => {
    if (contract.dashboard !== undefined) return dashboardUrl(aws.target, contract.dashboard);
    throw new JobError({
      problem: 'the lake was deployed without its dashboard',
      fix: 'stagecraft deploy glue-athena-data-lake --set withDashboard=true --set quicksightPrincipal=<ARN of a QuickSight user>',
    });
  }),
  bucket: kit.consolePage('files of the lake in S3', ({ contract }) => `s3/buckets/${contract.dataBucket}`),
} satisfies Parts<Tool>;

/**
 * JDBC URL for Athena's JDBC driver 3, class `com.amazon.athena.jdbc.AthenaDriver`.
 *
 * It holds no secret: the driver uses the default credential chain.
 */
export function jdbc({ contract, aws }: Pick<Deployed<Config, Contract>, 'contract' | 'aws'>): string {
  const properties = {
    Region: aws.target.region,
    WorkGroup: contract.workgroup,
    OutputLocation: contract.resultsLocation,
    Database: contract.database,
    CredentialsProvider: 'DefaultChain',
  };
  return `jdbc:athena://${Object.entries(properties)
    .map(([name, value]) => `${name}=${value};`)
    .join('')}`;
}
