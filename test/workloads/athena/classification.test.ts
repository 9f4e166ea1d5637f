import type { Table } from '@aws-sdk/client-glue';
import { classified } from '../../../workloads/athena/classification';

const table: Table = {
  Name: 'etl_output_parquet',
  DatabaseName: 'smart_hub_data_catalog',
  CatalogId: '111122223333',
  CreateTime: new Date(0),
  UpdateTime: new Date(0),
  CreatedBy: 'arn:aws:sts::111122223333:assumed-role/function/session',
  VersionId: '3',
  IsRegisteredWithLakeFormation: false,
  IsMultiDialectView: false,
  IsMaterializedView: false,
  Retention: 0,
  TableType: 'EXTERNAL_TABLE',
  Parameters: { EXTERNAL: 'TRUE', classification: 'Unknown' },
  PartitionKeys: [{ Name: 'loc_id', Type: 'string' }],
  StorageDescriptor: { Location: 's3://bucket/etl_output_parquet/' },
};

test('sets the format, keeps writable fields, and drops read-only fields', () => {
  expect(classified(table, 'parquet')).toEqual({
    Name: 'etl_output_parquet',
    Retention: 0,
    TableType: 'EXTERNAL_TABLE',
    Parameters: { EXTERNAL: 'TRUE', classification: 'parquet' },
    PartitionKeys: [{ Name: 'loc_id', Type: 'string' }],
    StorageDescriptor: { Location: 's3://bucket/etl_output_parquet/' },
  });
});

test('adds properties to a table without any, and does not change its input', () => {
  const bare: Table = { Name: 'bare' };
  expect(classified(bare, 'json')).toEqual({ Name: 'bare', Parameters: { classification: 'json' } });
  expect(bare).toEqual({ Name: 'bare' });
});
