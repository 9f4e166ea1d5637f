import type { Change } from '../../contract/change';

/** What differs from the article, in the order of the tour. */
export const changes: readonly Change[] = [
  {
    article: 'A single dc2.large',
    here: 'Redshift without servers; a cluster of ra3 or rg with warehouse=provisioned',
    why: 'DC2 is no longer made, and without servers nothing is billed while nobody asks',
  },
  {
    article: 'Firehose into a public cluster, and no other way',
    here: 'The same by default; delivery=autocopy and delivery=streaming have a private warehouse',
    why: 'Firehose still reaches only a public endpoint; the other two need none',
  },
  {
    article: 'Port open to the operator, Firehose and QuickSight by addresses typed in',
    here: 'Open to the range of Firehose of the region, and to nobody else unless named',
    why: 'Queries go by the Data API, which needs no open port; ranges are known for 37 regions',
  },
  {
    article: 'Password on the command line, exported in plain text, in two stacks',
    here: 'Two generated secrets: one kept by Redshift, one that Firehose reads',
    why: 'It stands in no template, output, parameter or log',
  },
  {
    article: 'Firehose loads as the administrator',
    here: 'As firehose_loader, which may insert into one table',
    why: 'Least privilege; Redshift is given a digest of its password',
  },
  {
    article: 'redshift-1.0 parameters, connections with or without TLS',
    here: 'redshift-2.0, require_ssl, encrypted',
    why: 'What AWS makes by default today, said in the template',
  },
  {
    article: 'No transformation',
    here: 'A function looks at each record; what is no reading goes to the folder errors',
    why: 'One record that the table cannot hold would stop a whole buffer',
  },
  { article: 'Redshift may do everything in the data bucket', here: 'Read seven folders', why: 'It loads, and never writes' },
  {
    article: 'Audit logs into a second bucket, for an account of AWS',
    here: 'Into CloudWatch, kept for a week',
    why: 'The account of AWS is no longer how it is done; one bucket fewer to empty',
  },
  {
    article: 'ts as distribution key',
    here: 'Rows spread evenly, sorted by ts; dimensions on every node',
    why: 'All sensors of one moment would be on one slice',
  },
  {
    article: 'TRUNCATE before each COPY',
    here: 'DELETE, in one transaction for all tables',
    why: 'TRUNCATE ends the transaction; a load that fails would leave empty tables',
  },
  {
    article: 'SQL pasted into an editor, placeholders edited by hand',
    here: 'run schema, load and views; query by name',
    why: 'Bucket and role are known',
  },
  {
    article: 'History id 14 twice, 15 missing; an action outside of the documented ones',
    here: 'Ids 1 to 30; a calibration is CALIBRATED',
    why: 'Slips in the files',
  },
  {
    article: 'Four views',
    here: 'Six: message_latency and sensor_temp_stats too',
    why: 'The article promises minimum, maximum and median, and measures latency',
  },
  {
    article: 'Six threads of Python, one PutRecord a reading',
    here: 'One loop in TypeScript, PutRecordBatch, each refused record tried again',
    why: 'Nothing is lost when a stream is throttled, and the rate is reported',
  },
  { article: 'Records without line breaks', here: 'A line each', why: 'COPY copes with both, Athena does not' },
  { article: 'The test message is removed by TRUNCATE', here: 'run smoke-test removes that one', why: 'Readings that are there stay' },
  { article: 'Latency by a query that is typed in', here: 'query latency and query latency-histogram', why: 'It is what the article is about' },
  {
    article: 'QuickSight by hand',
    here: 'By hand as well; the rehearsal draws the charts, and the query editor of Redshift charts the views',
    why: 'A private warehouse needs a VPC connection of QuickSight, which is billed by the month',
  },
  {
    article: 'Buckets emptied by a script that misses a variable, stacks deleted in order by hand',
    here: 'destroy, with a proof; the stream goes before the warehouse',
    why: 'What is left behind costs money',
  },
];
