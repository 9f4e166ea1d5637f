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

test('the format is set, the rest that can be written is kept, and what Glue sets itself is left out', () => {
  expect(classified(table, 'parquet')).toEqual({
    Name: 'etl_output_parquet',
    Retention: 0,
    TableType: 'EXTERNAL_TABLE',
    Parameters: { EXTERNAL: 'TRUE', classification: 'parquet' },
    PartitionKeys: [{ Name: 'loc_id', Type: 'string' }],
    StorageDescriptor: { Location: 's3://bucket/etl_output_parquet/' },
  });
});

test('a table without properties gets its first one, and the given table stays as it was', () => {
  const bare: Table = { Name: 'bare' };
  expect(classified(bare, 'json')).toEqual({ Name: 'bare', Parameters: { classification: 'json' } });
  expect(bare).toEqual({ Name: 'bare' });
});
