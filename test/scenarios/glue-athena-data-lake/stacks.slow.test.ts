import { Match } from 'aws-cdk-lib/assertions';
import { ATHENA_ENGINE, GLUE_VERSIONS, LAMBDA_RUNTIME } from 'stagecraft-constructs/versions';
import { propertiesOf, readable, statementsOf } from '../../support/synth';
import { foldersIn, namesOf, templatesOf } from './templates';

const { lake, processing } = templatesOf();
const both = [lake, processing];

describe('acceptance 1: database and tables', () => {
  test('acceptance 1: one database, smart_hub_data_catalog, and five tables', () => {
    lake.resourceCountIs('AWS::Glue::Database', 1);
    lake.hasResourceProperties('AWS::Glue::Database', { DatabaseInput: { Name: 'smart_hub_data_catalog' } });
    lake.resourceCountIs('AWS::Glue::Table', 5);
    processing.resourceCountIs('AWS::Glue::Table', 0);
  });

  const readings = 's_01 s_02 s_03 s_04 s_05 s_06 s_07 s_08 s_09 s_10'.split(' ').map((name) => `${name}:double`);
  test.each([
    ['smart_hub_data_json', 'json', 'dt date', `loc_id string, ts bigint, data struct<${readings.join(',')}>`],
    ['sensor_mappings_json', 'json', 'state string', 'loc_id string, id string, description string, location string, watts int, last_modified int'],
    [
      'smart_hub_locations_csv',
      'csv',
      'state string',
      'lon double, lat double, number string, street string, unit string, city string, district string, region string, postcode int, id string, hash string, tz string',
    ],
    ['electricity_rates_xml', 'xml', '', 'from string, month int, rate double, state string, to string, type string, year int'],
    [
      'etl_tmp_output_parquet',
      'parquet',
      'loc_id string',
      'ts string, device string, location string, type string, kwh double, cents_per_kwh double, cost double, state string',
    ],
  ])('acceptance 1: %s', (name, classification, keys, columns) => {
    const table = propertiesOf(lake, 'AWS::Glue::Table')
      .map(({ TableInput }) => TableInput)
      .find(({ Name }) => Name === name);
    const listed = (fields: { Name: string; Type: string }[]) => fields.map(({ Name, Type }) => `${Name} ${Type}`).join(', ');

    expect(listed(table.StorageDescriptor.Columns)).toBe(columns);
    expect(listed(table.PartitionKeys)).toBe(keys);
    expect(table.Parameters).toMatchObject({ classification, compressionType: 'none' });
    expect(readable(table.StorageDescriptor.Location)).toBe(`s3://<Data>/${name}/`);
  });
});

test('acceptance 2: seven crawlers with the names of the article, which update the catalog and delete no tables', () => {
  expect(namesOf(processing, 'AWS::Glue::Crawler', 'Name')).toEqual([
    'smart-hub-data-json',
    'smart-hub-etl-output-parquet',
    'smart-hub-etl-tmp-output-parquet',
    'smart-hub-locations-csv',
    'smart-hub-rates-parquet',
    'smart-hub-rates-xml',
    'smart-hub-sensor-mappings-json',
  ]);
  processing.allResourcesProperties('AWS::Glue::Crawler', { SchemaChangePolicy: { UpdateBehavior: 'UPDATE_IN_DATABASE', DeleteBehavior: 'LOG' } });
});

test('acceptance 2: each crawler has its S3 target', () => {
  const targets = propertiesOf(processing, 'AWS::Glue::Crawler').map(({ Name, Targets }) => [
    Name,
    ...(Targets.CatalogTargets ?? []).flatMap(({ Tables }: { Tables: string[] }) => Tables),
    ...(Targets.S3Targets ?? []).map(({ Path }: { Path: unknown }) => readable(Path).replace(/^.*>/, '')),
  ]);

  expect(Object.fromEntries(targets)).toEqual({
    'smart-hub-data-json': 'smart_hub_data_json',
    'smart-hub-sensor-mappings-json': 'sensor_mappings_json',
    'smart-hub-locations-csv': 'smart_hub_locations_csv',
    'smart-hub-rates-xml': 'electricity_rates_xml',
    'smart-hub-rates-parquet': '/electricity_rates_parquet/',
    'smart-hub-etl-tmp-output-parquet': 'etl_tmp_output_parquet',
    'smart-hub-etl-output-parquet': '/etl_output_parquet/',
  });
});

test('acceptance 3: one Spark job on a supported Glue version, with job bookmarks and three arguments', () => {
  const [job, ...others] = propertiesOf(processing, 'AWS::Glue::Job');

  expect(others).toEqual([]);
  expect(job.Name).toBe('rates-xml-to-parquet');
  expect(Number(job.GlueVersion)).toBeGreaterThanOrEqual(5.1);
  // The article has 2, which a job bookmark does not go with.
  expect(job.ExecutionProperty).toEqual({ MaxConcurrentRuns: 1 });
  expect(job.MaxRetries).toBe(0);
  expect(readable(job.DefaultArguments['--s3_output_path'])).toMatch(/^s3:\/\/<import Data\w+>\/electricity_rates_parquet$/);
  expect(readable(job.DefaultArguments['--source_glue_database'])).toMatch(/^<import Catalog\w+>$/);
  expect(job.DefaultArguments).toMatchObject({
    '--source_glue_table': 'electricity_rates_xml',
    '--job-bookmark-option': 'job-bookmark-enable',
    '--enable-spark-ui': 'true',
  });
});

test('acceptance 3: takes glueVersion 6.0', () => {
  templatesOf({ glueVersion: '6.0' }).processing.hasResourceProperties('AWS::Glue::Job', { GlueVersion: '6.0' });
});

test('acceptance 4: five functions with the names of the article, on the pinned runtime, each with its own role', () => {
  expect(namesOf(processing, 'AWS::Lambda::Function', 'FunctionName')).toEqual([
    'athena-complex-etl-query',
    'athena-csv-to-parquet-locations',
    'athena-json-to-parquet-data',
    'athena-json-to-parquet-mappings',
    'athena-parquet-to-parquet-elt-data',
  ]);
  processing.allResourcesProperties('AWS::Lambda::Function', { Runtime: LAMBDA_RUNTIME, Handler: 'index.handler', Timeout: 720 });
  const roles = propertiesOf(processing, 'AWS::Lambda::Function').map(({ Role }) => readable(Role));
  expect(new Set(roles).size).toBe(5);
});

test('acceptance 4: no permission has a wildcard action, and only actions without resource-level permissions use the resource *', () => {
  const statements = both.flatMap((template) => statementsOf(template));
  const bare = statements.filter(({ resources }) => resources.includes('*')).flatMap(({ actions }) => actions);

  expect(statements.length).toBeGreaterThan(100);
  expect(statements.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
  const others = bare.filter((action) => !['cloudwatch', 'logs', 'xray'].includes(action.split(':')[0] ?? ''));
  expect([...new Set(others)]).toEqual(['glue:GetJobBookmark']);
  expect(JSON.stringify(both.map((template) => propertiesOf(template, 'AWS::IAM::Role')))).not.toMatch(/ManagedPolicyArns|"Policies"/);
});

test.each([
  ['DataFunction', ['smart_hub_data_parquet']],
  ['LocationsFunction', ['smart_hub_locations_parquet']],
  ['MappingsFunction', ['sensor_mappings_parquet']],
  ['EnrichFunction', ['etl_tmp_output_parquet']],
  ['CompactFunction', ['etl_output_parquet']],
])('acceptance 4: %s may write only its table and its query results', (id, tables) => {
  const writing = statementsOf(processing, id).filter(({ actions }) => actions.includes('s3:PutObject'));

  expect(foldersIn(writing).sort()).toEqual([...tables, 'tmp'].sort());
});

test.each([
  ['DataFunction', ['smart_hub_data_json']],
  ['LocationsFunction', ['smart_hub_locations_csv']],
  ['MappingsFunction', ['sensor_mappings_json']],
  ['EnrichFunction', ['electricity_rates_parquet', 'sensor_mappings_parquet', 'smart_hub_data_parquet', 'smart_hub_locations_parquet']],
  ['CompactFunction', ['etl_tmp_output_parquet']],
])('%s may read only its input tables', (id, tables) => {
  const statements = statementsOf(processing, id);
  const reading = statements.filter(({ actions }) => actions.includes('glue:GetTable') && !actions.includes('glue:CreateTable'));
  const read = reading.flatMap(({ resources }) => resources).flatMap((resource) => /:table\/<import \w+>\/(\w+)$/.exec(resource)?.[1] ?? []);
  const written = statements
    .filter(({ actions }) => actions.some((action) => /^glue:(Create|BatchCreate|Update)/.test(action)))
    .flatMap(({ resources }) => resources);

  expect(read.filter((table) => !written.some((resource) => resource.endsWith(`/${table}`))).sort()).toEqual(tables);
});

test('crawlers merge new columns, and partitions inherit the schema of their table', () => {
  const configurations = propertiesOf(processing, 'AWS::Glue::Crawler').map(({ Configuration }) => JSON.parse(Configuration).CrawlerOutput);

  expect(configurations).toHaveLength(7);
  for (const output of configurations) {
    expect(output).toEqual({ Partitions: { AddOrUpdateBehavior: 'InheritFromTable' }, Tables: { AddOrUpdateBehavior: 'MergeNewColumns' } });
  }
});

test('acceptance 5: three encrypted buckets with public access blocked and TLS required', () => {
  lake.resourceCountIs('AWS::S3::Bucket', 3);
  processing.resourceCountIs('AWS::S3::Bucket', 0);
  lake.allResourcesProperties('AWS::S3::Bucket', {
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
    BucketEncryption: Match.anyValue(),
  });
  lake.resourceCountIs('AWS::S3::BucketPolicy', 3);
  lake.allResourcesProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })]) },
  });
});

test('acceptance 5: bucket names have purpose, account and region', () => {
  expect(propertiesOf(lake, 'AWS::S3::Bucket').map(({ BucketName }) => readable(BucketName))).toEqual([
    'smart-hub-logs-<account>-<region>',
    'smart-hub-data-<account>-<region>',
    'smart-hub-scripts-<account>-<region>',
  ]);
});

test('acceptance 5: job script and temporary files of Spark are outside the data bucket', () => {
  const [job] = propertiesOf(processing, 'AWS::Glue::Job');

  expect(readable(job.Command.ScriptLocation)).toMatch(/^s3:\/\/cdk-hnb659fds-assets-<account>-<region>\//);
  expect(readable(job.DefaultArguments['--TempDir'])).toMatch(/^s3:\/\/<import Scripts\w+>\/spark-work\/$/);
  expect(readable(job.DefaultArguments['--spark-event-logs-path'])).toMatch(/^s3:\/\/<import Logs\w+>\/glue-etl-jobs\/$/);
});

describe('acceptance 6: workgroups', () => {
  const workgroups = new Map(
    propertiesOf(processing, 'AWS::Athena::WorkGroup').map((properties) => [properties.Name, properties.WorkGroupConfiguration]),
  );

  test('acceptance 6: the workgroup of analysts has engine version 3, enforced settings and a bytes scanned cutoff', () => {
    expect(workgroups.get('smart-hub')).toMatchObject({
      EnforceWorkGroupConfiguration: true,
      EngineVersion: { SelectedEngineVersion: ATHENA_ENGINE },
      BytesScannedCutoffPerQuery: 1_000 * 2 ** 20,
    });
  });

  test('acceptance 6: the workgroup of the functions has the same engine version and cutoff, and allows an explicit table location', () => {
    expect(workgroups.get('smart-hub-transforms')).toEqual({ ...workgroups.get('smart-hub'), EnforceWorkGroupConfiguration: false });
    expect([...workgroups.keys()]).toHaveLength(2);
  });

  test('acceptance 6: no workload uses the workgroup primary', () => {
    const used = propertiesOf(processing, 'AWS::Lambda::Function').map(({ Environment }) => readable(Environment.Variables.WORKGROUP));

    expect(new Set(used)).toEqual(new Set(['<Transforms>']));
    expect(JSON.stringify(both.map((template) => template.toJSON()))).not.toContain('primary');
  });

  test('acceptance 6: scanLimitMb sets the bytes scanned cutoff of both', () => {
    templatesOf({ scanLimitMb: 10 }).processing.allResourcesProperties('AWS::Athena::WorkGroup', {
      WorkGroupConfiguration: { BytesScannedCutoffPerQuery: 10_485_760 },
    });
  });
});

test('deploys pinned versions only', () => {
  const deployed = JSON.stringify([lake, processing].map((template) => template.toJSON()));

  expect([...new Set(deployed.match(/"GlueVersion":"[^"]*"/g))]).toEqual([`"GlueVersion":"${GLUE_VERSIONS[0]}"`]);
  expect([...new Set(deployed.match(/"Runtime":"[^"]*"/g))]).toEqual([`"Runtime":"${LAMBDA_RUNTIME}"`]);
  expect([...new Set(deployed.match(/"SelectedEngineVersion":"[^"]*"/g))]).toEqual([`"SelectedEngineVersion":"${ATHENA_ENGINE}"`]);
});
