import type { Change } from '../../contract/change';

/** What differs from the article, in the order of the tour. */
export const changes: readonly Change[] = [
  {
    article: 'EMR 6.2.0 with Ganglia and Presto, on m5',
    here: 'EMR 7.14.0 with the CloudWatch agent and Trino, on Graviton',
    why: 'EMR 6.2.0 is out of support, Ganglia is gone, and AWS recommends Trino',
  },
  {
    article: 'A public subnet and a key pair of your own, port 22 opened to your address',
    here: 'A network of its own with private subnets (or --set vpcId=…), reached by Systems Manager',
    why: 'Nothing listens to the internet, and nobody keeps a key',
  },
  {
    article: 'Default roles of EMR with the managed policies of 2009',
    here: 'Roles of its own: the service policy v2, and for the nodes one table, one workgroup, four secrets and two archives',
    why: 'Least privilege',
  },
  {
    article: 'A bucket made by a script, outside of the stack',
    here: 'Scripts are assets of the deployment',
    why: 'The bucket stayed behind',
  },
  {
    article: 'The installer is copied and started by SSH, which accepts any host key',
    here: 'An EMR step on the primary node; ActionOnFailure CONTINUE',
    why: 'It needs no port, and its log is in S3',
  },
  {
    article: 'yum update, and Superset with its drivers in whatever version is newest',
    here: 'No upgrade of what EMR installed; Superset 6.1.0 and every package it needs pinned in a constraints file, on Python 3.11',
    why: 'An upgrade can break a cluster, and an unpinned Superset did not start a year later',
  },
  {
    article: 'PyAthenaJDBC and mysqlclient',
    here: 'PyAthena and PyMySQL; PyHive, trino, psycopg2 and sqlalchemy-redshift as before',
    why: 'PyAthenaJDBC is abandoned, and mysqlclient needs a compiler and headers',
  },
  {
    article: 'No secret key',
    here: 'A key of 64 characters from Secrets Manager, in a file that only the service user reads',
    why: 'Superset refuses to start with the default key, which everybody knows',
  },
  {
    article: 'Three passwords in the script, printed at its end',
    here: 'Generated when the stack is deployed, kept in Secrets Manager, read by the service user; jobs print the name of the secret',
    why: 'No template, argument, file of the project or log has a password',
  },
  {
    article: 'The development server with debugger and reloader, on the public name of the node',
    here: 'gunicorn as a systemd service on 127.0.0.1, restarted when it ends',
    why: 'The debugger runs code for whoever reaches the port',
  },
  {
    article: 'A second run fails on existing users and starts a second server',
    here: 'A second run changes nothing that is right, and repairs the rest',
    why: 'Jobs can be repeated',
  },
  {
    article: 'An SSH tunnel with a proxy in the browser',
    here: 'open superset: a port of Systems Manager, closed with Ctrl-C',
    why: 'One command, no proxy, no key',
  },
  {
    article: 'A statement typed into SQL Lab, against a database in another network',
    here: 'A dataset, two charts, a dashboard and two saved queries over a bakery in the lake, imported from files; Athena, or Trino or Hive with --set source=…',
    why: 'What is shown can be versioned, repeated and tested',
  },
  {
    article: 'The cluster runs until somebody remembers it',
    here: 'It terminates after idleHours without a step or a query on it',
    why: 'Nobody pays for a forgotten cluster',
  },
  {
    article: 'Stack and buckets deleted by scripts; EMR security groups and the rule for port 22 stay',
    here: 'Security groups are declared in the stack; destroy terminates the cluster first, empties the buckets, and ends with a proof',
    why: 'What is left behind costs money or blocks the deletion of the network',
  },
];
