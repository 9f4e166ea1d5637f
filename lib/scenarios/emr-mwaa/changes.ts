import type { Change } from '../../contract/change';

/** What differs from the article, in the order of the tour. */
export const changes: readonly Change[] = [
  {
    article: 'Airflow 1.10.12 on mw1.small',
    here: 'Airflow 3.3.1 on mw1.micro; 3.2.1 and 3.0.6 and the larger classes can be chosen',
    why: 'Versions before 2.7 cannot be made any more, and the smallest class runs these DAGs',
  },
  {
    article: 'Environment, network stack, security group and role clicked together',
    here: 'Two stacks; what the service would refuse after half an hour is refused at synthesis',
    why: 'Can be repeated and deleted, and mistakes show at once',
  },
  {
    article: 'Network with the addresses of the clusters, 10.192.0.0/16',
    here: '10.193.0.0/16; the addresses of the clusters are refused',
    why: 'Networks with the same addresses can never be connected',
  },
  {
    article: 'Bucket named airflow-…, without further settings',
    here: 'Versioned, encrypted, closed to the public, TLS only',
    why: 'The service asks for the first and the third, and nobody should do without the others',
  },
  {
    article: 'Role made by the service, its policy attached afterwards',
    here: 'Role with its whole policy before the environment',
    why: 'An environment whose role may do too little takes half an hour to fail',
  },
  {
    article: 'EMR permissions on every cluster, objects of every bucket',
    here: 'Clusters that carry the tag of the environment, the two folders with specifications, two roles that are passed to their services alone',
    why: 'Least privilege; no * action',
  },
  {
    article: 'Logs kept for ever, in groups that the service makes',
    here: 'All five logs at INFO, in groups of the stack, for a week',
    why: 'They outlived the environment',
  },
  {
    article: 'Imports from airflow.contrib',
    here: 'The Amazon provider and the Task SDK',
    why: 'Airflow 2 took the first away, and Airflow 3 the rest',
  },
  {
    article: 'DAGs scheduled @once in the past',
    here: 'No schedule; a DAG runs when it is told to',
    why: 'Unpausing them started a cluster that nobody had asked for',
  },
  {
    article: 'One sensor, which watches the first step',
    here: 'A sensor for each step, by dynamic task mapping, which gives its worker back between two looks',
    why: 'A run was a success although three of four steps had failed',
  },
  {
    article: 'The cluster ends when its steps do',
    here: 'A teardown task terminates it in any case, and does not hide a failed step',
    why: 'A run that was stopped, or could not add its steps, left a cluster behind',
  },
  {
    article: 'Variables and JSON files read when a DAG is imported',
    here: 'Read and rendered when the task runs',
    why: 'The DAG processor imports every half minute, and a missing variable broke the DAG',
  },
  {
    article: 'Default EMR roles in one DAG, default network in two',
    here: 'Roles, subnet and security groups of emr-pyspark in all three',
    why: 'They depended on what an account happens to have',
  },
  {
    article: 'Primary node on spare capacity',
    here: 'Primary node on demand; core nodes on spare capacity, of two kinds',
    why: 'A cluster that loses its primary node is lost',
  },
  {
    article: 'emr-6.2.0 on m5 and r5, s3n and s3a, VisibleToAllUsers',
    here: 'The release of emr-pyspark on m7g and r7g, s3 throughout; the flag is gone',
    why: 'The old release is out of support, and EMR 7.10 has one connector for all schemes',
  },
  {
    article: 'Jobs in two variants; the DAGs use the one that reads SSM',
    here: 'One program a job; the DAG adds where the lake is',
    why: 'Files that others own name no account, region or path',
  },
  {
    article: 'Variables edited in a JSON file and imported by hand',
    here: 'run … configure writes them from what the stacks published',
    why: 'No placeholder can be forgotten',
  },
  {
    article: 'E-mail settings for show: a list that is always true, templates that are never rendered',
    here: 'Typed parameters of the run, which callbacks read; they need an SMTP connection, smtp_default',
    why: 'Says what it does',
  },
  {
    article: 'trigger_dag by a token of the command line and curl',
    here: 'InvokeRestApi, signed, authorized by IAM; waits, tells which tasks run, and Ctrl-C stops the run',
    why: 'The command is gone since Airflow 2, and the exit code says whether the run succeeded',
  },
  {
    article: 'Buckets, stacks and log groups deleted by hand',
    here: 'destroy, which refuses while clusters of a DAG run, with a proof at the end',
    why: 'What is left behind costs money',
  },
];
