import type { Table, TableInput } from '@aws-sdk/client-glue';

/** What an update of a table may hold. Glue refuses what else it says of a table, and what it says grows. */
const WRITABLE = [
  'Name',
  'Description',
  'Owner',
  'LastAccessTime',
  'LastAnalyzedTime',
  'Retention',
  'StorageDescriptor',
  'PartitionKeys',
  'ViewOriginalText',
  'ViewExpandedText',
  'TableType',
  'TargetTable',
] as const satisfies readonly (keyof Table & keyof TableInput)[];

/**
 * The table as an update that says which format it has.
 *
 * Athena's CTAS leaves the table property `classification` out, which Glue jobs need to read the table.
 */
export function classified(table: Table, classification: string): TableInput {
  const members = WRITABLE.flatMap((name) => (table[name] === undefined ? [] : [[name, table[name]] as const]));
  return { ...Object.fromEntries(members), Name: table.Name, Parameters: { ...table.Parameters, classification } };
}
