import type { DeployedResource, Leftover } from '../contract/resources';
import type { Warehouse } from '../contract/service-verbs';
import { cloudControl, textAt } from './lookups';
import { warehouseUses } from './redshift-behalf';
import { ANALYTICS, type Service } from './service';

/** Logs that Redshift can export. */
const LOGS = ['connectionlog', 'userlog', 'useractivitylog'];

export const redshift: Service = {
  namespace: 'Redshift',
  name: 'Redshift',
  colour: ANALYTICS,
  serviceLinkedRoles: ['AWSServiceRoleForRedshift'],
  types: {
    'AWS::Redshift::Cluster': {
      lookup: cloudControl('ClusterIdentifier'),
      nameProperty: 'ClusterIdentifier',
      arn: 'redshift:{region}:{account}:cluster:{id}',
      leftovers: auditLogsOf('/aws/redshift/cluster'),
      // Redshift has one version, which it takes where none is named; it updates the rest itself.
      pin: { software: /^Amazon Redshift$/, version: ({ ClusterVersion = '1.0' }) => ClusterVersion },
      onBehalf: warehouseUses,
    },
    'AWS::Redshift::ClusterParameterGroup': {
      lookup: cloudControl('ParameterGroupName'),
      nameProperty: 'ParameterGroupName',
      arn: 'redshift:{region}:{account}:parametergroup:{id}',
    },
    'AWS::Redshift::ClusterSubnetGroup': {
      lookup: cloudControl('ClusterSubnetGroupName'),
      nameProperty: 'ClusterSubnetGroupName',
      arn: 'redshift:{region}:{account}:subnetgroup:{id}',
    },
    'AWS::Redshift::Integration': {
      lookup: cloudControl('IntegrationArn'),
      arn: 'redshift:{region}:{account}:integration:{rest}',
      // An integration that a COPY job reads is not deleted.
      work: {
        order: 'starters',
        async stop(_, { verbs, resources }, task) {
          const dropped: string[] = [];
          for (const warehouse of warehousesOf(resources)) dropped.push(...(await verbs.redshiftData.dropCopyJobs(warehouse, task)));
          return dropped.map((name) => `COPY job ${name}`);
        },
      },
    },
  },
};

/** Log groups of the logs that Redshift can export, below a prefix and the physical id. */
export function auditLogsOf(prefix: string): (resource: DeployedResource) => readonly Leftover[] {
  return ({ physicalId }) => LOGS.map((log) => ({ kind: 'log-group', name: `${prefix}/${physicalId}/${log}` }));
}

/** The databases of these resources that the Data API reaches. */
function warehousesOf(resources: readonly DeployedResource[]): readonly Warehouse[] {
  return resources.flatMap(({ type, physicalId, properties }): Warehouse[] => {
    if (type === 'AWS::RedshiftServerless::Workgroup') {
      const namespace = textAt(properties, 'NamespaceName');
      const owner = resources.find((each) => each.type === 'AWS::RedshiftServerless::Namespace' && each.physicalId === namespace);
      const database = textAt(owner?.properties, 'DbName');
      return database === undefined ? [] : [{ workgroup: physicalId, database }];
    }
    if (type !== 'AWS::Redshift::Cluster') return [];
    const database = textAt(properties, 'DBName');
    const [, secret] = /^\{\{resolve:secretsmanager:(arn:.+?):SecretString:/.exec(textAt(properties, 'MasterUserPassword') ?? '') ?? [];
    return database === undefined || secret === undefined ? [] : [{ cluster: physicalId, database, secret }];
  });
}
