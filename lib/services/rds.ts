import type { DeployedResource, Leftover } from '../contract/resources';
import { cloudControl } from './lookups';
import { protectedByFlag } from './protections';
import { monitoringUses } from './rds-behalf';
import { arnOf, as, member, required } from './requests';
import type { CallContext, CallInput } from './service';
import { DATABASE, type Service } from './service';

export const rds: Service = {
  namespace: 'RDS',
  name: 'RDS',
  colour: DATABASE,
  serviceLinkedRoles: ['AWSServiceRoleForRDS'],
  types: {
    'AWS::RDS::DBCluster': {
      lookup: cloudControl('DBClusterIdentifier'),
      nameProperty: 'DBClusterIdentifier',
      arn: 'rds:{region}:{account}:cluster:{id}',
      leftovers: logsOf('cluster'),
      protection: protectedByFlag('database cluster', 'DeletionProtection'),
    },
    'AWS::RDS::DBClusterParameterGroup': {
      lookup: cloudControl('DBClusterParameterGroupName'),
      nameProperty: 'DBClusterParameterGroupName',
      arn: 'rds:{region}:{account}:cluster-pg:{id}',
    },
    'AWS::RDS::DBInstance': {
      lookup: cloudControl('DBInstanceIdentifier'),
      nameProperty: 'DBInstanceIdentifier',
      arn: 'rds:{region}:{account}:db:{id}',
      leftovers: logsOf('instance'),
      onBehalf: monitoringUses,
      protection: protectedByFlag('database', 'DeletionProtection'),
      pin: {
        software: /^Amazon RDS for /,
        version: ({ EngineVersion }) => EngineVersion,
        // A replica has the version of its primary, and an instance of a cluster that of the cluster.
        isExempt: ({ SourceDBInstanceIdentifier: source, DBClusterIdentifier: cluster }) => source !== undefined || cluster !== undefined,
      },
    },
    'AWS::RDS::DBParameterGroup': {
      lookup: cloudControl('DBParameterGroupName'),
      nameProperty: 'DBParameterGroupName',
      arn: 'rds:{region}:{account}:pg:{id}',
    },
    'AWS::RDS::DBProxy': { lookup: cloudControl('DBProxyName'), nameProperty: 'DBProxyName' },
    'AWS::RDS::DBProxyTargetGroup': { lookup: cloudControl('TargetGroupArn') },
    'AWS::RDS::DBSubnetGroup': {
      lookup: cloudControl('DBSubnetGroupName'),
      nameProperty: 'DBSubnetGroupName',
      arn: 'rds:{region}:{account}:subgrp:{id}',
    },
    'AWS::RDS::EventSubscription': {
      lookup: cloudControl('SubscriptionName'),
      nameProperty: 'SubscriptionName',
      arn: 'rds:{region}:{account}:es:{id}',
    },
  },
  calls: [
    // The signer of RDS asks nobody: who connects with its token is the request.
    { sdk: 'rdssigner', prefix: 'rds-db', operations: { GetAuthToken: as('rds-db:connect', databaseUser) } },
    { sdk: 'rds', prefix: 'rds', names: { DbInstanceName: member('DBInstanceIdentifier'), DbClusterName: member('DBClusterIdentifier') } },
  ],
};

/** Groups of the logs that it exports. An instance that ends late creates its group again. */
function logsOf(noun: 'instance' | 'cluster'): (resource: DeployedResource) => readonly Leftover[] {
  return ({ physicalId, properties }) => {
    const exported = (properties?.['EnableCloudwatchLogsExports'] ?? []) as readonly unknown[];
    const names = Array.isArray(exported) ? exported.filter((log) => typeof log === 'string') : [];
    return names.map((log) => ({ kind: 'log-group', name: `/aws/rds/${noun}/${physicalId}/${log}` }));
  };
}

/** The user of a database by the host to which the token is for. @throws Error for a host of no known database */
function databaseUser(input: CallInput, context: CallContext): string {
  const host = required(input, 'hostname');
  const id = context.resources
    .filter(({ type }) => type === 'AWS::RDS::DBInstance' || type === 'AWS::RDS::DBCluster')
    .map(({ attributes }) =>
      attributes?.['Endpoint.Address'] === host ? (attributes['DbiResourceId'] ?? attributes['DBClusterResourceId']) : undefined,
    )
    .find((found) => found !== undefined);
  if (id === undefined) throw new Error(`no known database has the host ${host}`);
  return arnOf(context, 'rds-db', `dbuser:${id}/${required(input, 'username')}`);
}
