import type { Change } from '../../contract/change';

/** Changes against the article, in its order. */
export const changes: readonly Change[] = [
  {
    article: 'Real addresses as sample data',
    here: 'A seeded generator of the same shape and volume; the original sample can be used with --data',
    why: 'Addresses of real people are not published',
  },
  {
    article: 'Readings called kW',
    here: 'kWh in five minutes',
    why: 'The numbers are energy: 3,500 W for five minutes are 0.29 kWh',
  },
  {
    article: 'Three buckets with default settings, named by hand',
    here: 'Names from account and region; TLS only, no public access, access logs, intermediate results expire',
    why: 'Two deployments never collide, and intermediate results do not pile up',
  },
  {
    article: 'Zips and script uploaded by hand before the second stack',
    here: 'Code is an asset of the deployment',
    why: 'The second stack failed when a zip was missing',
  },
  {
    article: 'Glue job with job bookmarks and two concurrent runs',
    here: 'One run at a time',
    why: 'A job bookmark knows one run: AWS asks for a maximum concurrency of 1 with it',
  },
  {
    article: 'One role for crawlers and Glue job: every object of every bucket',
    here: 'A role for each crawler and for the job, scoped to its tables and folders',
    why: 'Least privilege; no * action, no AWS managed policy',
  },
  {
    article: 'One role for all functions with full access to S3, Athena and logs',
    here: 'A role for each function: its workgroup, its inputs, its output',
    why: 'Least privilege',
  },
  {
    article: 'Six crawlers in the text, seven in the final template',
    here: 'Seven',
    why: 'The compacted table needs one, too',
  },
  {
    article: 'Functions in Python 3.8, 128 MB, 3 s',
    here: 'TypeScript on Node.js 24, 256 MB, 12 minutes',
    why: 'Python 3.8 has had no patches since October 2024, and a function that waits for Athena runs for minutes',
  },
  {
    article: 'Functions start a query and return',
    here: 'They wait and fail with the reason from Athena; a Step Functions pipeline chains the whole run',
    why: 'A failed query looked like a success, and the next step ran on missing data',
  },
  {
    article: 'Workgroup primary, Presto 0.172',
    here: 'Two workgroups on engine version 3, with a limit on scanned bytes: one with enforced settings for users, one for the functions',
    why: 'Athena refuses a CTAS with an explicit location in a workgroup with enforced settings',
  },
  {
    article: 'CTAS "if not exists"',
    here: 'Table and files are deleted, then created again',
    why: 'A second run silently did nothing, or failed on the files of the first',
  },
  {
    article: 'A script repairs the classification of four tables',
    here: 'Part of each job; also the job classify',
    why: 'Glue jobs need it to read tables that Athena created',
  },
  {
    article: 'Glue 1.0 on Spark 2.4',
    here: 'Glue 5.1 (Spark 3.5), or 6.0 (Spark 4.1) with --set glueVersion=6.0; two G.1X workers, ten minutes at most',
    why: 'Glue 1.0 ended on 1 April 2026; the defaults for workers and timeout are far larger than needed',
  },
  {
    article: 'Spark job with DynamicFrames, ambiguous types as structs, null fields dropped',
    here: 'Plain PySpark with a fixed schema; empty rows are dropped, a malformed number fails the job',
    why: 'Runs unchanged on any Spark, so that a rehearsal runs it; types do not depend on the data',
  },
  {
    article: 'Values of the event pasted into SQL',
    here: 'Validated first, then bound as parameters',
    why: 'SQL injection',
  },
  {
    article: 'Rates joined on state and hour',
    here: 'Also on local year and month',
    why: 'A second month of rates duplicated every row',
  },
  {
    article: 'Device joined by its description',
    here: 'By the id of the circuit',
    why: 'Two devices with the same name broke the query',
  },
  {
    article: 'Left joins that filters turn into inner joins',
    here: 'Inner joins',
    why: 'The query does what it reads like',
  },
  {
    article: 'Days are those of the folders, in Pacific time',
    here: 'One more day on either side is read, then filtered by local time',
    why: 'In another time zone a local day began in the folder of the day before',
  },
  {
    article: 'A second enrichment duplicates every row',
    here: 'It only adds missing rows',
    why: 'Jobs can be repeated, also after an interruption',
  },
  {
    article: 'Cost by device sorted by its text',
    here: 'Sorted by the amount',
    why: '"$9.00" stood above "$10.00"',
  },
  {
    article: 'QuickSight objects clicked together, access by the account-wide role',
    here: 'Data source, three data sets, analysis and dashboard as code, access to three tables by a dedicated role',
    why: 'Repeatable and deletable; QuickSight reads nothing else',
  },
  {
    article: 'QuickSight Standard suffices',
    here: 'Enterprise',
    why: 'Standard is no longer offered to new accounts',
  },
  {
    article: 'Time is text in the dashboard data',
    here: 'Parsed at import; loc_id and state mean the same in each data set',
    why: 'Text has no drill-down from days to minutes, and one filter now applies to all visuals',
  },
  {
    article: 'JDBC by the Simba driver 2.0.9 with an access key',
    here: 'outputs --jdbc prints a JDBC 3.x connection string without any key; a role for analysts that can only query',
    why: 'The old driver is superseded, and long-lived keys leak',
  },
  {
    article: 'Buckets emptied and stacks deleted by hand; tables, logs and QuickSight objects stay',
    here: 'destroy, with a proof at the end',
    why: 'Leftovers cost money or break the next deployment',
  },
];
