import type { ContractValues } from '../../../lib/scenarios/contract-entry';
import type { Contract } from '../../../lib/scenarios/emr-zeppelin/settings';
import { stacksOf } from '../../support/scenario';

export const templatesOf = stacksOf<'lake' | 'database' | 'cluster'>('emr-zeppelin');

/** The contract, in an account in memory. */
export const CONTRACT: ContractValues<Contract> = {
  dataBucket: 'data',
  logBucket: 'logs',
  database: 'zeppelin_demo',
  crawlers: ['bakery-transactions-crawler', 'movie-ratings-crawler'],
  host: 'zeppelin-demo.example.us-east-1.rds.amazonaws.com',
  ratingsDatabase: 'ratings',
  ratingsSecret: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:rds',
  instance: 'zeppelin-demo',
  cluster: 'j-1',
  clusterGeneration: '1',
  vpc: 'vpc-1',
  primaryDns: 'ip-10-0-1-2.ec2.internal',
  archive: 's3://assets/node.zip',
  analystSecret: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:analyst',
  dashboard: 'emr-zeppelin',
};
