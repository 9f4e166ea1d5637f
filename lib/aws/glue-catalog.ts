import type { GlueClient } from '@aws-sdk/client-glue';
import { BatchDeleteTableCommand, GetPartitionsCommand, GetTableCommand, GetTablesCommand, UpdateTableCommand } from '@aws-sdk/client-glue';
import { classified } from '../../workloads/athena/classification';
import { JobError } from '../errors';
import { isNamed } from './errors';
import { batches, everyPage } from './pages';

/** A table of the Glue catalog. */
export interface CatalogTable {
  readonly name: string;
  /** Classification, the format for Glue ETL; empty without one. */
  readonly classification: string;
  readonly location: string;
  readonly partitionKeys: readonly string[];
}

/** A partition of a table of the Glue catalog. */
export interface CatalogPartition {
  /** One value for each partition key, in order. */
  readonly values: readonly string[];
  readonly location: string;
}

/** Data Catalog verbs. */
export interface CatalogVerbs {
  tables(database: string): Promise<readonly CatalogTable[]>;
  partitions(database: string, table: string): Promise<readonly CatalogPartition[]>;
  /** Sets the classification of tables. @returns those that had another one, or none */
  classify(database: string, tables: readonly string[], classification: string): Promise<readonly string[]>;
  /** Deletes tables; missing ones count as deleted. @throws JobError with the tables that Glue refused to delete and its reason */
  deleteTables(database: string, names: readonly string[]): Promise<void>;
}

/** Most tables that Glue deletes in one request. */
const PER_DELETE = 100;

export function catalogVerbs(client: GlueClient): CatalogVerbs {
  return {
    async tables(database) {
      const tables = await everyPage(async (token) => {
        const { TableList: items, NextToken: next } = await client.send(new GetTablesCommand({ DatabaseName: database, NextToken: token }));
        return { items, next };
      });
      return tables.map(({ Name: name = '', Parameters: parameters, StorageDescriptor: storage, PartitionKeys: keys = [] }) => ({
        name,
        classification: parameters?.['classification'] ?? '',
        location: storage?.Location ?? '',
        partitionKeys: keys.map(({ Name: key = '' }) => key),
      }));
    },
    async partitions(database, table) {
      const partitions = await everyPage(async (token) => {
        const { Partitions: items, NextToken: next } = await client.send(
          new GetPartitionsCommand({ DatabaseName: database, TableName: table, ExcludeColumnSchema: true, NextToken: token }),
        );
        return { items, next };
      });
      return partitions.map(({ Values: values = [], StorageDescriptor: storage }) => ({ values, location: storage?.Location ?? '' }));
    },
    async classify(database, tables, classification) {
      const changed: string[] = [];
      for (const name of tables) {
        const { Table: table } = await client.send(new GetTableCommand({ DatabaseName: database, Name: name }));
        if (!table || table.Parameters?.['classification'] === classification) continue;
        await client.send(new UpdateTableCommand({ DatabaseName: database, TableInput: classified(table, classification) }));
        changed.push(name);
      }
      return changed;
    },
    async deleteTables(database, names) {
      for (const batch of batches(names, PER_DELETE)) {
        const answer = await client.send(new BatchDeleteTableCommand({ DatabaseName: database, TablesToDelete: batch })).catch((error) => {
          if (isNamed(error, 'EntityNotFoundException')) return undefined;
          throw error;
        });
        const refused = (answer?.Errors ?? []).filter(({ ErrorDetail: detail }) => detail?.ErrorCode !== 'EntityNotFoundException');
        const [first] = refused;
        if (!first) continue;
        throw new JobError({
          problem: `Glue did not delete ${refused.map(({ TableName: name }) => name).join(', ')} of ${database}`,
          got: first.ErrorDetail?.ErrorMessage ?? first.ErrorDetail?.ErrorCode ?? 'no reason from Glue',
          fix: 'delete the tables in the Glue console, or ask for permission to',
        });
      }
    },
  };
}
