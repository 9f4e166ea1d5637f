import type { Warehouse } from '../../aws/redshift-data';
import { type ContractName, NONE } from './settings';

/** The deployed warehouse, as the Data API names it. */
export function warehouseOf({ workgroup, cluster, adminSecret, databaseName }: Readonly<Record<ContractName, string>>): Warehouse {
  return cluster === NONE ? { database: databaseName, workgroup } : { database: databaseName, cluster, secret: adminSecret };
}
