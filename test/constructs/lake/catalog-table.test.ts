import { Match } from 'aws-cdk-lib/assertions';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { CatalogTable, type CatalogTableProps, grantReadLake, TableFormat } from 'stagecraft-constructs/lake';
import type { IHadoopClient } from 'stagecraft-constructs/storage';
import { findingsOf, granteeIn, readable, statementsOf, templateOf } from '../../support/synth';
import { arnsOf, DEFAULT_DATABASE, weatherIn } from './weather';

const TABLE = 'AWS::Glue::Table';
const READ_PARTITIONS = ['glue:BatchGetPartition', 'glue:GetPartition', 'glue:GetPartitions'];
const WRITE_PARTITIONS = ['glue:BatchCreatePartition', 'glue:BatchUpdatePartition', 'glue:CreatePartition', 'glue:UpdatePartition'];
const WRITE_FILES = ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'];
const LOCATION = { actions: ['s3:GetBucketLocation'], resources: ['<Data.Arn>'] };
const listing = (...prefixes: string[]) => ({
  actions: ['s3:ListBucket'],
  resources: ['<Data.Arn>'],
  conditions: { StringLike: { 's3:prefix': prefixes.flatMap((prefix) => [prefix, `${prefix}/*`]) } },
});

const HADOOP_LISTING = {
  actions: ['s3:ListBucket'],
  resources: ['<Data.Arn>'],
  conditions: { StringLikeIfExists: { 's3:prefix': ['made/daily', 'made/daily/*'] } },
};

/** The template of a table `t` with these props. */
function tableWith(props: Partial<CatalogTableProps>) {
  return templateOf((stack) => {
    const { database, data: bucket } = weatherIn(stack);
    const columns = [{ name: 'a', type: 'int' }];
    new CatalogTable(stack, 'Table', { database, bucket, tableName: 't', columns, format: TableFormat.PARQUET, ...props });
  });
}

describe('a table', () => {
  const template = templateOf((stack) => void weatherIn(stack));

  test('is an external table of its database, with exactly its columns and partition keys', () => {
    template.hasResourceProperties(TABLE, {
      DatabaseName: { Ref: Match.stringLikeRegexp('^Catalog') },
      TableInput: {
        Name: 'readings_json',
        TableType: 'EXTERNAL_TABLE',
        PartitionKeys: [{ Name: 'dt', Type: 'date' }],
        StorageDescriptor: { Columns: [{ Name: 'celsius', Type: 'double' }] },
      },
    });
  });

  test('has the folder of its name as location', () => {
    const [table] = Object.values(template.findResources(TABLE));
    expect(readable(table?.Properties.TableInput.StorageDescriptor.Location)).toBe('s3://<Data>/readings_json/');
  });

  test('is the only table: those that queries create are not in the template', () => {
    template.resourceCountIs(TABLE, 1);
  });
});

test('prefix sets the folder', () => {
  const tables = Object.values(tableWith({ prefix: 'made/by/hand' }).findResources(TABLE));

  expect(tables.map(({ Properties }) => readable(Properties.TableInput.StorageDescriptor.Location))).toContain('s3://<Data>/made/by/hand/');
});

test('takes description, and has no partition keys by default', () => {
  tableWith({ description: 'Ten circuits' }).hasResourceProperties(TABLE, {
    TableInput: { Name: 't', Description: 'Ten circuits', PartitionKeys: [] },
  });
});

test.each([
  ['JSON lines', TableFormat.JSON_LINES, 'org.openx.data.jsonserde.JsonSerDe', { classification: 'json', compressionType: 'none' }],
  [
    'CSV with a header',
    TableFormat.CSV_WITH_HEADER,
    'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
    { classification: 'csv', compressionType: 'none', 'skip.header.line.count': '1' },
  ],
  [
    'Parquet',
    TableFormat.PARQUET,
    'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
    { classification: 'parquet', compressionType: 'none', 'parquet.compression': 'SNAPPY', has_encrypted_data: 'false' },
  ],
])('%s has its SerDe and its classification', (_, format, serializationLibrary, parameters) => {
  const tables = Object.values(tableWith({ format }).findResources(TABLE));
  const table = tables.map(({ Properties }) => Properties.TableInput).find(({ Name }) => Name === 't');

  expect(table.Parameters).toEqual(parameters);
  expect(table.StorageDescriptor.SerdeInfo.SerializationLibrary).toBe(serializationLibrary);
  expect(table.StorageDescriptor.InputFormat).toMatch(/InputFormat$/);
});

test('XML has a row tag and no SerDe, because Athena cannot read it', () => {
  tableWith({ format: TableFormat.xml('row') }).hasResourceProperties(TABLE, {
    TableInput: {
      Name: 't',
      Parameters: { classification: 'xml', rowTag: 'row', compressionType: 'none' },
      StorageDescriptor: { InputFormat: Match.absent(), SerdeInfo: { Parameters: { rowTag: 'row' }, SerializationLibrary: Match.absent() } },
    },
  });
});

test('takes a custom format', () => {
  const format = TableFormat.of({
    classification: 'orc',
    storage: { serdeInfo: { serializationLibrary: 'OrcSerde' } },
    parameters: { stripes: '4' },
  });

  tableWith({ format }).hasResourceProperties(TABLE, {
    TableInput: {
      Name: 't',
      Parameters: { classification: 'orc', stripes: '4' },
      StorageDescriptor: { SerdeInfo: { SerializationLibrary: 'OrcSerde' } },
    },
  });
});

describe('grants', () => {
  const granted = (grant: (lake: ReturnType<typeof weatherIn>, grantee: ReturnType<typeof granteeIn>) => unknown) =>
    statementsOf(templateOf((stack) => void grant(weatherIn(stack), granteeIn(stack))));

  test('grantRead allows reading its catalog entry and its files', () => {
    expect(granted(({ daily }, grantee) => daily.grantRead(grantee))).toEqual([
      { actions: ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables', ...READ_PARTITIONS], resources: arnsOf('daily_parquet') },
      { actions: ['s3:GetObject'], resources: ['<Data.Arn>/made/daily/*'] },
      LOCATION,
      listing('made/daily'),
    ]);
  });

  test('grantWrite allows adding rows and no deletion', () => {
    expect(granted(({ readings }, grantee) => readings.grantWrite(grantee))).toEqual([
      {
        actions: ['glue:GetDatabase', 'glue:GetTable', 'glue:UpdateTable', ...READ_PARTITIONS, ...WRITE_PARTITIONS],
        resources: arnsOf('readings_json'),
      },
      { actions: WRITE_FILES, resources: ['<Data.Arn>/readings_json/*'] },
      LOCATION,
      listing('readings_json'),
    ]);
  });

  test('grantReplace also allows deleting the table and its files, and creating it again', () => {
    expect(granted(({ readings }, grantee) => readings.grantReplace(grantee))).toEqual([
      {
        actions: [
          'glue:CreateTable',
          'glue:DeleteTable',
          'glue:GetDatabase',
          'glue:GetTable',
          'glue:UpdateTable',
          ...READ_PARTITIONS,
          ...WRITE_PARTITIONS,
        ],
        resources: arnsOf('readings_json'),
      },
      { actions: [...WRITE_FILES, 's3:DeleteObject'], resources: ['<Data.Arn>/readings_json/*'] },
      LOCATION,
      listing('readings_json'),
    ]);
  });

  test("grantWriteFiles allows what Hadoop's S3A asks for, and no catalog action", () => {
    expect(granted(({ daily }, grantee) => daily.grantWriteFiles(grantee))).toEqual([
      { actions: [...WRITE_FILES, 's3:DeleteObject'], resources: ['<Data.Arn>/made/daily', '<Data.Arn>/made/daily/*'] },
      { actions: ['s3:GetBucketLocation', 's3:ListBucketMultipartUploads'], resources: ['<Data.Arn>'] },
      HADOOP_LISTING,
    ]);
  });

  test('grantRead and grantWrite allow a Hadoop client what S3A asks for', () => {
    const client = (grantee: iam.IGrantable): IHadoopClient => ({ grantPrincipal: grantee.grantPrincipal, isHadoopClient: true });
    const reads = granted(({ daily }, grantee) => daily.grantRead(client(grantee)));
    const writes = granted(({ daily }, grantee) => daily.grantWrite(client(grantee)));

    expect(reads.slice(1)).toEqual([
      { actions: ['s3:GetObject'], resources: ['<Data.Arn>/made/daily', '<Data.Arn>/made/daily/*'] },
      LOCATION,
      HADOOP_LISTING,
    ]);
    expect(writes).toContainEqual(HADOOP_LISTING);
    expect(writes).toContainEqual({ actions: WRITE_FILES, resources: ['<Data.Arn>/made/daily', '<Data.Arn>/made/daily/*'] });
  });

  test('grantReadLake allows reading the whole catalog and the data of the given tables, and no write', () => {
    const statements = granted(({ readings, daily }, grantee) => grantReadLake([readings, daily], grantee));

    expect(statements).toEqual([
      expect.objectContaining({ resources: arnsOf('*') }),
      DEFAULT_DATABASE,
      {
        actions: ['athena:GetDataCatalog', 'athena:GetDatabase', 'athena:GetTableMetadata', 'athena:ListDatabases', 'athena:ListTableMetadata'],
        resources: ['arn:<partition>:athena:<region>:<account>:datacatalog/AwsDataCatalog'],
      },
      { actions: ['s3:GetObject'], resources: ['<Data.Arn>/readings_json/*'] },
      LOCATION,
      { actions: ['s3:GetObject'], resources: ['<Data.Arn>/made/daily/*'] },
      listing('readings_json', 'made/daily'),
    ]);
    expect(statements.flatMap(({ actions }) => actions).filter((action) => !/:(Batch)?(Get|List)/.test(action))).toEqual([]);
  });

  test('cdk-nag accepts all grants', () => {
    const findings = findingsOf((stack) => {
      const { readings, daily } = weatherIn(stack);
      const grantee = granteeIn(stack);
      readings.grantReplace(grantee);
      readings.grantWriteFiles(grantee);
      grantReadLake([readings, daily], grantee);
    });

    expect(findings).toEqual([]);
  });
});

test.each<[string, Partial<CatalogTableProps>, RegExp]>([
  ['a name that has to be quoted', { tableName: 'Readings' }, /tableName is not a name that Athena can query.*got 'Readings'/],
  ['to be without columns', { columns: [] }, /columns is empty.*at least one column/],
  [
    'a partition key that is a column too',
    { partitionKeys: [{ name: 'a', type: 'int' }] },
    /a column stands twice among columns and partitionKeys.*got 'a'.*take it out of columns/,
  ],
  ['a folder with a slash', { prefix: 'made/' }, /prefix is not the name of a folder.*got 'made\/'/],
])('refuses %s', (_, props, message) => {
  expect(() => tableWith(props)).toThrow(message);
});
