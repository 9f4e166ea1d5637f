import { queryCommand } from '../../lib/cli/query';
import { csvText } from '../../lib/cli/text';
import { type FakeEndpoint, fakeEndpoint, json, published } from '../support/fake-endpoint';
import { PUBLISHED } from '../support/fake-lake';
import { recordingUi } from '../support/recording-ui';
import { stagecraft } from '../support/spawned';
import { withEnvironment } from '../support/with-environment';

let endpoint: FakeEndpoint;

beforeEach(async () => {
  endpoint = await fakeEndpoint();
  endpoint.replies['GetParametersByPath'] = published('/stagecraft/glue-athena-data-lake/dev', PUBLISHED);
  endpoint.replies['GetTables'] = json({
    TableList: [
      {
        Name: 'a',
        Parameters: { classification: 'json' },
        PartitionKeys: [{ Name: 'dt' }, { Name: 'h' }],
        StorageDescriptor: { Location: 's3://x/a/' },
      },
    ],
  });
});
afterEach(() => endpoint.close());

const tables = ['query', 'glue-athena-data-lake', 'tables'];

test('prints a table', async () => {
  const { code, stdout } = await stagecraft(tables, endpoint);

  expect(stdout).toBe('table  classification  partitioned by  location\na      json            dt, h           s3://x/a/\n');
  expect(code).toBe(0);
});

test('--csv prints comma-separated values', async () => {
  const { stdout } = await stagecraft([...tables, '--csv'], endpoint);

  expect(stdout).toBe('table,classification,partitioned by,location\r\na,json,"dt, h",s3://x/a/\n');
});

test('--json prints columns and rows', async () => {
  const { stdout } = await stagecraft([...tables, '--json'], endpoint);

  expect(JSON.parse(stdout)).toMatchObject({
    query: 'tables',
    account: '000000000000',
    table: { columns: ['table', 'classification', 'partitioned by', 'location'], rows: [['a', 'json', 'dt, h', 's3://x/a/']] },
  });
});

test('reports an empty result', async () => {
  endpoint.replies['GetTables'] = json({ TableList: [] });
  const ui = recordingUi();

  await withEnvironment(endpoint.env, () => queryCommand(ui).parseAsync(['glue-athena-data-lake', 'tables'], { from: 'user' }));

  expect(ui.texts).toEqual(['no rows']);
});

test("exits 1 with Athena's reason when a query fails", async () => {
  endpoint.replies['StartQueryExecution'] = json({ QueryExecutionId: 'q-1' });
  endpoint.replies['BatchGetQueryExecution'] = json({
    QueryExecutions: [{ QueryExecutionId: 'q-1', Status: { State: 'FAILED', StateChangeReason: 'TABLE_NOT_FOUND: etl_output_parquet' } }],
  });

  const { code, stderr } = await stagecraft(['query', 'glue-athena-data-lake', 'preview'], endpoint);

  expect(code).toBe(1);
  expect(stderr).toContain('error    query q-1 failed\ngot      TABLE_NOT_FOUND: etl_output_parquet\n');
});

test('Ctrl-C stops the query in Athena and exits 130', async () => {
  endpoint.replies['StartQueryExecution'] = json({ QueryExecutionId: 'q-1' });
  endpoint.replies['StopQueryExecution'] = json({});
  endpoint.replies['BatchGetQueryExecution'] = json({ QueryExecutions: [{ QueryExecutionId: 'q-1', Status: { State: 'RUNNING' } }] });

  const { code } = await stagecraft(['query', 'glue-athena-data-lake', 'preview'], { ...endpoint, interruptAt: 'query running' });

  expect(code).toBe(130);
  expect(endpoint.operations.at(-1)).toBe('StopQueryExecution');
});

test('refuses an unknown query with the nearest name', async () => {
  const { code, stderr } = await stagecraft(['query', 'glue-athena-data-lake', 'tabels'], endpoint);

  expect(code).toBe(2);
  expect(stderr).toContain("did you mean 'tables'?");
  expect(endpoint.operations).toEqual([]);
});

test('csvText quotes where necessary', () => {
  expect(
    csvText({
      columns: ['a', 'b'],
      rows: [
        ['say "hi"', null],
        ['two\nlines', 1.5],
      ],
    }),
  ).toBe('a,b\r\n"say ""hi""",\r\n"two\nlines",1.5');
});
