import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgres } from '../../../lib/rehearsal/engines/postgres';
import { makeSchema, pipelineIn } from '../../../lib/scenarios/firehose-redshift/rehearsal/local';
import { loadStar } from '../../../lib/scenarios/firehose-redshift/rehearsal/warehouse-steps';
import { scenario } from '../../../lib/scenarios/firehose-redshift/scenario';
import { generate, STAR } from '../../../workloads/firehose-redshift/generator';
import { consume } from '../../../workloads/firehose-redshift/local/consumer';
import { defaults } from '../../../workloads/firehose-redshift/simulator';
import { onlyValue } from '../../../workloads/postgres/session';
import { type Rehearsed, rehearse } from '../../support/scenario';
import { recordingTask } from '../../support/task';

jest.setTimeout(600_000);

const data = mkdtempSync(join(tmpdir(), 'sensors '));

beforeAll(async () => {
  await generate(defaults, data, recordingTask());
});
afterAll(() => rmSync(data, { recursive: true }));

const rehearseReadings = (readings: number) => rehearse('firehose-redshift', data, { params: { readings } });

describe('the rehearsal', () => {
  let whole: Rehearsed;
  beforeAll(async () => {
    whole = await rehearseReadings(5_000);
  });
  const rowsOf = (table: string) => whole.tables.get(table)!.rows;

  test('every check passes', () => {
    const results = whole.results('generated');
    expect(results.filter(({ state }) => state !== 'passed')).toEqual([]);
  });

  test('acceptance 8: creates six tables with the columns and types of the article', () => {
    const columns = rowsOf('Columns').map(([table, column, type]) => `${table}.${column} ${type}`);
    expect(columns).toEqual([
      'history.id integer',
      'history.serviced bigint',
      'history.action character varying',
      'history.technician_id integer',
      'history.notes character varying',
      'location.id integer',
      'location.long numeric',
      'location.lat numeric',
      'location.description character varying',
      'manufacturer.id integer',
      'manufacturer.name character varying',
      'manufacturer.website character varying',
      'manufacturer.notes character varying',
      'message.id bigint',
      'message.guid character varying',
      'message.ts bigint',
      'message.temp numeric',
      'message.created timestamp without time zone',
      'sensor.id integer',
      'sensor.guid character varying',
      'sensor.mac character varying',
      'sensor.sku character varying',
      'sensor.upc character varying',
      'sensor.active boolean',
      'sensor.notes character varying',
      'sensors.id bigint',
      'sensors.sensor_id integer',
      'sensors.manufacturer_id integer',
      'sensors.location_id integer',
      'sensors.history_id bigint',
      'sensors.message_guid character varying',
    ]);
  });

  test('acceptance 9: has 30, 6, 6, 1 and 30 rows after two loads, and history ids from 1 to 30', () => {
    expect(whole.step('load').facts).toMatchObject({
      history: 30,
      location: 6,
      sensor: 6,
      manufacturer: 1,
      sensors: 30,
      historyIds: 30,
      lastHistoryId: 30,
    });
  });

  test('acceptance 10: creates six views', () => {
    expect(whole.step('views').facts).toEqual({
      views: 6,
      names: 'message_latency, sensor_avg_temp, sensor_avg_temp_current, sensor_msg_count, sensor_msg_detail, sensor_temp_stats',
    });
  });

  test('acceptance 12: has 400 readings per sensor, with averages in the order of sensors 5, 3, 2, 6, 1, 4', () => {
    expect(whole.step('averages').facts).toMatchObject({ sensors: 6, least: 400, most: 400, order: '5 3 2 6 1 4' });
    const averages = rowsOf('Average of each sensor').map(([average]) => Number(average));
    const expected = [65.14, 67.19, 70.27, 72.33, 85.68, 90.82];
    for (const [index, average] of averages.entries()) expect(Math.abs(average - expected[index]!)).toBeLessThan(0.6);
  });

  test('acceptance 13: the detail query returns each of 2,400 readings once', () => {
    expect(whole.step('averages').facts['detail']).toBe(2_400);
    expect(rowsOf('Readings over time')).toHaveLength(2_400);
  });

  test('acceptance 14: a reading of an unknown sensor is delivered, is in no view, and leaves nothing after its deletion', () => {
    expect(whole.step('malformed').facts).toMatchObject({ arrived: 6, shown: 0, known: false, left: 0 });
  });

  test('acceptance 15: the last half hour has no older reading', () => {
    const { recent, shown, shownLater } = whole.step('current').facts as Record<string, number>;
    expect([shown, shownLater]).toEqual([recent, 0]);
    expect(recent).toBeGreaterThan(0);
    expect(recent).toBeLessThan(2_400);
  });

  test('counts invalid records as errors, and loses no reading', () => {
    expect(whole.step('malformed').facts).toMatchObject({ refused: 4, errorObjects: 1, failedBuffers: 0 });
  });

  test('measures latencies, all within the buffer interval', () => {
    const { min, mean, max, withinInterval } = whole.step('latency').facts as Record<string, number | boolean>;
    expect(withinInterval).toBe(true);
    expect(Number(min)).toBeLessThan(Number(mean));
    expect(Number(mean)).toBeLessThan(Number(max));
    expect(rowsOf('Latency').reduce((sum, [, count]) => sum + Number(count), 0)).toBe(2_400);
  });
});

// A sample: `stagecraft rehearse firehose-redshift --param readings=1000000` sends them all.
test('delivers 200,000 readings exactly once, although the consumer is killed at each stage', async () => {
  const { step } = await rehearseReadings(200_000);
  const { sent, rows, distinct, kills } = step('volume').facts as Record<string, number>;

  expect([sent, rows, distinct]).toEqual([200_000, 200_000, 200_000]);
  expect(kills).toBe(12);
});

describe('failures', () => {
  test('keeps the existing rows when a table has a bad row', async () => {
    const { session } = await postgres.open('', recordingTask());
    await makeSchema(session);
    await loadStar(session, join(data, STAR));
    const file = join(data, STAR, 'sensors', 'sensors.csv');
    const before = readFileSync(file);
    appendFileSync(file, 'one,two,three,four,five\n');
    await expect(loadStar(session, join(data, STAR))).rejects.toThrow(/invalid input syntax/);
    writeFileSync(file, before);

    expect(await onlyValue(session, 'SELECT count(*) FROM sensor.history')).toBe(30);
    expect(await onlyValue(session, 'SELECT count(*) FROM sensor.sensors')).toBe(30);
    await session.close();
  });

  test('moves a buffer that cannot be copied to the errors with its manifest, and copies the next one', async () => {
    const { session } = await postgres.open('', recordingTask());
    await makeSchema(session);
    const { bucket, stream, consuming } = pipelineIn(mkdtempSync(join(tmpdir(), 'work ')), 'bucket', session, scenario.config.parse({}));
    await stream.putBatch(['{"guid":"a","ts":1,"temp":1}'], 1);
    await stream.tick(100);
    const [broken = ''] = await bucket.list('message/1970');
    await bucket.put(broken, 'this is no GZIP');
    await stream.putBatch(['{"guid":"a","ts":200,"temp":1}'], 200);
    await stream.drain(200);

    await expect(consume(consuming)).resolves.toEqual({ buffers: 1, rows: 1, failed: 1 });
    await expect(bucket.list('errors/manifests')).resolves.toHaveLength(1);
    await expect(consume(consuming)).resolves.toEqual({ buffers: 0, rows: 0, failed: 0 });
    await session.close();
  });
});
