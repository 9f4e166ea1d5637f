import type { Change } from '../../contract/change';

/** What differs from the article, in the order of the tour. */
export const changes: readonly Change[] = [
  {
    article: 'A single dc2.large',
    here: 'Redshift Serverless; a cluster of ra3 or rg nodes with warehouse=provisioned',
    why: 'DC2 is no longer offered, and Redshift Serverless bills nothing while idle',
  },
  {
    article: 'Firehose into a public cluster only',
    here: 'The same by default; delivery=autocopy and delivery=streaming have a private warehouse',
    why: 'Firehose still reaches only public endpoints; the other two need none',
  },
  {
    article: 'Port open to the operator, Firehose and QuickSight, by CIDR blocks typed in',
    here: 'Open to the CIDR block of Firehose in the region, and to others only by configuration',
    why: 'Queries use the Data API, which needs no open port; the blocks of 37 regions are known',
  },
  {
    article: 'Password on the command line, exported in plain text, in two stacks',
    here: 'Two generated secrets: one kept by Redshift, one that Firehose reads',
    why: 'No template, output, parameter or log contains it',
  },
  {
    article: 'Firehose loads as the administrator',
    here: 'As firehose_loader, which may insert into one table',
    why: 'Least privilege; Redshift gets a digest of its password',
  },
  {
    article: 'redshift-1.0 parameters, connections with or without TLS',
    here: 'redshift-2.0, require_ssl, encrypted',
    why: 'The current defaults of AWS, explicit in the template',
  },
  {
    article: 'No transformation',
    here: 'A function validates each record; malformed records go to the folder errors',
    why: 'One record that the table cannot hold would block a whole buffer',
  },
  { article: 'Redshift may do everything in the data bucket', here: 'It may read seven folders', why: 'It loads, and never writes' },
  {
    article: 'Audit logs to a second bucket, with access for an account of AWS',
    here: 'To CloudWatch Logs, kept for a week',
    why: 'The account of AWS is obsolete, and there is one bucket less to empty',
  },
  {
    article: 'ts as distribution key',
    here: 'DISTSTYLE EVEN, sorted by ts; dimensions on every node',
    why: 'All readings of one moment would be on one slice',
  },
  {
    article: 'TRUNCATE before each COPY',
    here: 'DELETE, in one transaction for all tables',
    why: 'TRUNCATE commits the transaction; a failed load would leave empty tables',
  },
  {
    article: 'SQL pasted into an editor, placeholders edited by hand',
    here: 'run schema, load and views; query by name',
    why: 'Bucket and role are known',
  },
  {
    article: 'History id 14 twice, 15 missing; an action outside of the documented ones',
    here: 'Ids 1 to 30; a calibration is CALIBRATED',
    why: 'Mistakes in the files',
  },
  {
    article: 'Four views',
    here: 'Six: message_latency and sensor_temp_stats too',
    why: 'The article promises minimum, maximum and median, and measures latency',
  },
  {
    article: 'Six threads of Python, one PutRecord a reading',
    here: 'One loop in TypeScript, PutRecordBatch, with a retry of each rejected record',
    why: 'Nothing is lost when a stream is throttled, and the rate is reported',
  },
  { article: 'Records without line breaks', here: 'A line each', why: 'COPY reads both, Athena does not' },
  { article: 'The test message is removed by TRUNCATE', here: 'run smoke-test deletes that row only', why: 'Other readings stay' },
  { article: 'Latency by a query that is typed in', here: 'query latency and query latency-histogram', why: 'It is what the article is about' },
  {
    article: 'QuickSight by hand',
    here: 'By hand as well; the rehearsal draws the charts, and the Redshift query editor charts the views',
    why: 'A private warehouse needs a QuickSight VPC connection, which is billed by the month',
  },
  {
    article: 'Buckets emptied by a script that misses a variable, stacks deleted in order by hand',
    here: 'destroy, with a proof; the stream is deleted before the warehouse',
    why: 'What is left behind costs money',
  },
];
