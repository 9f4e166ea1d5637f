import { type Consumed, type Consuming, consume, Killed, type Moment } from '../../../../workloads/firehose-redshift/local/consumer';
import type { Reading } from '../../../../workloads/firehose-redshift/reading';
import { sensors } from '../../../../workloads/firehose-redshift/sensors';
import { defaults, readings } from '../../../../workloads/firehose-redshift/simulator';
import type { Session } from '../../../../workloads/postgres/session';
import type { Facts } from '../../../contract/values';
import { kit } from '../settings';
import { pipelineIn, sendThrough } from './local';

const MOMENTS: readonly Moment[] = ['before', 'copied', 'committed'];
/** A time after all others of the rehearsal, in epoch seconds. */
const START = 1_800_000_000;

/** Many readings, and a consumer that is killed at each of its stages, repeatedly. */
export const volume = kit.step({
  title: 'Send many readings, and kill the consumer before, during and after its copy',
  needs: ['postgres'],
  async run({
    config,
    workspace,
    engines: {
      postgres: { session },
    },
    params,
    task,
  }): Promise<Facts> {
    const wanted = Number(params['readings']);
    await session.run('DELETE FROM sensor.message');
    const pipeline = pipelineIn(workspace, 'volume-bucket', session, config);
    const steps = Math.ceil(wanted / sensors.length);
    const report = await sendThrough(
      pipeline,
      first(wanted, readings({ ...defaults, interval: 1, steps, repeat: 1, offset: 0 }, START)),
      START,
      task,
    );
    const { kills, consumers } = await consumeWithKills(pipeline.consuming);
    return { sent: report.sent, buffers: pipeline.stream.delivered.length, kills, consumers, ...(await countsOf(session)) };
  },
});

/** Kills each consumer at its next buffer, at another moment each time, until nothing is left. */
async function consumeWithKills(consuming: Consuming): Promise<{ readonly kills: number; readonly consumers: number; readonly last: Consumed }> {
  for (let kills = 0; ; kills++) {
    let seen = 0;
    const moment = MOMENTS[kills % MOMENTS.length];
    // Every third buffer is finished, so that a consumer is killed between buffers as well as within the first.
    const at = (now: Moment) => {
      if (now === 'before') seen += 1;
      if (seen > kills % 3 && now === moment) throw new Killed(`killed ${now} its buffer`);
    };
    try {
      const last = await consume({ ...consuming, at: kills < MOST_KILLS ? at : undefined });
      return { kills, consumers: kills + 1, last };
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
  }
}

/** The number of kills, after which a consumer copies the rest. */
const MOST_KILLS = 12;

async function countsOf(session: Session): Promise<{ readonly rows: number; readonly distinct: number }> {
  const { rows } = await session.query('SELECT count(*), count(DISTINCT (guid, ts)) FROM sensor.message');
  return { rows: Number(rows[0]?.[0]), distinct: Number(rows[0]?.[1]) };
}

function* first(count: number, all: Iterable<Reading>): Generator<Reading> {
  let left = count;
  for (const reading of all) {
    if (left-- <= 0) return;
    yield reading;
  }
}
