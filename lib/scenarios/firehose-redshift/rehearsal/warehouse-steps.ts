import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { FIRST_READING, STAR, STREAM_FILE } from '../../../../workloads/firehose-redshift/generator';
import { LocalBucket } from '../../../../workloads/firehose-redshift/local/bucket';
import { consume } from '../../../../workloads/firehose-redshift/local/consumer';
import { copyFrom } from '../../../../workloads/firehose-redshift/local/copy';
import { type Reading, readingIn } from '../../../../workloads/firehose-redshift/reading';
import { starTables } from '../../../../workloads/firehose-redshift/star';
import { bindParameters } from '../../../../workloads/postgres/bind';
import { inTransaction, type Session } from '../../../../workloads/postgres/session';
import type { Facts, Table } from '../../../contract/values';
import { kit } from '../settings';
import { sqlText, statementsOf } from '../sql';
import { makeSchema, pipelineIn, sendThrough } from './local';

export const schema = kit.step({
  title: 'Create the schema for Redshift on PostgreSQL',
  needs: ['postgres'],
  async run({ engines: { postgres }, publish }) {
    await makeSchema(postgres.session);
    const columns = await postgres.session.query(
      "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'sensor' ORDER BY table_name, ordinal_position",
    );
    publish('Columns', columns);
    return { tables: new Set(columns.rows.map(([table]) => table)).size, columns: columns.rows.length };
  },
});

export const load = kit.step({
  title: 'Copy the five tables of the star schema, twice',
  needs: ['postgres'],
  async run({ data, engines: { postgres } }) {
    await loadStar(postgres.session, join(data, STAR));
    await loadStar(postgres.session, join(data, STAR));
    const rows = (await ask(postgres.session, 'tables')).rows.map(([name, count]) => [String(name), Number(count)] as const);
    const [ids] = await postgres.select(
      z.object({ ids: z.coerce.number(), last: z.coerce.number() }),
      'SELECT count(DISTINCT id) AS ids, max(id) AS last FROM sensor.history',
    );
    return { ...Object.fromEntries(rows), historyIds: ids?.ids ?? 0, lastHistoryId: ids?.last ?? 0 };
  },
});

export const views = kit.step({
  title: 'Create the six views',
  needs: ['postgres'],
  async run({ engines: { postgres } }): Promise<Facts> {
    await inTransaction(postgres.session, async () => {
      for (const statement of await statementsOf('views')) await postgres.session.run(statement);
    });
    const { rows } = await postgres.session.query("SELECT table_name FROM information_schema.views WHERE table_schema = 'sensor' ORDER BY 1");
    return { views: rows.length, names: rows.flat().join(', ') };
  },
});

export const stream = kit.step({
  title: 'Send the recorded readings, buffer them as Firehose does (simulated), and copy each buffer by its manifest',
  needs: ['postgres'],
  async run({ config, data, workspace, engines: { postgres }, task, publish }) {
    const pipeline = pipelineIn(workspace, 'data-bucket', postgres.session, config);
    const recorded = await recordedReadings(join(data, STREAM_FILE));
    const sent = await sendThrough(pipeline, recorded, recorded[0]?.ts ?? FIRST_READING, task);
    const copied = await consume(pipeline.consuming);
    const { delivered } = pipeline.stream;
    publish('Buffers', { columns: ['delivered', 'records', 'bytes'], rows: delivered.map(({ at, records, bytes }) => [timeOf(at), records, bytes]) });
    const inTable = (await ask(postgres.session, 'count')).rows[0]?.[0];
    return {
      recorded: recorded.length,
      sent: sent.sent,
      buffers: delivered.length,
      objects: (await pipeline.bucket.list('message/2')).length,
      copied: copied.rows,
      inTable: Number(inTable),
      largestBuffer: Math.max(...delivered.map(({ bytes }) => bytes)),
      end: sent.end,
    };
  },
});

/** Runs `load.sql` in one transaction, on a folder in place of the bucket. */
export async function loadStar(session: Session, folder: string): Promise<void> {
  const bucket = new LocalBucket('star', folder);
  const urls = Object.fromEntries(starTables.map(({ name }) => [`${name}Url`, bucket.urlOf(`${name}/`)]));
  const statements = await statementsOf('load', { ...urls, role: 'here' });
  await inTransaction(session, async () => {
    for (const statement of statements) {
      if (statement.startsWith('COPY')) await copyFrom(bucket, session, statement);
      else await session.run(statement);
    }
  });
}

/** Runs a saved query. */
export async function ask(session: Session, name: string): Promise<Table> {
  const text = await sqlText(`queries/${name}`);
  const { sql, values } = bindParameters(text, text.includes('$most') ? { most: 10_000 } : {});
  return session.query(sql, values);
}

/** Every reading of a recorded stream. Records that are not readings are left out. */
async function recordedReadings(file: string): Promise<readonly Reading[]> {
  const readings: Reading[] = [];
  for await (const line of createInterface({ input: createReadStream(file).pipe(createGunzip()), crlfDelay: Number.POSITIVE_INFINITY })) {
    const reading = readingIn(line);
    if (!('refused' in reading)) readings.push(reading);
  }
  return readings;
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().slice(0, 19).replace('T', ' ');
}
