import { RemovalPolicy } from 'aws-cdk-lib';
import { CatalogDatabase, type CatalogDatabaseProps } from 'stagecraft-constructs/lake';
import { findingsOf, granteeIn, statementsOf, templateOf } from '../../support/synth';
import { arnsOf } from './weather';

const DATABASE = 'AWS::Glue::Database';
const database = (props?: CatalogDatabaseProps) => templateOf((stack) => new CatalogDatabase(stack, 'Catalog', props));

test('derives a name that Athena can query from the construct path, and has removal policy RETAIN', () => {
  const [found] = Object.values(database().findResources(DATABASE));

  expect(found?.Properties.DatabaseInput.Name).toMatch(/^test_catalog_[a-z0-9]+$/);
  expect(found).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
});

test('takes databaseName and description', () => {
  database({ databaseName: 'weather', description: 'Readings of stations' }).hasResourceProperties(DATABASE, {
    CatalogId: { Ref: 'AWS::AccountId' },
    DatabaseInput: { Name: 'weather', Description: 'Readings of stations' },
  });
});

test('removalPolicy DESTROY deletes it with its tables', () => {
  database({ removalPolicy: RemovalPolicy.DESTROY }).hasResource(DATABASE, { DeletionPolicy: 'Delete' });
});

test('grantBrowse allows reading the database and its tables, and no data', () => {
  const template = templateOf((stack) => new CatalogDatabase(stack, 'Catalog').grantBrowse(granteeIn(stack)));

  expect(statementsOf(template)).toEqual([
    {
      actions: [
        'glue:GetDatabase',
        'glue:GetDatabases',
        'glue:GetTable',
        'glue:GetTables',
        'glue:BatchGetPartition',
        'glue:GetPartition',
        'glue:GetPartitions',
      ],
      resources: arnsOf('*'),
    },
  ]);
});

test('cdk-nag accepts grantBrowse', () => {
  expect(findingsOf((stack) => new CatalogDatabase(stack, 'Catalog').grantBrowse(granteeIn(stack)))).toEqual([]);
});

test.each(['Smart_Hub', 'smart-hub', '', 'a'.repeat(256)])('refuses the name %p', (databaseName) => {
  expect(() => database({ databaseName })).toThrow(/databaseName is not a name that Athena can query.*allowed: up to 255 lower-case letters/);
});
