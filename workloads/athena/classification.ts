import type { Table, TableInput } from '@aws-sdk/client-glue';

/** Fields that Glue's UpdateTable accepts. GetTable returns more, and the list grows. */
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
 * Builds the table update that sets the table property `classification`.
 *
 * Athena's CTAS does not set `classification`, and Glue jobs need it to read the table.
 */
export function classified(table: Table, classification: string): TableInput {
  const members = WRITABLE.flatMap((name) => (table[name] === undefined ? [] : [[name, table[name]] as const]));
  return { ...Object.fromEntries(members), Name: table.Name, Parameters: { ...table.Parameters, classification } };
}
