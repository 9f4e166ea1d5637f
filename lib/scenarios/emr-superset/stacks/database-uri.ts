import { Aws } from 'aws-cdk-lib';
import type { AthenaWorkgroup, CatalogDatabase } from 'stagecraft-constructs/lake';
import type { Config } from '../settings';

/** What an address is made of. */
export interface Asked {
  readonly region: string;
  readonly database: CatalogDatabase;
  readonly workgroup: AthenaWorkgroup;
}

/**
 * Address of what Superset asks, as SQLAlchemy takes it.
 *
 * It holds no user of AWS and no password: Athena is asked with the role of the node, and Trino and Hive listen inside the network alone.
 */
export function databaseUri(source: Config['source'], { region, database: { databaseName }, workgroup: { workgroupName } }: Asked): string {
  switch (source) {
    case 'athena':
      return `awsathena+rest://:@athena.${region}.${Aws.URL_SUFFIX}:443/${databaseName}?work_group=${workgroupName}`;
    case 'trino':
      // Port of Trino's coordinator on EMR.
      return `trino://superset@localhost:8889/hive/${databaseName}`;
    case 'hive':
      return `hive://hadoop@localhost:10000/${databaseName}`;
  }
}
