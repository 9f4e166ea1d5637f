import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { workload } from '../../../lib/paths';
import type { Engines } from '../../../lib/rehearsal/engine';
import { spark } from '../../../lib/rehearsal/engines/spark';
import { clientOf, everything, openS3 } from '../../rehearsal/s3';
import { deployed } from '../../support/account-of';
import { s3aSettings } from '../../support/s3a';
import { recordingTask } from '../../support/task';

/** The Glue job as it runs in the account: Spark 3.5, paths of S3 through Hadoop's S3A, under the role of the template. */

jest.setTimeout(300_000);

const folder = mkdtempSync(join(tmpdir(), 'glue-s3a-'));
let s3: Engines['s3'];
let engine: Engines['spark'];
beforeAll(async () => {
  s3 = await openS3();
  for (const bucket of ['data', 'scripts', 'logs']) s3.makeBucket(bucket);
  engine = await spark.open(folder, recordingTask());
});
afterAll(async () => {
  await engine.close();
  await s3.close();
  rmSync(folder, { recursive: true, force: true });
});

const row = (state: string, rate: string) =>
  `<row><from>00:00:00</from><to>00:59:59</to><type>off-peak</type><rate>${rate}</rate><year>2019</year><month>12</month><state>${state}</state></row>`;

test('the rates become a folder a state, twice, with what the role of the job may do', async () => {
  const owner = clientOf(s3, everything, 'owner');
  const Body = `<root>${['ca', 'or', 'tx', 'wa'].map((state) => row(state, '4.209')).join('')}</root>`;
  await owner.send(new PutObjectCommand({ Bucket: 'data', Key: 'electricity_rates_xml/rates.xml', Body }));
  const conf = s3aSettings(s3, roleAuthorizer(stackTemplatesOf('glue-athena-data-lake'), 'RatesJobRole'), 'RatesJobRole');
  const places = ['--source_path', 's3://data/electricity_rates_xml/', '--s3_output_path', 's3://data/electricity_rates_parquet'];
  const job = workload('glue-athena-data-lake', 'jobs', 'rates_xml_to_parquet.py');

  for (let run = 0; run < 2; run += 1)
    await expect(engine.submit(job, places, recordingTask(), { conf })).resolves.toContain('4 rates written');

  const { Contents = [] } = await owner.send(new ListObjectsV2Command({ Bucket: 'data', Prefix: 'electricity_rates_parquet/state=' }));
  expect(Contents.map(({ Key }) => Key?.split('/')[1])).toEqual(['state=ca', 'state=or', 'state=tx', 'state=wa']);
  expect(s3.requests.flatMap(({ denied }) => denied)).toEqual([]);
});
