/** Folder of the bakery in the data bucket; the table has the same name. */
export const TABLE = 'bakery';

/** Columns of the table: all of them text, since Hive and Trino read quoted CSV in no other way. */
export const COLUMNS = ['date', 'time', 'transaction', 'item'] as const;
