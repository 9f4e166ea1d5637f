import { cloudControl, probe } from './lookups';
import { DATABASE, type Service } from './service';

const AUDITED = ['audit', 'profiler'] as const;

export const docDb: Service = {
  namespace: 'DocDB',
  name: 'DocumentDB',
  colour: DATABASE,
  serviceLinkedRoles: ['AWSServiceRoleForRDS'],
  types: {
    'AWS::DocDB::DBCluster': {
      lookup: probe((id, { rds }) => rds.hasCluster(id)),
      nameProperty: 'DBClusterIdentifier',
      arn: 'rds:{region}:{account}:cluster:{id}',
      leftovers: ({ physicalId }) => AUDITED.map((log) => ({ kind: 'log-group', name: `/aws/docdb/${physicalId}/${log}` })),
      protection: {
        async find(resources, { verbs: { rds } }) {
          const lines: string[] = [];
          for (const { physicalId: id } of resources) {
            if (await rds.isClusterProtected(id)) lines.push(`database cluster ${id}, by its deletion protection`);
          }
          return lines;
        },
        async remove(resources, { verbs: { rds } }) {
          for (const { physicalId: id } of resources) if (await rds.isClusterProtected(id)) await rds.unprotectCluster(id);
        },
      },
      pin: { software: /^Amazon DocumentDB$/, version: ({ EngineVersion }) => EngineVersion },
    },
    'AWS::DocDB::DBClusterParameterGroup': {
      lookup: cloudControl('Name'),
      nameProperty: 'Name',
      arn: 'rds:{region}:{account}:cluster-pg:{id}',
      drawing: { hidden: true },
    },
    'AWS::DocDB::DBInstance': {
      lookup: probe((id, { rds }) => rds.hasInstance(id)),
      nameProperty: 'DBInstanceIdentifier',
      arn: 'rds:{region}:{account}:db:{id}',
      drawing: { inside: 'AWS::DocDB::DBCluster' },
    },
    'AWS::DocDB::DBSubnetGroup': {
      lookup: cloudControl('DBSubnetGroupName'),
      nameProperty: 'DBSubnetGroupName',
      arn: 'rds:{region}:{account}:subgrp:{id}',
      drawing: { hidden: true },
    },
  },
};
