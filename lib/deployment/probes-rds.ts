import type { ConnectOptions } from '../aws/connect';
import { isNamed } from '../aws/errors';
import type { Probe } from './probes';

/** How to look for databases and for the secrets that go with them. */
export function rdsProbes(connection: ConnectOptions): Readonly<Record<string, Probe>> {
  const rds = async () => {
    const sdk = await import('@aws-sdk/client-rds');
    return { sdk, client: new sdk.RDSClient(connection) };
  };
  return {
    'AWS::RDS::DBInstance': async (DBInstanceIdentifier) => {
      const { sdk, client } = await rds();
      return found(client.send(new sdk.DescribeDBInstancesCommand({ DBInstanceIdentifier })), 'DBInstanceNotFoundFault', 'DBInstanceNotFound');
    },
    'AWS::RDS::DBParameterGroup': async (DBParameterGroupName) => {
      const { sdk, client } = await rds();
      const names = ['DBParameterGroupNotFoundFault', 'DBParameterGroupNotFound'];
      return found(client.send(new sdk.DescribeDBParameterGroupsCommand({ DBParameterGroupName })), ...names);
    },
    'AWS::RDS::DBSubnetGroup': async (DBSubnetGroupName) => {
      const { sdk, client } = await rds();
      return found(client.send(new sdk.DescribeDBSubnetGroupsCommand({ DBSubnetGroupName })), 'DBSubnetGroupNotFoundFault');
    },
    'AWS::RDS::EventSubscription': async (SubscriptionName) => {
      const { sdk, client } = await rds();
      const names = ['SubscriptionNotFoundFault', 'SubscriptionNotFound'];
      return found(client.send(new sdk.DescribeEventSubscriptionsCommand({ SubscriptionName })), ...names);
    },
    // One that waits for its deletion is still there: it can be had back, and its name is taken.
    'AWS::SecretsManager::Secret': async (SecretId) => {
      const { DescribeSecretCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
      return found(new SecretsManagerClient(connection).send(new DescribeSecretCommand({ SecretId })), 'ResourceNotFoundException');
    },
  };
}

async function found(lookup: Promise<unknown>, ...absent: string[]): Promise<boolean> {
  try {
    await lookup;
    return true;
  } catch (error) {
    if (isNamed(error, ...absent)) return false;
    throw error;
  }
}
