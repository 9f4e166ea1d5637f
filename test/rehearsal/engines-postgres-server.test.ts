import { chmodSync, existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { EngineUnavailable } from '../../lib/rehearsal/engine';
import { postgresServerOn } from '../../lib/rehearsal/engines/postgres-server';
import type { Connection } from '../../workloads/postgres/connection';
import { recordingTask } from '../support/task';

const mockConnect = jest.fn<Promise<unknown>, [Connection]>();
jest.mock('../../workloads/postgres/client', () => ({ connectTo: (connection: Connection) => mockConnect(connection) }));

/** Programs that write down how they are used. A server is ready on the port that its settings name last, and ends after 20 seconds. */
function machine() {
  const bin = mkdtempSync(join(tmpdir(), 'postgres-'));
  const log = join(bin, 'log');
  const programs = {
    initdb: `echo "initdb $2" >> ${log}`,
    pg_basebackup: `echo "basebackup $2 $4" >> ${log}; cp "$(dirname "$2")/primary/postgresql.conf" "$2"`,
    postgres: `[ "$1" = --version ] && echo "postgres (PostgreSQL) 15.4" && exit
trap 'echo "stopped $2" >> ${log}; exit' INT
echo "ready $2 $(sed -n 's/^port = //p' "$2/postgresql.conf" | tail -1)" >> ${log}
for i in $(seq 400); do sleep 0.05; done`,
  };
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  writeFileSync(log, '');
  return { env: { PATH: `${bin}:/usr/bin:/bin` }, did: () => readFileSync(log, 'utf8').trim().split('\n') };
}

beforeEach(() => {
  // As root another user would run the programs, who may not read them.
  jest.spyOn(process, 'getuid' as never).mockReturnValue(1_000 as never);
  mockConnect.mockReset();
});
afterEach(() => jest.restoreAllMocks());

test('starts a primary, then a replica on another port; close stops both, the replica first', async () => {
  const { env, did } = machine();
  const asked: string[] = [];
  let looks = 0;
  mockConnect.mockImplementation(async ({ port }) => {
    if (!did().some((line) => line.startsWith('ready') && line.endsWith(` ${port}`))) throw new Error('nothing listens there');
    return {
      run: async (sql: string) => void asked.push(sql),
      query: async (sql: string) => ({ columns: [''], rows: [[sql.includes('pg_current_wal_lsn') ? '0/1' : looks++ === 0]] }),
      close: async () => void asked.push('close'),
    };
  });
  const task = recordingTask();
  const servers = await postgresServerOn(env, '/nowhere').open('', task);

  const folder = dirname(did()[0]?.split(' ')[1] ?? '');
  const [primaryPort, replicaPort] = [...new Set(mockConnect.mock.calls.map(([{ port }]) => port))];
  expect(did()).toEqual([
    `initdb ${folder}/primary`,
    `ready ${folder}/primary ${primaryPort}`,
    `basebackup ${folder}/replica host=127.0.0.1 port=${primaryPort} user=owner`,
    `ready ${folder}/replica ${replicaPort}`,
  ]);
  expect(task.lines).toEqual(['making a primary', 'making a replica of it']);
  expect(statSync(join(folder, 'password')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, 'password'), 'utf8')).toBe(`${servers.connection.password}\n`);
  expect(servers.connection).toMatchObject({ host: '127.0.0.1', port: primaryPort, user: 'owner', sslmode: 'disable' });
  expect(asked).toEqual(["SET TimeZone = 'UTC'", "SET TimeZone = 'UTC'"]);

  await expect(servers.caughtUp()).resolves.toBeGreaterThanOrEqual(0);
  expect(looks).toBe(2);
  await servers.close();
  expect(did().slice(4)).toEqual([`stopped ${folder}/replica`, `stopped ${folder}/primary`]);
  expect(existsSync(folder)).toBe(false);
});

test('stops a server that accepts no connections within a minute, and leaves nothing', async () => {
  const { env, did } = machine();
  mockConnect.mockRejectedValue(new Error('nothing listens there'));
  let now = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => {
    now += 60_001;
    return now;
  });

  await expect(postgresServerOn(env, '/nowhere').open('', recordingTask())).rejects.toThrow('nothing listens there');
  expect(mockConnect).toHaveBeenCalledTimes(1);
  expect(existsSync(dirname(did()[0]?.split(' ')[1] ?? '/'))).toBe(false);
});

test('is not found without its programs, and open refuses', async () => {
  const nowhere = postgresServerOn({}, '/nowhere');

  await expect(nowhere.find()).resolves.toBeUndefined();
  const opening = nowhere.open('', recordingTask());
  await expect(opening).rejects.toBeInstanceOf(EngineUnavailable);
  await expect(opening).rejects.toThrow('the programs of PostgreSQL were not found');
});

test('is found with its version, and not without its client', async () => {
  const { env } = machine();
  await expect(postgresServerOn(env, '/nowhere').find()).resolves.toBe('15.4');

  jest.resetModules();
  jest.doMock('pg', () => {
    throw new Error('not installed');
  });
  await expect(postgresServerOn(env, '/nowhere').find()).resolves.toBeUndefined();
});
