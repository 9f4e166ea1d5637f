import {
  DescribeDBInstancesCommand,
  DescribeDBParameterGroupsCommand,
  DescribeDBSubnetGroupsCommand,
  DescribeEventSubscriptionsCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { rdsProbes } from '../../lib/deployment/probes-rds';

const rds = mockClient(RDSClient);
const secrets = mockClient(SecretsManagerClient);
const probes = rdsProbes({ region: 'us-east-1' });
const named = (name: string) => Object.assign(new Error(name), { name });

beforeEach(() => {
  rds.reset();
  secrets.reset();
});

describe.each([
  ['AWS::RDS::DBInstance', () => rds.on(DescribeDBInstancesCommand, { DBInstanceIdentifier: 'it' }), 'DBInstanceNotFoundFault'],
  ['AWS::RDS::DBParameterGroup', () => rds.on(DescribeDBParameterGroupsCommand, { DBParameterGroupName: 'it' }), 'DBParameterGroupNotFoundFault'],
  ['AWS::RDS::DBSubnetGroup', () => rds.on(DescribeDBSubnetGroupsCommand, { DBSubnetGroupName: 'it' }), 'DBSubnetGroupNotFoundFault'],
  ['AWS::RDS::EventSubscription', () => rds.on(DescribeEventSubscriptionsCommand, { SubscriptionName: 'it' }), 'SubscriptionNotFoundFault'],
  ['AWS::SecretsManager::Secret', () => secrets.on(DescribeSecretCommand, { SecretId: 'it' }), 'ResourceNotFoundException'],
] as const)('acceptance 15 of rds-postgres: %s', (type, on, absent) => {
  test('is there while the service knows it', async () => {
    on().resolves({});
    await expect(probes[type]!('it')).resolves.toBe(true);
  });

  test('is gone when the service says so', async () => {
    on().rejects(named(absent));
    await expect(probes[type]!('it')).resolves.toBe(false);
  });

  test('is neither when the service says something else', async () => {
    on().rejects(named('AccessDenied'));
    await expect(probes[type]!('it')).rejects.toThrow('AccessDenied');
  });
});

test('a secret that waits for its deletion is still there', async () => {
  secrets.on(DescribeSecretCommand).resolves({ DeletedDate: new Date(0) });
  await expect(probes['AWS::SecretsManager::Secret']!('it')).resolves.toBe(true);
});
