import type { Change } from '../../contract/change';

/** Changes against the article, in its order. */
export const changes: readonly Change[] = [
  {
    article: 'Airflow 1.10.12 on mw1.small',
    here: 'Airflow 3.3.1 on mw1.micro; 3.2.1 and 3.0.6 and the larger classes can be chosen',
    why: 'Versions before 2.7 cannot be created any more, and the smallest class runs these DAGs',
  },
  {
    article: 'Environment, network stack, security group and role clicked together',
    here: 'Two stacks; what MWAA would reject after half an hour fails at synthesis',
    why: 'Repeatable and deletable, and mistakes show immediately',
  },
  {
    article: 'VPC with the CIDR of the clusters, 10.192.0.0/16',
    here: '10.193.0.0/16; the CIDR of the clusters is refused',
    why: 'VPCs with the same CIDR cannot be peered',
  },
  {
    article: 'Bucket named airflow-…, without further settings',
    here: 'Versioned, encrypted, no public access, TLS only',
    why: 'MWAA requires the first and the third; the others are good practice',
  },
  {
    article: 'Role created by MWAA, its policy attached afterwards',
    here: 'Role with its whole policy before the environment',
    why: 'An environment with missing permissions takes half an hour to fail',
  },
  {
    article: 'EMR permissions on every cluster, objects of every bucket',
    here: 'Clusters that carry the tag of the environment, the two folders with specifications, two roles that can only be passed to their services',
    why: 'Least privilege; no * action',
  },
  {
    article: 'Logs that never expire, in log groups that MWAA creates',
    here: 'All five logs at INFO, in log groups of the stack, for a week',
    why: 'They outlived the environment',
  },
  {
    article: 'Imports from airflow.contrib',
    here: 'The Amazon provider and the Task SDK',
    why: 'Airflow 2 removed the first, and Airflow 3 the rest',
  },
  {
    article: 'DAGs scheduled @once in the past',
    here: 'No schedule; DAGs run on request',
    why: 'Unpausing them started a cluster without a request',
  },
  {
    article: 'One sensor, which watches the first step',
    here: 'A sensor for each step, by dynamic task mapping, in reschedule mode',
    why: 'A run was a success although three of four steps had failed',
  },
  {
    article: 'The cluster ends when its steps do',
    here: 'A teardown task terminates it, and does not hide a failed step; a run that is out of time terminates it by its failure callback',
    why: 'A run that was stopped or could not add its steps left a cluster behind',
  },
  {
    article: 'Variables and JSON files read when a DAG is imported',
    here: 'Read and rendered when the task runs',
    why: 'The DAG processor imports every 30 seconds, and a missing variable broke the DAG',
  },
  {
    article: 'Default EMR roles in one DAG, default network in two',
    here: 'Roles, subnet and security groups of emr-pyspark in all three',
    why: 'They depended on resources outside the stacks',
  },
  {
    article: 'Primary node on Spot',
    here: 'Primary node on demand; core nodes on Spot, of two instance types',
    why: 'A cluster terminates when it loses its primary node',
  },
  {
    article: 'emr-6.2.0 on m5 and r5, s3n and s3a, VisibleToAllUsers',
    here: 'The release of emr-pyspark on m7g and r7g, s3 throughout; the flag is gone',
    why: 'The old release is out of support, and EMR 7.10 has one connector for all schemes',
  },
  {
    article: 'Jobs in two variants; the DAGs use the one that reads SSM',
    here: 'One program for each job; the DAG adds the location of the lake',
    why: 'Files of other teams name no account, region or path',
  },
  {
    article: 'Variables edited in a JSON file and imported by hand',
    here: 'run … configure writes them from the published parameters',
    why: 'No placeholder to forget',
  },
  {
    article: 'E-mail settings without effect: a list that is always true, templates that are never rendered',
    here: 'Typed parameters of the run, which callbacks read; they need an SMTP connection, smtp_default',
    why: 'The settings have an effect',
  },
  {
    article: 'trigger_dag by a token of the command line and curl',
    here: 'InvokeRestApi, signed, authorized by IAM; waits, reports the running tasks, and Ctrl-C stops the run',
    why: 'The command is gone since Airflow 2, and the exit code says whether the run succeeded',
  },
  {
    article: 'Buckets, stacks and log groups deleted by hand',
    here: 'destroy, which refuses while clusters of a DAG run, with a proof at the end',
    why: 'Leftovers cost money',
  },
];
