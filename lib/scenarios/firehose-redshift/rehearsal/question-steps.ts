import { z } from 'zod';
import { consume } from '../../../../workloads/firehose-redshift/local/consumer';
import { sensors, TEST_GUID } from '../../../../workloads/firehose-redshift/sensors';
import { analyticAverage, defaults } from '../../../../workloads/firehose-redshift/simulator';
import { bindParameters } from '../../../../workloads/postgres/bind';
import { onlyValue, type Session } from '../../../../workloads/postgres/session';
import { kit } from '../settings';
import { sqlText } from '../sql';
import { pipelineIn, setNow } from './local';
import { ask } from './warehouse-steps';

const HALF_HOUR = 1_800;

/** Columns of the detail query that the chart shows. */
const SHOWN: readonly unknown[] = ['recorded', 'temp', 'location'];

/** The row of the latency query: a count and seconds. Without readings the seconds are null, which becomes 0. */
const number = z.coerce.number();
const measured = z.tuple([number, number, number, number, number]);

export const averages = kit.step({
  title: 'Query the views: readings, averages and statistics of each sensor',
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
      columns: detail.columns.filter((column) => SHOWN.includes(column)),
      rows: detail.rows.map((row) => row.filter((_, index) => SHOWN.includes(detail.columns[index]))),
    });
    const averages = average.rows.map((row) => ({ row, mean: Number(row[0]), sensor: sensors.find(({ guid }) => guid === row[2]) }));
    publish('Average of each sensor', {
      columns: [...average.columns, 'without noise'],
      rows: averages.map(({ row, sensor }) => [...row, sensor ? Math.round(analyticAverage(sensor, defaults) * 100) / 100 : null]),
    });
    publish('Statistics of each sensor', statistics);
    const sizes = counts.rows.map(([count]) => Number(count));
    const deviations = averages.flatMap(({ mean, sensor }) => (sensor ? Math.abs(mean - analyticAverage(sensor, defaults)) : []));
    return {
      detail: detail.rows.length,
      sensors: counts.rows.length,
      least: leastOf(sizes),
      most: Math.max(0, ...sizes),
      order: averages.map(({ row, sensor }) => sensor?.id ?? row[2]).join(' '),
      largestDeviation: Math.max(0, ...deviations),
      lowest: leastOf(statistics.rows.map((row) => Number(row[1]))),
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
    const [messages, min, mean, p95, max] = measured.parse((await ask(session, 'latency')).rows[0]);
    return { messages, min, mean, p95, max, withinInterval: min >= 0 && max <= config.bufferSeconds };
  },
});

export const current = kit.step({
  title: 'Query the last half hour, at the end of the stream and half an hour later',
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
  title: 'Send four malformed records among six readings of an unknown sensor',
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
    const good = (second: number) => JSON.stringify({ guid: TEST_GUID, ts: start + second, temp: 999.99 });
    const bad = ['{"guid":"x","ts":', '{"guid":"x","ts":"soon","temp":1}', JSON.stringify({ guid: TEST_GUID, ts: start, temp: 1_000 }), '[]'];
    await pipeline.stream.putBatch([good(0), ...bad, ...[1, 2, 3, 4, 5].map(good)], start);
    await pipeline.stream.drain(start);
    const { rows, failed } = await consume(pipeline.consuming);
    const shown = (await ask(session, 'sensor-msg-detail')).rows.length - detail;
    const known = new Set((await ask(session, 'sensor-msg-count')).rows.map(([, guid]) => guid)).has(TEST_GUID);
    const remove = bindParameters(await sqlText('remove-test'), { guid: TEST_GUID });
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
  return Number(await onlyValue(session, await sqlText('queries/count')));
}

/** The smallest number; 0 when there is none. */
function leastOf(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : Math.min(...numbers);
}
