import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tracesIn, tracesParams } from '../../../../lib/scenarios/greeting-platform/traces';
import { recordingTask } from '../../../support/task';

let server: Server | undefined;
afterEach(() => server?.close().closeAllConnections());

/** Rows from the response of a tracer. */
async function rowsOf(tracing: 'jaeger' | 'zipkin', answer: unknown, params: Record<string, unknown> = {}) {
  const started = createServer((_, response) => response.end(JSON.stringify(answer)));
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const { port } = started.address() as AddressInfo;
  return (await tracesIn(tracing, `http://127.0.0.1:${port}`, tracesParams.parse(params), recordingTask())).rows;
}

describe('Jaeger', () => {
  const span = (spanID: string, startTime: number, parent?: string) => ({
    spanID,
    processID: 'p1',
    startTime,
    duration: 2_000,
    references: parent === undefined ? null : [{ spanID: parent }],
  });
  const processes = { p1: { serviceName: 'service-a.dev' } };

  test('returns the newest traces up to the limit', async () => {
    const data = [1, 3, 2].map((second) => ({ traceID: `trace-${second}`, processes, spans: [span('1', second * 1_000_000)] }));

    const rows = await rowsOf('jaeger', { data }, { limit: '2' });
    expect(rows.map(([started, , , , , trace]) => [started, trace])).toEqual([
      ['1970-01-01T00:00:03.000Z', 'trace-3'],
      ['1970-01-01T00:00:02.000Z', 'trace-2'],
    ]);
  });

  test('names a service without a process name by its process id', async () => {
    await expect(rowsOf('jaeger', { data: [{ traceID: 't', processes: {}, spans: [span('1', 1_000_000)] }] })).resolves.toEqual([
      ['1970-01-01T00:00:01.000Z', 2, 1, 1, 'p1', 't'],
    ]);
  });

  test('takes the oldest known span as root when the first is missing, and none in a cycle', async () => {
    const cut = { traceID: 'cut', processes, spans: [span('3', 2_000_000, '2'), span('2', 2_000_000, '1')] };
    const ring = { traceID: 'ring', processes, spans: [span('1', 1_000_000, '2'), span('2', 1_000_000, '1')] };

    const rows = await rowsOf('jaeger', { data: [cut, ring] });
    expect(rows.map(([, , , , root, trace]) => [root, trace])).toEqual([
      ['service-a.dev', 'cut'],
      ['unknown', 'ring'],
    ]);
  });

  test('leaves out a trace without spans', async () => {
    const data = [
      { traceID: 'empty', processes: {}, spans: [] },
      { traceID: 'full', processes, spans: [span('1', 1_000_000)] },
    ];

    expect((await rowsOf('jaeger', { data })).map(([, , , , , trace]) => trace)).toEqual(['full']);
  });
});

describe('Zipkin', () => {
  const span = (id: string, more: object = {}) => ({ traceId: 't', id, ...more });

  test('ignores a span without a start time for start and duration of its trace', async () => {
    const timed = span('1', { timestamp: 1_700_000_000_000_000, duration: 2_000, localEndpoint: { serviceName: 'service-a.dev' } });
    const other = span('2', { parentId: '1', localEndpoint: { serviceName: 'service-b.dev' } });

    await expect(rowsOf('zipkin', [[timed, other]])).resolves.toEqual([['2023-11-14T22:13:20.000Z', 2, 2, 2, 'service-a.dev', 't']]);
  });

  test('gives an unfinished span without a service a duration of zero', async () => {
    await expect(rowsOf('zipkin', [[span('1', { timestamp: 1_000_000, localEndpoint: {} })]])).resolves.toEqual([
      ['1970-01-01T00:00:01.000Z', 0, 1, 1, 'unknown', 't'],
    ]);
  });

  test('leaves out a trace without any start time', async () => {
    await expect(rowsOf('zipkin', [[], [span('1')]])).resolves.toEqual([]);
  });
});
