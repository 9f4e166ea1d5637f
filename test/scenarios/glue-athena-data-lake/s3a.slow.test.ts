import { workload } from '../../../lib/paths';
import { type S3aLake, s3aLake } from '../../support/s3a';

/** The Glue job as it runs in the account: Spark 3.5, paths of S3 through Hadoop's S3A, under the role of the template. */

jest.setTimeout(600_000);

let lake: S3aLake;
beforeAll(async () => {
  lake = await s3aLake('glue-athena-data-lake', { type: 'AWS::Glue::Job', id: 'RatesJob' }, { buckets: ['Data', 'Scripts', 'Logs'] });
});
afterAll(() => lake.close());

const row = (state: string) =>
  `<row><from>00:00:00</from><to>00:59:59</to><type>off-peak</type><rate>4.209</rate><year>2019</year><month>12</month><state>${state}</state></row>`;

test('the rates become a folder a state, twice, with what the role of the job may do', async () => {
  await lake.put('Data', 'electricity_rates_xml/rates.xml', `<root>${['ca', 'or', 'tx', 'wa'].map(row).join('')}</root>`);
  const places = ['--source_path', `${lake.url('Data')}/electricity_rates_xml/`, '--s3_output_path', `${lake.url('Data')}/electricity_rates_parquet`];
  const job = workload('glue-athena-data-lake', 'jobs', 'rates_xml_to_parquet.py');

  for (let run = 0; run < 2; run += 1) expect(await lake.submit(job, places)).toContain('4 rates written');

  const keys = await lake.keys('Data', 'electricity_rates_parquet/state=');
  expect(keys.map((key) => key.split('/')[1])).toEqual(['state=ca', 'state=or', 'state=tx', 'state=wa']);
  expect(lake.denied()).toEqual([]);
});
