import type { Aws } from '../aws/aws';
import type { Table } from '../contract/values';

/** Tables of a Glue database, with their format and partitions. */
export async function catalogTables(aws: Aws, database: string): Promise<Table> {
  const tables = await aws.glue.tables(database);
  const rows = tables.map(({ name, classification, partitionKeys, location }) => [name, classification, partitionKeys.join(', '), location]);
  return { columns: ['table', 'classification', 'partitioned by', 'location'], rows };
}

/** Steps of an EMR cluster, newest first; empty without a cluster. */
export async function clusterSteps(aws: Aws, cluster: string | undefined): Promise<Table> {
  const steps = cluster === undefined ? [] : await aws.emr.steps(cluster);
  return {
    columns: ['step', 'name', 'state', 'seconds', 'reason'],
    rows: steps.map(({ id, name, state, seconds, reason }) => [id, name, state, seconds, reason]),
  };
}

/** Top-level folders of a bucket, with object count and size. */
export async function folders(aws: Aws, bucket: string): Promise<readonly (readonly [folder: string, objects: number, bytes: number])[]> {
  const found = new Map<string, [objects: number, bytes: number]>();
  for (const { key, bytes } of await aws.s3.list(bucket)) {
    const [folder = ''] = key.split('/');
    const [objects, before] = found.get(folder) ?? [0, 0];
    found.set(folder, [objects + 1, before + bytes]);
  }
  return [...found].map(([folder, [objects, bytes]]) => [folder, objects, bytes]);
}
