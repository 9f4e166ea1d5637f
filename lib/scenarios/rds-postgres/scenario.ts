import type { Scenario } from '../scenario';
import { changes } from './changes';
import { data } from './data';
import { jobs } from './jobs';
import { logs } from './logs';
import { queries } from './queries';
import { rehearsal } from './rehearsal';
import { config, contract } from './settings';
import { leftovers } from './teardown';
import { jdbc, tools } from './tools';

/** A rental shop in PostgreSQL on RDS, with a read replica and alerts. */
export const scenario = {
  id: 'rds-postgres',
  article: { title: 'Getting Started with PostgreSQL using Amazon RDS, CloudFormation, pgAdmin, and Python', published: '2019-08' },
  story:
    'A film rental shop of the shape and size of Pagila lives in PostgreSQL on RDS: a primary and a read replica, in two zones of a VPC without internet access. ' +
    'It is loaded in one transaction, queried on either instance, and reached from psql and pgAdmin through a forwarded port. ' +
    'Email, text message or webhook report what happens to the instances.',
  idle: 'about three dollars a day: two db.t4g.small with 20 GiB each, four VPC endpoints and the gateway (on-demand prices of us-east-1)',
  flow: [
    'alerts: RDS publishes the events of the instances to an SNS topic, from their creation to their deletion',
    'load: a function in the VPC copies a file for each of 15 tables from S3 into the primary, as its owner, in one transaction',
    'query: another function runs saved queries on primary or replica as a read-only user with IAM authentication',
    'connect: Session Manager forwards a port through a small instance to psql and pgAdmin on your machine',
  ],
  config,
  contract,
  jobs,
  queries,
  tools,
  logs,
  data,
  jdbc,
  leftovers,
  rehearsal,
  changes,
} satisfies Scenario<typeof config, typeof contract>;
