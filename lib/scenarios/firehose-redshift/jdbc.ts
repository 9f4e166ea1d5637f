import type { Deployed } from '../places';
import type { Config, Contract } from './settings';

/** Connection string of the Redshift JDBC driver. It holds no secret. */
export function jdbc({ contract }: Pick<Deployed<Config, Contract>, 'contract' | 'aws'>): string {
  return `jdbc:redshift://${contract.host}:5439/${contract.databaseName}?ssl=true`;
}
