import type { Change } from '../../contract/change';

/** What differs from the article, in the order of the tour. */
export const changes: readonly Change[] = [
  {
    article: 'EMR 5.28.0: Spark 2.4, Python 2 by default, Zeppelin 0.8.2, on m5',
    here: 'EMR 7.14.0: Spark 3.5, Python 3.11, Java 17, Zeppelin 0.11.1, on Graviton',
    why: 'EMR 5.28 is long out of support',
  },
  {
    article: 'Ganglia',
    here: 'The CloudWatch agent, and a dashboard of memory, containers and HDFS',
    why: 'EMR 7 has no Ganglia',
  },
  {
    article: 'Default VPC, public subnet, default roles, SSH on port 22',
    here: 'A VPC with private subnets, own roles, Session Manager sessions',
    why: 'Least privilege, and nothing listens to the internet',
  },
  {
    article: 'Four stacks and three manual steps between them',
    here: 'One deployment; the size is a setting, and single and multi exclude each other in a stage',
    why: 'Security group rules opened by hand were left behind; --stage deploys a second copy for comparison',
  },
  {
    article: 'Zeppelin open to anyone who reaches the port',
    here: 'A user with a generated password; anonymous access is off; it listens on the loopback interface only',
    why: 'A notebook runs arbitrary code with the role of the cluster',
  },
  {
    article: 'GitHub token and database password as plain stack parameters, the password in a note too',
    here: 'Secrets Manager; the notes call a helper that reads the secret when it connects, and the interpreter keeps it on the node',
    why: 'Notes are shared, and with them the password',
  },
  {
    article: 'Notes in a repository on GitHub',
    here: 'Notes in the data bucket by default; --set storage=git with gitUrl and gitTokenSecret for a repository',
    why: 'The bucket needs no GitHub account and no token',
  },
  {
    article: 'Stored output in the notes',
    here: 'Notes without output',
    why: 'Output is data, and it contained a password',
  },
  {
    article: 'Interpreters created in the user interface',
    here: 'run configure: through the REST API, in an EMR step',
    why: 'A job can be repeated',
  },
  {
    article: 'Driver 42.2.8 copied to a folder, and zeppelin-jdbc 0.8.0 installed',
    here: 'Driver 42.7.14 as a dependency of the interpreter and of Spark; the JDBC interpreter is part of Zeppelin 0.11',
    why: 'The old driver has known vulnerabilities',
  },
  {
    article: 'Eight Helium visualizations',
    here: "Zeppelin's own charts",
    why: 'The packages of 2017 and 2018 are unmaintained, and the cluster would need a package registry',
  },
  {
    article: 'PostgreSQL 11.5 on db.m4.large, gp2, in the default security group, without TLS',
    here: 'PostgreSQL 17 on db.t4g.medium, gp3, encrypted, open to the security groups of the nodes only, TLS with verify-full',
    why: 'Neither the version nor the instance class can be created any more',
  },
  {
    article: 'The schema public is dropped',
    here: 'The four tables are dropped',
    why: 'A note must not delete what it did not create',
  },
  {
    article: 'Notes download their files with shell paragraphs',
    here: 'data upload puts them into the bucket; notes copy them with Spark',
    why: 'Nothing is downloaded while a note runs, and the same paragraphs run on one machine',
  },
  {
    article: '27 million ratings, labelled 27MM',
    here: 'The large set, labelled full',
    why: 'The file grows: it has 33.8 million ratings now',
  },
  {
    article: 'Crawler role with access to every bucket',
    here: 'A role for each crawler, limited to its folders and tables',
    why: 'Least privilege',
  },
  {
    article: 'S3 Select in the console',
    here: 'Athena or note 3',
    why: 'S3 Select has been closed to new customers since July 2024',
  },
  {
    article: 'Clusters run until they are deleted',
    here: 'Interpreters end and the cluster terminates after idleHours; destroy ends with a proof',
    why: 'A Spark session that waits for a paragraph counts as work of YARN, so that the cluster would never be idle',
  },
];
