import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { handler } from '../../../workloads/firehose-redshift/functions/reading-validator';
import { LocalBucket } from '../../../workloads/firehose-redshift/local/bucket';
import { copyFrom, csvRows } from '../../../workloads/firehose-redshift/local/copy';
import { deliveredAt, LocalDeliveryStream, type StreamSettings } from '../../../workloads/firehose-redshift/local/delivery-stream';
import { forPostgres } from '../../../workloads/firehose-redshift/local/dialect';
import { passwordDigest } from '../../../workloads/firehose-redshift/password';
import { forDataApi, statementsIn, written } from '../../../workloads/firehose-redshift/sql-text';
import { validate } from '../../../workloads/firehose-redshift/validate';
import type { Session } from '../../../workloads/postgres/session';
import { textOf } from '../../support/files';

const folders: string[] = [];
afterAll(() => folders.map((folder) => rmSync(folder, { recursive: true })));

function bucketHere(): LocalBucket {
  const folder = mkdtempSync(join(tmpdir(), 'bucket '));
  folders.push(folder);
  return new LocalBucket('b', folder);
}

function streamInto(bucket: LocalBucket, given: Partial<StreamSettings> = {}): LocalDeliveryStream {
  return new LocalDeliveryStream({
    name: 's',
    bucket,
    prefix: 'message',
    errorPrefix: 'errors',
    sizeBytes: 1_048_576,
    intervalSeconds: 60,
    transform: validate,
    ...given,
  });
}

const reading = (ts: number) => `{"guid":"a","ts":${ts},"temp":1}`;
/** 2020-03-04 03:14:00. */
const START = 1_583_291_640;

describe('the delivery stream', () => {
  test('delivers a buffer when its oldest record is a minute old, as GZIP with a manifest', async () => {
    const bucket = bucketHere();
    const stream = streamInto(bucket);
    await stream.putBatch([reading(1)], START);
    await stream.putBatch([reading(2)], START + 59);
    expect(stream.delivered).toEqual([]);
    await stream.tick(START + 300);
    expect(stream.delivered).toEqual([{ at: START + 60, records: 2, bytes: 58 }]);

    const [object = '', manifest = ''] = await bucket.list('message/');
    expect(object).toBe('message/2020/03/04/03/s-1-2020-03-04-03-15-00-00000001.gz');
    expect(manifest).toBe('message/manifests/2020/03/04/03/s-1-2020-03-04-03-15-00-00000001');
    expect(gunzipSync(await bucket.get(bucket.urlOf(object))).toString()).toBe(`${reading(1)}\n${reading(2)}\n`);
    expect(JSON.parse((await bucket.get(bucket.urlOf(manifest))).toString())).toEqual({
      entries: [{ url: `s3://b/${object}`, mandatory: true, meta: { content_length: expect.any(Number) } }],
    });
    expect(deliveredAt(manifest)).toBe(START + 60);
  });

  test('delivers a full buffer at once', async () => {
    const stream = streamInto(bucketHere(), { sizeBytes: 50 });
    await stream.putBatch([reading(1), reading(2), reading(3)], START);
    expect(stream.delivered).toEqual([{ at: START, records: 2, bytes: 58 }]);
    await expect(stream.drain(START)).resolves.toBe(START + 60);
    expect(stream.delivered).toHaveLength(2);
  });

  test('delivers no empty object when all records were refused', async () => {
    const bucket = bucketHere();
    const stream = streamInto(bucket);
    await stream.putBatch(['nonsense'], START);
    await stream.tick(START + 300);
    await expect(stream.drain(START + 300)).resolves.toBe(START + 300);
    await expect(bucket.list('message/')).resolves.toEqual([]);
  });

  test.each(['message/manifests/2020/03/04/03/s-1', 'message/manifests/by-hand.json'])('finds no delivery time in %s', (manifest) => {
    expect(() => deliveredAt(manifest)).toThrow(`the manifest ${manifest} does not tell when it was delivered`);
  });

  test('writes refused records unchanged to the folder of errors, and not to the buffer', async () => {
    const bucket = bucketHere();
    const stream = streamInto(bucket);
    await stream.putBatch(['nonsense', reading(1)], START);
    await stream.drain(START);
    const [key = ''] = await bucket.list('errors/processing-failed/');
    const { rawData } = JSON.parse(gunzipSync(await bucket.get(bucket.urlOf(key))).toString()) as { rawData: string };
    expect(Buffer.from(rawData, 'base64').toString()).toBe('nonsense');
    expect([stream.refused, stream.delivered[0]?.records]).toEqual([1, 1]);
  });

  test.each([
    ['no record', [], /1 to 500 records, not 0/],
    ['501 records', Array.from({ length: 501 }, () => 'x'), /1 to 500 records, not 501/],
    ['more than 4 MiB', Array.from({ length: 5 }, () => 'x'.repeat(900_000)), /at most 4194304 bytes/],
    ['a record of more than 1,000 KiB', ['x'.repeat(1_024_001)], /a record has at most 1024000 bytes/],
  ])('refuses %s as the service does', async (_, records, reason) => {
    await expect(streamInto(bucketHere()).putBatch(records, START)).rejects.toThrow(reason);
  });
});

test('the validator answers for every record in order, and logs the number of refused records without their text', async () => {
  const log = jest.spyOn(console, 'log').mockImplementation(() => {});
  const data = ['secret words', reading(1)].map((text) => Buffer.from(text).toString('base64'));
  const { records } = await handler({ records: data.map((text, index) => ({ recordId: `r${index}`, data: text })) });
  expect(records.map(({ recordId, result }) => [recordId, result])).toEqual([
    ['r0', 'ProcessingFailed'],
    ['r1', 'Ok'],
  ]);
  expect(Buffer.from(records[1]?.data ?? '', 'base64').toString()).toBe(`${reading(1)}\n`);
  expect(log.mock.calls).toEqual([['{"records":2,"refused":1}']]);
  log.mockRestore();
});

describe('COPY', () => {
  function recording(): Session & { said: string[] } {
    const said: string[] = [];
    return {
      said,
      query: async () => ({ columns: [], rows: [] }),
      run: async (sql) => void said.push(sql),
      copy: async ({ table, columns }, text) => said.push(`${table}(${columns.join()}): ${[...text].join('')}`),
      close: async () => {},
    };
  }

  test('CSV skips the header and keeps quoted cells intact', async () => {
    const bucket = bucketHere();
    await bucket.put('t/t.csv', '\uFEFFid,name\r\n1,"a, ""b"""\r\n2,\t\r\n');
    const session = recording();
    await copyFrom(bucket, session, "COPY sensor.t (id, name)\nFROM 's3://b/t/' IAM_ROLE 'r' FORMAT CSV IGNOREHEADER 1");
    expect(session.said).toEqual(['SET search_path TO sensor, public', 't(id,name): 1\ta, "b"\n2\t\\t\n']);
  });

  test.each([
    ['SELECT 1', /unsupported COPY/],
    ["COPY a.t (x) FROM 's3://b/t/' IAM_ROLE 'r' PARQUET", /neither JSON nor CSV/],
    ["COPY a.t (x) FROM 's3://b/t/' IAM_ROLE 'r' FORMAT CSV", /no object below/],
  ])('refuses %s', async (statement, reason) => {
    await expect(copyFrom(bucketHere(), recording(), statement)).rejects.toThrow(reason);
  });

  test('refuses an object in another bucket', async () => {
    await expect(copyFrom(bucketHere(), recording(), "COPY a.t (x) FROM 's3://c/m' CREDENTIALS 'r' MANIFEST JSON 'auto' GZIP")).rejects.toThrow(
      /is not in the bucket b/,
    );
  });

  test('rows of CSV may end without a line break', () => {
    expect(csvRows('a,b\nc,')).toEqual([
      ['a', 'b'],
      ['c', ''],
    ]);
    expect(csvRows('')).toEqual([]);
  });
});

describe('SQL', () => {
  test('splits statements at semicolons outside of text and comments', () => {
    expect(statementsIn('-- one; two\nSELECT \';\' ;\n/* x; */ SELECT "a;b"\n;')).toEqual(["SELECT ';'", 'SELECT "a;b"']);
  });

  test('quotes values by their type, and refuses missing and unused ones', () => {
    expect(written("COPY $t FROM $url -- $no\n'$no'", { t: { name: 'a' }, url: 's3://b/c' })).toBe("COPY \"a\" FROM 's3://b/c' -- $no\n'$no'");
    expect(() => written('$a', {})).toThrow('no value for the parameter $a');
    expect(() => written('1', { b: 'x' })).toThrow('the statement has no parameter $b');
    for (const bad of ["a'b", 'a\\b', 'a"b', 'a;b', 'a\nb', '']) expect(() => written('$a', { a: bad })).toThrow(/not allowed/);
  });

  test('gives the Data API named parameters and separate values', () => {
    expect(forDataApi("SELECT $a, '$b', CAST($a AS integer)", { a: 3 })).toEqual({
      sql: "SELECT :a, '$b', CAST(:a AS integer)",
      parameters: [{ name: 'a', value: '3' }],
    });
    expect(() => forDataApi('SELECT 1', { a: 1 })).toThrow('no parameter $a');
    expect(() => forDataApi('SELECT $toString', {})).toThrow('no value for the parameter $toString');
  });

  test('the schemas for Redshift and PostgreSQL differ only in distribution and identity columns', () => {
    const schema = textOf('workloads/firehose-redshift/sql/schema.sql');
    expect(schema).toMatchSnapshot();
    expect(forPostgres(schema)).not.toMatch(/DISTSTYLE|SORTKEY|IDENTITY\s*\(/);
    expect(forPostgres(schema).match(/GENERATED BY DEFAULT AS IDENTITY/g)).toHaveLength(2);
  });

  test.each(['views', 'load', 'copy-job', 'stream', 'stream-view'])('%s.sql is the reviewed one', (name) => {
    expect(textOf(`workloads/firehose-redshift/sql/${name}.sql`)).toMatchSnapshot();
  });
});

test('hashes password and salt for Redshift, which reads the salt as bytes', () => {
  const salt = Buffer.from('00ff', 'hex');
  expect(passwordDigest('abc', salt)).toBe(
    `sha256|${require('node:crypto').createHash('sha256').update(Buffer.from('61626300ff', 'hex')).digest('hex')}|00ff`,
  );
});
