import type { ContractValues } from '../../../lib/scenarios/contract-entry';
import type { Contract } from '../../../lib/scenarios/emr-superset/settings';
import { stacksOf } from '../../support/scenario';

export const templatesOf = stacksOf<'lake' | 'cluster'>('emr-superset');

/** The contract, in an account in memory. */
export const CONTRACT: ContractValues<Contract> = {
  dataBucket: 'data',
  logBucket: 'logs',
  database: 'emr_superset_demo',
  workgroup: 'emr-superset',
  cluster: 'j-1',
  clusterGeneration: '1',
  vpc: 'vpc-1',
  primaryDns: 'ip-10-0-1-2.ec2.internal',
  port: '8280',
  installer: 's3://assets/installer.zip',
  assets: 's3://assets/bundle.zip',
  databaseUri: 'awsathena+rest://:@athena.us-east-1.amazonaws.com:443/emr_superset_demo?work_group=emr-superset',
  secretKey: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:key',
  adminSecret: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:admin',
  alphaSecret: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:alpha',
  gammaSecret: undefined,
};
