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
    why: 'The words of PostgreSQL and RDS today',
  },
  {
    article: 'Password written into a script, an INI file and the parameter store',
    here: 'Generated into Secrets Manager; people and functions that read sign in by IAM',
    why: 'It stands in no file, no template, no output and no log',
  },
  {
    article: 'Four parameters of the parameter store, their versions pinned in the templates',
    here: 'Two plain ones for reference; templates take values from the configuration',
    why: 'A changed value no longer asks for a changed template; CloudFormation cannot make an encrypted parameter',
  },
  {
    article: 'A phone number as a parameter, text messages only',
    here: 'Mail, text message or HTTPS by configuration, or none',
    why: 'New accounts send text messages to verified numbers alone, and to the United States from registered senders alone',
  },
  {
    article: 'Seven categories of events',
    here: 'Those and read replica; alarms for processors, storage, connections and lag go to the same topic',
    why: 'Replication has its own category, and an event comes when it is too late for a full disk',
  },
  {
    article: 'Public instances, port 5432 open to the world, default security group',
    here: 'Private instances, groups that name groups; public ones only for single addresses',
    why: 'Scanners find an open port within minutes',
  },
  {
    article: 'Internet gateway and public routes',
    here: 'None; clients reach AWS by endpoints',
    why: 'What has no way out leaks nothing',
  },
  {
    article: 'Connections with or without TLS',
    here: 'TLS is forced, and clients check certificate and name; no client here takes less than require for RDS',
    why: 'Without a check anybody in between could be the server',
  },
  {
    article: 'psql, pgAdmin and IDE connect directly',
    here: 'Through a port that Session Manager forwards, with a password that holds for a quarter of an hour',
    why: 'Nothing is open, and CloudTrail says who came; an Instance Connect endpoint forwards ports 22 and 3389 alone',
  },
  {
    article: 'Replica and subnets by what RDS chooses',
    here: 'Replica in another zone than the primary, by template; storage type and deletion said for both',
    why: 'CloudFormation would keep a snapshot of each, and the CDK gives replicas gp2',
  },
  {
    article: 'Outputs with literal names',
    here: 'Hosts, and a connection string without a password',
    why: 'Names alone connect nobody',
  },
  {
    article: 'Pagila as it was published',
    here: 'A seeded generator of the same tables and numbers of rows; Pagila 2.0 can be used with --data',
    why: 'The Pagila of today needs PostgreSQL 18 and has other tables; data is not passed on here',
  },
  {
    article: 'Inserts statement by statement, 40 seconds from a laptop',
    here: 'COPY by a function in the network; references and indexes after the rows',
    why: 'Seconds, and a laptop that closes interrupts nothing',
  },
  {
    article: 'A second load fails on what the first has made',
    here: 'It finds the first and does nothing, or replaces everything with --param replace=true',
    why: 'Jobs can be repeated; one transaction never leaves a half',
  },
  {
    article: 'psycopg2 with unittest2, argparse and configparser from PyPI',
    here: 'TypeScript with pg; the same files run in the functions, in the rehearsal and against any connection string',
    why: 'The packages are obsolete, and one client is enough',
  },
  {
    article: 'INI file with sections docker, master and replica',
    here: 'The service file of libpq with the sections primary and replica',
    why: 'psql and pgAdmin read it too',
  },
  {
    article: 'The query of the script always asks the local server',
    here: 'Each saved query takes --param target',
    why: 'The argument was ignored',
  },
  {
    article: 'Films sorted by the language of the server',
    here: 'Sorted by code points',
    why: 'Primary, replica and rehearsal give the same rows in the same order',
  },
  {
    article: 'Tests in the repository that nobody mentions',
    here: 'The job verify, on each server, with more of them',
    why: 'They are what tells a loaded database from a broken one',
  },
  {
    article: 'Docker Swarm with PostgreSQL, Adminer and pgAdmin, latest images, one password for all',
    here: 'A Compose file with pinned images that listens on this machine alone and asks for its passwords',
    why: 'Swarm is rare today, and latest is another version tomorrow',
  },
  {
    article: 'Stacks deleted by hand in reverse order; parameters, snapshot, backups stay',
    here: 'destroy, with a proof; a snapshot only with keepSnapshot',
    why: 'What is left behind costs money',
  },
];
