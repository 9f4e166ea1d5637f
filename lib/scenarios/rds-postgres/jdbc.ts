import type { Deployed } from '../places';
import type { Config, Contract } from './settings';

/** Connection string of the PostgreSQL JDBC driver for the primary. It holds no secret. */
export function jdbc({ contract }: Pick<Deployed<Config, Contract>, 'contract' | 'aws'>): string {
  return `jdbc:postgresql://${contract.primaryHost}:${contract.port}/${contract.databaseName}?sslmode=verify-full&user=${contract.readerName}`;
}
