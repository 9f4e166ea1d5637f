import type { Change } from '../../contract/change';

/** What differs from the article, in the order of the tour. */
export const changes: readonly Change[] = [
  {
    article: 'EMR 6.2.0 with Ganglia and Presto, on m5',
    here: 'EMR 7.14.0 with the CloudWatch agent and Trino, on Graviton',
    why: 'EMR 6.2.0 is out of support, EMR has removed Ganglia, and AWS recommends Trino',
  },
  {
    article: 'A public subnet and a key pair of your own, port 22 opened to your address',
    here: 'A VPC with private subnets (or --set vpcId=…), reached through Systems Manager',
    why: 'Nothing listens to the internet, and there is no key to keep',
  },
  {
    article: 'EMR default roles with the managed policies of 2009',
    here: 'Own roles: the v2 service policy, and for the nodes one table, one workgroup, four secrets and two archives',
    why: 'Least privilege',
  },
  {
    article: 'A bucket created by a script, outside the stack',
    here: 'Scripts are assets of the deployment',
    why: 'The bucket was left behind',
  },
  {
    article: 'The installer is copied and started by SSH, which accepts any host key',
    here: 'An EMR step on the primary node; ActionOnFailure CONTINUE',
    why: 'It needs no port, and its log is in S3',
  },
  {
    article: 'yum update, and the newest Superset and drivers',
    here: 'No upgrade of packages from EMR; Superset 6.1.0 and all its dependencies pinned in a constraints file, on Python 3.11',
    why: 'An upgrade can break a cluster, and an unpinned Superset did not start a year later',
  },
  {
    article: 'PyAthenaJDBC and mysqlclient',
    here: 'PyAthena and PyMySQL; PyHive, trino, psycopg2 and sqlalchemy-redshift as before',
    why: 'PyAthenaJDBC is abandoned, and mysqlclient needs a compiler and headers',
  },
  {
    article: 'No secret key',
    here: 'A key of 64 characters from Secrets Manager, in a file that only the service user can read',
    why: 'Superset refuses to start with the default key, which is public',
  },
  {
    article: 'Three passwords in the script, printed at its end',
    here: 'Generated when the stack is deployed, kept in Secrets Manager, read by the service user; jobs print the name of the secret',
    why: 'No template, argument, file of the project or log contains a password',
  },
  {
    article: 'The development server with debugger and reloader, on the public name of the node',
    here: 'gunicorn as a systemd service on 127.0.0.1, restarted when it exits',
    why: 'The debugger runs code for anyone who reaches the port',
  },
  {
    article: 'A second run fails on existing users and starts a second server',
    here: 'A second run keeps what is correct and repairs the rest',
    why: 'Jobs can be repeated',
  },
  {
    article: 'An SSH tunnel with a proxy in the browser',
    here: 'open superset: a port that Session Manager forwards, closed with Ctrl-C',
    why: 'One command, no proxy, no key',
  },
  {
    article: 'A statement typed into SQL Lab, against a database in another VPC',
    here: 'A dataset, two charts, a dashboard and two saved queries over the sales of a bakery in the lake, imported from files; Athena, or Trino or Hive with --set source=…',
    why: 'The dashboard can be versioned, repeated and tested',
  },
  {
    article: 'The cluster runs until an operator terminates it',
    here: 'It terminates after idleHours without a step or a query on it',
    why: 'A forgotten cluster costs nothing',
  },
  {
    article: 'Stack and buckets deleted by scripts; EMR security groups and the rule for port 22 stay',
    here: 'Security groups are declared in the stack; destroy terminates the cluster first, empties the buckets, and ends with a proof',
    why: 'What is left behind costs money or blocks the deletion of the VPC',
  },
];
