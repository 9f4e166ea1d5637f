import { consume } from '../../../../workloads/firehose-redshift/local/consumer';
import { sensors, TEST_GUID } from '../../../../workloads/firehose-redshift/sensors';
import { analyticAverage, defaults } from '../../../../workloads/firehose-redshift/simulator';
import { bound } from '../../../../workloads/postgres/bind';
import { onlyValue, type Session } from '../../../../workloads/postgres/session';
import { kit } from '../settings';
import { sqlText } from '../sql';
import { pipelineIn, setNow } from './local';
import { ask } from './warehouse-steps';

const HALF_HOUR = 1_800;

export const averages = kit.step({
  title: 'Ask the views: readings, averages and statistics of each sensor',
  needs: ['postgres'],
  async run({
    engines: {
      postgres: { session },
    },
    publish,
  }) {
    const [detail, counts, average, statistics] = [
      await ask(session, 'sensor-msg-detail'),
      await ask(session, 'sensor-msg-count'),
      await ask(session, 'sensor-avg-temp'),
      await ask(session, 'sensor-temp-stats'),
    ];
    publish('Readings over time', {
      columns: ['recorded', 'temp', 'location'],
      rows: detail.rows.map((row) => [row[0] ?? null, row[1] ?? null, row[7] ?? null]),
    });
    publish('Average of each sensor', {
      columns: [...average.columns, 'without noise'],
      rows: average.rows.map((row) => [...row, Math.round(expectedOf(String(row[2])) * 100) / 100]),
    });
    publish('Statistics of each sensor', statistics);
    const deviations = average.rows.map(([mean, , guid]) => Math.abs(Number(mean) - expectedOf(String(guid))));
    return {
      detail: detail.rows.length,
      sensors: counts.rows.length,
      least: Number(counts.rows[0]?.[0] ?? 0),
      most: Number(counts.rows.at(-1)?.[0] ?? 0),
      order: average.rows.map(([, , guid]) => sensors.find((sensor) => sensor.guid === guid)?.id).join(' '),
      largestDeviation: Math.max(...deviations),
      lowest: Math.min(...statistics.rows.map((row) => Number(row[1]))),
      medians: statistics.rows.filter((row) => Number(row[4]) >= Number(row[1]) && Number(row[4]) <= Number(row[2])).length,
    };
  },
});

export const latency = kit.step({
  title: 'Measure the seconds from each reading to its row',
  needs: ['postgres'],
  async run({
    config,
    engines: {
      postgres: { session },
    },
    publish,
  }) {
    publish('Latency', await ask(session, 'latency-histogram'));
    const [messages, min, mean, p95, max] = ((await ask(session, 'latency')).rows[0] ?? []).map(Number);
    return {
      messages: messages ?? 0,
      min: min ?? 0,
      mean: mean ?? 0,
      p95: p95 ?? 0,
      max: max ?? 0,
      withinInterval: (min ?? -1) >= 0 && (max ?? Number.NaN) <= config.bufferSeconds,
    };
  },
});

export const current = kit.step({
  title: 'Ask for the last half hour, at the end of the stream and half an hour later',
  needs: ['postgres'],
  async run({
    engines: {
      postgres: { session },
    },
  }) {
    const last = Number(await onlyValue(session, 'SELECT max(ts) FROM sensor.message'));
    const recent = Number(await onlyValue(session, 'SELECT count(*) FROM sensor.message WHERE ts >= $1', [last - HALF_HOUR]));
    const shownAt = async (seconds: number) => {
      await setNow(session, seconds);
      return (await ask(session, 'sensor-avg-temp-current')).rows.reduce((sum, [, count]) => sum + Number(count), 0);
    };
    return { recent, shown: await shownAt(last), shownLater: await shownAt(last + HALF_HOUR + 1) };
  },
});

export const malformed = kit.step({
  title: 'Send four records that are no readings among six, of a sensor that nobody knows',
  needs: ['postgres'],
  async run({
    config,
    workspace,
    engines: {
      postgres: { session },
    },
  }) {
    const pipeline = pipelineIn(workspace, 'other-bucket', session, config);
    const before = await messagesIn(session);
    const detail = (await ask(session, 'sensor-msg-detail')).rows.length;
    const start = 1_700_000_000;
    const good = Array.from({ length: 6 }, (_, index) => JSON.stringify({ guid: TEST_GUID, ts: start + index, temp: 999.99 }));
    const bad = ['{"guid":"x","ts":', '{"guid":"x","ts":"soon","temp":1}', JSON.stringify({ guid: TEST_GUID, ts: start, temp: 1_000 }), '[]'];
    await pipeline.stream.putBatch([good[0] ?? '', ...bad, ...good.slice(1)], start);
    await pipeline.stream.drain(start);
    const { rows, failed } = await consume(pipeline.consuming);
    const shown = (await ask(session, 'sensor-msg-detail')).rows.length - detail;
    const known = new Set((await ask(session, 'sensor-msg-count')).rows.map(([, guid]) => guid)).has(TEST_GUID);
    const remove = bound(await sqlText('remove-test'), { guid: TEST_GUID });
    await session.query(remove.sql, remove.values);
    const errorObjects = (await pipeline.bucket.list('errors/processing-failed/')).length;
    return {
      arrived: rows,
      refused: pipeline.stream.refused,
      errorObjects,
      failedBuffers: failed,
      shown,
      known,
      left: (await messagesIn(session)) - before,
    };
  },
});

async function messagesIn(session: Session): Promise<number> {
  return Number((await ask(session, 'count')).rows[0]?.[0] ?? 0);
}

function expectedOf(guid: string): number {
  const sensor = sensors.find((candidate) => candidate.guid === guid);
  return sensor ? analyticAverage(sensor, defaults) : Number.NaN;
}
