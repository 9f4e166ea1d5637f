import type { Deployed } from '../places';
import type { Config, Contract } from './settings';

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
