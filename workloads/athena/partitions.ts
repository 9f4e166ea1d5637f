import { CreatePartitionCommand, GetTableCommand, type GlueClient } from '@aws-sdk/client-glue';
import type { SqlValues, Statement } from './statement';

type Target = Pick<Statement, 'table' | 'partitionedBy'> & { readonly database: string };

/**
 * Creates the partitions that executions of an INSERT write to, as far as their values name them: executions that run side by side would each create
 * the same partition, and all but one would fail because it exists.
 */
export async function makePartitions(glue: GlueClient, target: Target, runs: readonly SqlValues[]): Promise<void> {
  const wanted = new Map<string, readonly string[]>();
  for (const run of runs) {
    const values = target.partitionedBy.map((column) => run[column]);
    if (values.every((value) => value !== undefined)) wanted.set(JSON.stringify(values), values.map(String));
  }
  if (wanted.size === 0) return;
  const { Table: table } = await glue.send(new GetTableCommand({ DatabaseName: target.database, Name: target.table }));
  const storage = table?.StorageDescriptor;
  for (const values of wanted.values()) {
    const folder = target.partitionedBy.map((column, index) => `${column}=${encodeURIComponent(values[index]!)}`).join('/');
    const location = `${storage?.Location?.replace(/\/$/, '')}/${folder}/`;
    const partition = { Values: [...values], StorageDescriptor: { ...storage, Location: location } };
    await glue
      .send(new CreatePartitionCommand({ DatabaseName: target.database, TableName: target.table, PartitionInput: partition }))
      .catch((error: unknown) => {
        if ((error as Error).name !== 'AlreadyExistsException') throw error;
      });
  }
}
