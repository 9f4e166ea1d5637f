import { createLog, type LogLevel, reasonOf } from '../../../workloads/greeting-service/service/log';

function logAt(level: LogLevel) {
  const lines: string[] = [];
  const log = createLog({ level, service: 'Service A', write: (line) => lines.push(line), now: () => new Date('2026-11-21T10:00:00Z') });
  return { log, lines };
}

test('a line has the keys function, line, level, msg and time, and names its call site', () => {
  const { log, lines } = logAt('info');
  function sendGreeting() {
    log.error('it failed', { child: 'service-b', trace_id: undefined });
  }
  sendGreeting();

  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/\}\n$/);
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    function: 'sendGreeting',
    line: expect.any(Number),
    level: 'error',
    msg: 'it failed',
    time: '2026-11-21T10:00:00.000Z',
    service: 'Service A',
    child: 'service-b',
  });
});

test.each<[LogLevel, string[]]>([
  ['trace', ['debug', 'info', 'warning', 'error', 'fatal']],
  ['debug', ['debug', 'info', 'warning', 'error', 'fatal']],
  ['info', ['info', 'warning', 'error', 'fatal']],
  ['warning', ['warning', 'error', 'fatal']],
  ['error', ['error', 'fatal']],
  ['panic', []],
])('level %s lets %j through', (level, expected) => {
  const { log, lines } = logAt(level);
  for (const write of [log.debug, log.info, log.warning, log.error, log.fatal]) write('said');
  expect(lines.map((line) => JSON.parse(line).level)).toEqual(expected);
});

test('does not change stack traces of errors', () => {
  const { log } = logAt('info');
  log.info('said');
  expect(new Error('after').stack).toContain('log.test.ts');
});

test('a reason contains no stack and no password of an address', () => {
  expect(reasonOf(new Error('cannot reach mongodb://user:s3cret@db:27017/x'))).toBe('cannot reach mongodb://…@db:27017/x');
  expect(reasonOf(Object.assign(new Error(''), { code: 'ECONNREFUSED' }))).toBe('ECONNREFUSED');
  expect(reasonOf('text')).toBe('text');
});
