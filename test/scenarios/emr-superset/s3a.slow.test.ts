import { join } from 'node:path';
import { root } from '../../support/files';
import { type S3aLake, s3aLake } from '../../support/s3a';

/** What Hive, and Spark in the notebooks, read on the cluster: the files of the table through Hadoop's S3A, under the role of the instances. */

jest.setTimeout(600_000);

const CLUSTER = { type: 'AWS::EMR::Cluster', id: 'Cluster' };

let lake: S3aLake;
beforeAll(async () => {
  lake = await s3aLake('emr-superset', CLUSTER, { use: 'JobFlowRole', set: { source: 'hive' }, buckets: ['Data', 'Logs'] });
});
afterAll(() => lake.close());

test('the sales of the bakery are read with what the instances may do', async () => {
  await lake.put('Data', 'bakery/bakery.csv', 'Date,Time,Transaction,Item\n"2016-10-30","09:58:11","1","Bread"\n');

  expect(await lake.submit(join(root, 'test/support/programs/count_rows.py'), [`${lake.url('Data')}/bakery/`])).toContain('rows 1');
  expect(lake.denied()).toEqual([]);
});
