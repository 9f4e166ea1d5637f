import { prepareLogs } from '../../lib/actions/logs';
import { logsCommand } from '../../lib/cli/logs';
import { type FakeEndpoint, fakeEndpoint, json, published, refusal } from '../support/fake-endpoint';
import { PUBLISHED } from '../support/fake-lake';
import { recordingUi } from '../support/recording-ui';
import { stagecraft } from '../support/spawned';
import { withEnvironment } from '../support/with-environment';

let endpoint: FakeEndpoint;

beforeEach(async () => {
  endpoint = await fakeEndpoint();
  endpoint.replies['GetParametersByPath'] = published('/stagecraft/glue-athena-data-lake/dev', PUBLISHED);
  endpoint.replies['FilterLogEvents'] = (body) => {
    const { logGroupName: group } = JSON.parse(body) as { logGroupName: string };
    if (group.startsWith('/aws/lambda/athena-json')) return json({ events: [{ timestamp: 2_000, logStreamName: 's', message: `from ${group}\n` }] });
    if (group === '/aws-glue/jobs/rates-xml-to-parquet/output') return json({ events: [{ timestamp: 1_000, logStreamName: 's', message: 'spark' }] });
    return refusal('ResourceNotFoundException', 'no such group');
  };
});
afterEach(() => endpoint.close());

test('merges all sources by time', async () => {
  const { code, stdout } = await stagecraft(['logs', 'glue-athena-data-lake'], endpoint);

  expect(stdout).toBe(
    [
      '1970-01-01T00:00:01.000Z  rates-xml-to-parquet  spark',
      '1970-01-01T00:00:02.000Z  athena-json-to-parquet-data  from /aws/lambda/athena-json-to-parquet-data',
      '1970-01-01T00:00:02.000Z  athena-json-to-parquet-mappings  from /aws/lambda/athena-json-to-parquet-mappings',
      '',
    ].join('\n'),
  );
  expect(code).toBe(0);
});

test('reads one source when it is named', async () => {
  const ui = recordingUi();

  await withEnvironment(endpoint.env, () => logsCommand(ui).parseAsync(['glue-athena-data-lake', 'rates'], { from: 'user' }));

  expect(ui.texts).toEqual(['1970-01-01T00:00:01.000Z  rates-xml-to-parquet  spark']);
});

test('reports when nothing was logged', async () => {
  const ui = recordingUi();

  await withEnvironment(endpoint.env, () =>
    logsCommand(ui).parseAsync(['glue-athena-data-lake', 'pipeline', '--since', '2026-01-01T00:00:00Z'], { from: 'user' }),
  );

  expect(ui.texts).toEqual(['no log lines since 2026-01-01T00:00:00.000Z']);
});

test('refuses an unknown source before any AWS request', async () => {
  const { code, stderr } = await stagecraft(['logs', 'glue-athena-data-lake', 'function'], endpoint);

  expect(code).toBe(2);
  expect(stderr).toContain("did you mean 'functions'?");
  expect(endpoint.operations).toEqual([]);
});

describe('since', () => {
  const now = new Date('2026-01-02T00:00:00Z');
  const since = async (text: string | undefined) => (await prepareLogs({ scenario: 'glue-athena-data-lake', since: text }, now)).since.toISOString();

  test.each([
    [undefined, '2026-01-01T23:00:00.000Z'],
    ['30s', '2026-01-01T23:59:30.000Z'],
    ['15m', '2026-01-01T23:45:00.000Z'],
    ['2h', '2026-01-01T22:00:00.000Z'],
    ['1d', '2026-01-01T00:00:00.000Z'],
    ['2025-12-24', '2025-12-24T00:00:00.000Z'],
  ])('%s', async (text, expected) => {
    await expect(since(text)).resolves.toBe(expected);
  });

  test.each(['yesterday', '1w', '', '2025-99-99', '-1h'])("refuses '%s'", async (text) => {
    await expect(since(text)).rejects.toThrow(`invalid --since; got '${text}'; allowed: a number with s, m, h or d`);
  });
});
