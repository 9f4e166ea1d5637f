import type { Warehouse } from '../../aws/redshift-data';
import { NONE } from './names';
import type { Contract } from './settings';

/** The deployed warehouse, as the Data API names it. */
export function warehouseOf({ workgroup, cluster, adminSecret, databaseName }: Readonly<Record<Contract, string>>): Warehouse {
  return cluster === NONE ? { database: databaseName, workgroup } : { database: databaseName, cluster, secret: adminSecret };
}
