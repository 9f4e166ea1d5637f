import type { Change } from '../../contract/change';

/** Changes against the article, in its order. */
export const changes: readonly Change[] = [
  {
    article: 'EMR 6.2.0 with Spark 3.0',
    here: 'EMR 7.14.0 with Spark 3.5, or emr-spark-8.1.0 with Spark 4.1',
    why: 'Releases leave standard support two years after they appear; the jobs run on both lines',
  },
  {
    article: 'Public subnet, key pair, port 22 open to one address',
    here: 'Private subnets, sessions and commands by Systems Manager; keyPair and sshCidr enable SSH',
    why: 'No inbound access from outside',
  },
  {
    article: 'Security groups that EMR creates',
    here: "The three groups with all of EMR's rules in the template",
    why: 'Security groups of EMR refer to one another and block the deletion of the VPC',
  },
  {
    article: 'AmazonElasticMapReduceRole and …forEC2Role',
    here: 'AmazonEMRServicePolicy_v2 with its tags; a role for instances that can do what the jobs do: each layer, the tables of one database, one path of parameters',
    why: 'The first version is deprecated and opens all of S3',
  },
  {
    article: 'No encryption, no public access block',
    here: 'Encrypted buckets, TLS only, public access blocked; IMDSv2 only on the nodes',
    why: 'Safe by default',
  },
  {
    article: 'The development cluster is protected from termination, and runs until a user terminates it',
    here: 'Production alone is protected; every cluster terminates after an idle hour',
    why: 'A forgotten cluster of this size costs about 30 dollars a day',
  },
  {
    article: 'm5 and r5',
    here: 'm7g and r7g, in instance fleets with a second instance type',
    why: 'Graviton is cheaper',
  },
  {
    article: 'Ganglia and Presto on the cluster',
    here: 'AmazonCloudWatchAgent; no Presto',
    why: 'Ganglia is not in EMR 7, and no job uses Presto',
  },
  {
    article: 'Two files for each job, one of which reads its buckets from SSM',
    here: 'One file, which takes its buckets as arguments or by --from-ssm',
    why: 'The same code runs in both variants, in a rehearsal, and under Airflow',
  },
  {
    article: 'glue_db_bucket holds the name of the logs bucket',
    here: 'The name of the bucket of the Glue database',
    why: 'It was a mistake',
  },
  {
    article: 'spark-submit over SSH, host keys accepted unseen',
    here: 'Run Command of Systems Manager',
    why: 'IAM authorizes, and CloudTrail records',
  },
  {
    article: 'The primary node of a transient cluster is on Spot',
    here: 'On demand; core nodes are on Spot and fall back to on demand',
    why: 'A cluster terminates when it loses its primary node',
  },
  {
    article: 'State machines created by a script from rendered templates',
    here: 'Part of the stack; an execution without input runs the whole workflow',
    why: 'Nothing is rendered by hand, and nothing is left behind',
  },
  {
    article: 'Two of the seven state machine steps do not wait for the end of their job',
    here: 'Every step waits',
    why: 'The cluster could be terminated before they had finished',
  },
  {
    article: 'No Retry and no Catch: a failed step leaves a protected cluster running',
    here: 'A failed step lets the others finish; then the cluster of the execution, which nothing protects, is terminated, and the execution fails with the reasons; so is that of a stopped one',
    why: 'Failures cost no more than successes',
  },
  {
    article: 'A given cluster is protected and unprotected, too',
    here: 'A cluster in the input is unchanged, unless it is to be terminated',
    why: 'A job must not disable the protection of a production cluster',
  },
  {
    article: 'One role for state machines: all of EMR, of events and of logs',
    here: 'Clusters with the tags of the scenario, three rules, two roles to pass',
    why: 'Least privilege',
  },
  {
    article: 'Four methods',
    here: 'A fifth: EMR Serverless',
    why: 'Without a cluster there is no sizing, no waiting and no forgotten cluster',
  },
  {
    article: "Ratings joined to films by MovieLens's id on one side and TMDB's on the other",
    here: 'Joined through the table of links; --param join=literal joins as in the article',
    why: 'The ids of two catalogs are not the same film',
  },
  {
    article: 'Volatility sorted as text',
    here: 'Sorted as a number',
    why: '"9.90" stood above "10.50"',
  },
];
