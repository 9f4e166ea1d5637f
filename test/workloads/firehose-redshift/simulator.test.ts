import { createReadStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { generate, STREAM_FILE } from '../../../workloads/firehose-redshift/generator';
import { lineOf, type Reading, readingIn } from '../../../workloads/firehose-redshift/reading';
import { type PutBatch, type Sending, send } from '../../../workloads/firehose-redshift/sender';
import { sensors } from '../../../workloads/firehose-redshift/sensors';
import { analyticAverage, defaults, plannedReadings, plannedSeconds, readings } from '../../../workloads/firehose-redshift/simulator';
import { csvOf, starTables } from '../../../workloads/firehose-redshift/star';
import { recordingTask } from '../../support/task';

const folder = mkdtempSync(join(tmpdir(), 'readings '));
afterAll(() => rmSync(folder, { recursive: true }));

describe('file mode', () => {
  const recorded: Reading[] = [];
  beforeAll(async () => {
    await generate(defaults, folder, recordingTask());
    for await (const line of createInterface({ input: createReadStream(join(folder, STREAM_FILE)).pipe(createGunzip()) })) {
      recorded.push(JSON.parse(line) as Reading);
    }
  });

  test('acceptance 11: 2,400 readings, 400 of each sensor', () => {
    expect(recorded).toHaveLength(2_400);
    for (const { guid } of sensors) expect(recorded.filter((reading) => reading.guid === guid)).toHaveLength(400);
  });

  test('acceptance 11: every temperature is within 55 and 65 + 2 x swing, and each mean within 0.6 of the expected one', () => {
    const expected: Record<number, number> = { 1: 85.68, 2: 70.27, 3: 67.19, 4: 90.82, 5: 65.14, 6: 72.33 };
    for (const { id, guid, swing } of sensors) {
      const temps = recorded.filter((reading) => reading.guid === guid).map(({ temp }) => temp);
      expect(Math.min(...temps)).toBeGreaterThanOrEqual(55);
      expect(Math.max(...temps)).toBeLessThanOrEqual(65 + 2 * swing);
      expect(Math.abs(temps.reduce((sum, temp) => sum + temp, 0) / temps.length - (expected[id] ?? 0))).toBeLessThan(0.6);
    }
  });

  test('times never decrease, and a sensor reads once per interval', () => {
    expect(recorded.map(({ ts }) => ts)).toEqual(recorded.map(({ ts }) => ts).sort((one, other) => one - other));
    const ofFirst = recorded.filter(({ guid }) => guid === sensors[0]!.guid).map(({ ts }) => ts);
    expect(new Set(ofFirst.slice(1).map((ts, index) => ts - ofFirst[index]!))).toEqual(new Set([60]));
  });

  test('gives the same bytes for the same seed, and others for another seed', async () => {
    const other = mkdtempSync(join(tmpdir(), 'readings '));
    await generate(defaults, other, recordingTask());
    expect(readFileSync(join(other, STREAM_FILE)).equals(readFileSync(join(folder, STREAM_FILE)))).toBe(true);
    await generate({ ...defaults, seed: 1 }, other, recordingTask());
    expect(readFileSync(join(other, STREAM_FILE)).equals(readFileSync(join(folder, STREAM_FILE)))).toBe(false);
    rmSync(other, { recursive: true });
  });
});

test('computes duration and average of a simulation in advance', () => {
  expect(plannedSeconds(defaults)).toBe(26_700);
  expect(plannedReadings(defaults)).toBe(2_400);
  expect(analyticAverage({ swing: 25 }, defaults)).toBeCloseTo(85.68, 1);
  expect([...readings({ ...defaults, steps: 3, repeat: 1 }, 0)]).toHaveLength(18);
});

describe('the star schema', () => {
  test('acceptance 9: 30, 6, 6, 1 and 30 rows; history ids from 1 to 30, each once', () => {
    expect(Object.fromEntries(starTables.map(({ name, rows }) => [name, rows.length]))).toEqual({
      history: 30,
      location: 6,
      sensor: 6,
      manufacturer: 1,
      sensors: 30,
    });
    expect(starTables[0]?.rows.map(([id]) => id)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  });

  test('gives each sensor one installation, and the history of the article', () => {
    const history = new Map(starTables[0]?.rows.map(([id, , action]) => [id, action]));
    const facts = starTables[4]?.rows ?? [];
    for (const { id } of sensors) {
      const ids = facts.filter(([sensor]) => sensor === id).map(([, , , entry]) => entry);
      expect(ids).toEqual([3 * id - 2, 3 * id - 1, 3 * id, 18 + id, 24 + id]);
      expect(ids.filter((entry) => history.get(entry ?? 0) === 'INSTALLED')).toHaveLength(1);
    }
    expect([...new Set(history.values())].sort()).toEqual(['CALIBRATED', 'FIRMWARE UPGRADED', 'INSTALLED']);
  });

  test('quotes cells with commas and quotes', () => {
    expect(csvOf({ name: 'x', columns: ['a', 'b'], rows: [['one, two', 'say "x"']] })).toBe('a,b\n"one, two","say ""x"""\n');
  });
});

describe('a reading', () => {
  test('survives a round trip', () => {
    const reading = { guid: 'a-b', ts: 7, temp: -3.25 };
    expect(readingIn(lineOf(reading))).toEqual(reading);
  });

  test.each([
    ['{"guid":', /not JSON/],
    ['[]', /not an object/],
    ['null', /not an object/],
    ['{"guid":"","ts":1,"temp":1}', /guid/],
    [`{"guid":"${'x'.repeat(37)}","ts":1,"temp":1}`, /guid/],
    ['{"guid":"a\\nb","ts":1,"temp":1}', /guid/],
    ['{"guid":"a","ts":1.5,"temp":1}', /ts/],
    ['{"guid":"a","ts":"1","temp":1}', /ts/],
    ['{"guid":"a","ts":1,"temp":1000}', /temp/],
    ['{"guid":"a","ts":1}', /temp/],
  ])('refuses %s', (record, reason) => {
    expect(readingIn(record)).toEqual({ refused: expect.stringMatching(reason) });
  });
});

describe('the sender', () => {
  /** A virtual clock whose waits return at once. */
  function sending(given: Partial<Sending> = {}): Sending & { clock: number; reports: number[] } {
    const self: Sending & { clock: number; reports: number[] } = {
      clock: 0,
      reports: [],
      speed: 1,
      signal: new AbortController().signal,
      now: () => self.clock,
      pause: async (milliseconds: number) => {
        self.clock += milliseconds;
      },
      progress: ({ sent }) => self.reports.push(sent),
      ...given,
    };
    return self;
  }
  const some = (count: number, every = 0) =>
    Array.from({ length: count }, (_, index): Reading => ({ guid: 'a', ts: 1_000 + index * every, temp: 1 }));
  const takes: PutBatch = async (records) => records.map(() => undefined);

  test('sends due readings at once in batches of at most 500', async () => {
    const sizes: number[] = [];
    const report = await send(
      some(1_201),
      async (records) => {
        sizes.push(records.length);
        return takes(records);
      },
      sending(),
    );
    expect(sizes).toEqual([500, 500, 201]);
    expect(report).toMatchObject({ sent: 1_201, failed: 0, retried: 0, batches: 3, stopped: false });
  });

  test('keeps the pace of the readings, or is faster', async () => {
    const slow = sending();
    await send(some(11, 60), takes, slow);
    expect(slow.clock).toBe(600_000);
    const fast = sending({ speed: 100 });
    await send(some(11, 60), takes, fast);
    expect(fast.clock).toBe(6_000 - (6_000 % 600));
  });

  test('retries refused records one by one with growing delays', async () => {
    const requests: number[] = [];
    const clock = sending();
    const put: PutBatch = async (records) => {
      requests.push(records.length);
      return records.map((_, index) => (requests.length < 3 && index < 2 ? 'ServiceUnavailableException' : undefined));
    };
    const report = await send(some(10), put, clock);
    expect(requests).toEqual([10, 2, 2]);
    expect(report).toMatchObject({ sent: 10, failed: 0, retried: 4, lastError: 'ServiceUnavailableException' });
    expect(clock.clock).toBe(600);
  });

  test('counts records that failed for good, and continues', async () => {
    const put: PutBatch = async (records) => records.map((record) => (record.includes('"ts":1000') ? 'InternalFailure' : undefined));
    await expect(send(some(3, 60), put, sending())).resolves.toMatchObject({ sent: 2, failed: 1, retried: 5, lastError: 'InternalFailure' });
  });

  test('stops on abort, and reports what was sent', async () => {
    const controller = new AbortController();
    let batches = 0;
    const put: PutBatch = async (records) => {
      batches += 1;
      if (batches === 2) controller.abort();
      return takes(records);
    };
    await expect(send(some(10, 60), put, sending({ signal: controller.signal }))).resolves.toMatchObject({ sent: 2, stopped: true });
    expect(batches).toBe(2);
  });

  test('throws an error of the whole request', async () => {
    const put: PutBatch = async () => {
      throw new Error('no such stream');
    };
    await expect(send(some(1), put, sending())).rejects.toThrow('no such stream');
  });
});
