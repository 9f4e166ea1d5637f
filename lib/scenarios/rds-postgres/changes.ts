import type { Change } from '../../contract/change';

/** What differs from the article, in the order of the tour. */
export const changes: readonly Change[] = [
  {
    article: 'PostgreSQL 11.4',
    here: '17.11, or 18.6 with --set engineVersion=18.6; paid extended support is switched off',
    why: '11 left standard support in February 2024; creating a version that is no longer supported now fails instead of costing more',
  },
  {
    article: 'db.t3.small, 10 GiB of gp2, not encrypted',
    here: 'db.t4g.small, 20 GiB of gp3, encrypted',
    why: 'Newer and cheaper; 20 GiB is the least that RDS takes',
  },
  {
    article: 'Master and replica',
    here: 'Primary and replica',
    why: 'The current terms of PostgreSQL and RDS',
  },
  {
    article: 'Password written into a script, an INI file and the parameter store',
    here: 'Generated in Secrets Manager; people and the function that reads use IAM authentication',
    why: 'No file, template, output or log contains it',
  },
  {
    article: 'Four parameters of the parameter store, their versions pinned in the templates',
    here: 'Two plain ones for reference; templates take values from the configuration',
    why: 'A changed value no longer requires a changed template; CloudFormation cannot create SecureString parameters',
  },
  {
    article: 'A phone number as a parameter, text messages only',
    here: 'Email, text message or HTTPS by configuration, or none',
    why: 'New accounts send text messages to verified numbers only, and to the United States from registered senders only',
  },
  {
    article: 'Seven categories of events',
    here: 'Those and read replica; alarms for CPU utilization, storage, connections and replica lag go to the same topic',
    why: 'Replication has its own category, and the event of a full disk comes too late',
  },
  {
    article: 'Public instances, port 5432 open to the world, default security group',
    here: 'Private instances, security groups that reference each other; public access only for single addresses',
    why: 'Scanners find an open port within minutes',
  },
  {
    article: 'Internet gateway and public routes',
    here: 'None; clients reach AWS through VPC endpoints',
    why: 'Without a route to the internet, no data leaves the VPC',
  },
  {
    article: 'Connections with or without TLS',
    here: 'TLS is required, and clients verify certificate and host name; no client here accepts less than sslmode=require for RDS',
    why: 'Without verification, a man in the middle could pose as the server',
  },
  {
    article: 'psql, pgAdmin and IDE connect directly',
    here: 'Through a port that Session Manager forwards, with a token that is valid for 15 minutes',
    why: 'No port is open, and CloudTrail records who connected; an EC2 Instance Connect Endpoint forwards ports 22 and 3389 only',
  },
  {
    article: 'RDS chooses the zones of the replica and the subnets',
    here: 'Replica in another zone than the primary, fixed in the template; storage type and deletion policy are explicit for both',
    why: 'CloudFormation would keep a snapshot of each, and the CDK gives replicas gp2',
  },
  {
    article: 'Outputs with literal names',
    here: 'Hosts, and a connection string without a password',
    why: 'A client needs a host, not an instance name',
  },
  {
    article: 'Pagila as it was published',
    here: 'A seeded generator with the same tables and row counts; Pagila 2.0 can be used with --data',
    why: 'Current Pagila needs PostgreSQL 18 and has other tables; its data is not redistributed here',
  },
  {
    article: 'Inserts statement by statement, 40 seconds from a laptop',
    here: 'COPY by a function in the VPC; foreign keys and indexes after the rows',
    why: 'It takes seconds, and closing the laptop interrupts nothing',
  },
  {
    article: 'A second load fails on existing tables',
    here: 'It finds them and does nothing, or replaces everything with --param replace=true',
    why: 'Jobs can be repeated; one transaction never leaves a partial load',
  },
  {
    article: 'psycopg2 with unittest2, argparse and configparser from PyPI',
    here: 'TypeScript with pg; the same files run in the functions, in the rehearsal and against any connection string',
    why: 'The packages are obsolete, and one client is enough',
  },
  {
    article: 'INI file with sections docker, master and replica',
    here: 'A libpq service file with the sections primary and replica',
    why: 'psql and pgAdmin read it too',
  },
  {
    article: 'The script always queries the local server',
    here: 'Each saved query takes --param target',
    why: 'The argument was ignored',
  },
  {
    article: 'Films sorted by the collation of the server',
    here: 'Sorted by code point',
    why: 'Primary, replica and rehearsal return the same rows in the same order',
  },
  {
    article: 'Tests in the repository that the article does not mention',
    here: 'The job verify, on each server, with more tests',
    why: 'They distinguish a loaded database from a broken one',
  },
  {
    article: 'Docker Swarm with PostgreSQL, Adminer and pgAdmin, latest images, one password for all',
    here: 'A Compose file with pinned images that listens on localhost only and asks for its passwords',
    why: 'Swarm is rare today, and latest is another version tomorrow',
  },
  {
    article: 'Stacks deleted by hand in reverse order; parameters, snapshot and backups remain',
    here: 'destroy, with a proof; a snapshot only with keepSnapshot',
    why: 'What is left behind costs money',
  },
];
