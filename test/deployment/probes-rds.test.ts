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
  test('returns true while the service finds it', async () => {
    on().resolves({});
    await expect(probes[type]!('it')).resolves.toBe(true);
  });

  test('returns false when the service does not find it', async () => {
    on().rejects(named(absent));
    await expect(probes[type]!('it')).resolves.toBe(false);
  });

  test('throws on any other error', async () => {
    on().rejects(named('AccessDenied'));
    await expect(probes[type]!('it')).rejects.toThrow('AccessDenied');
  });
});

test('a secret scheduled for deletion still exists', async () => {
  secrets.on(DescribeSecretCommand).resolves({ DeletedDate: new Date(0) });
  await expect(probes['AWS::SecretsManager::Secret']!('it')).resolves.toBe(true);
});
