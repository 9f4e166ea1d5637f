/** The scenario whose network, roles, buckets and jobs this one uses. */
export const BASE = 'emr-pyspark';

/** What DAGs need of `emr-pyspark`, by the names under which it is published there. */
export const NEEDED = [
  'bootstrapBucket',
  'clusterSubnet',
  'coreSecurityGroup',
  'database',
  'instanceProfile',
  'instanceRole',
  'keyPair',
  'logsBucket',
  'parametersPath',
  'primarySecurityGroup',
  'releaseLabel',
  'securityConfiguration',
  'serviceAccessSecurityGroup',
  'serviceRole',
  'workBucket',
] as const;

export type BaseName = (typeof NEEDED)[number];

/** Tag by which clusters belong to an environment. */
export const CLUSTER_TAG = 'stagecraft:airflow';
