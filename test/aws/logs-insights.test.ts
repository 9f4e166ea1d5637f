import { CloudWatchLogsClient, GetQueryResultsCommand, StartQueryCommand, StopQueryCommand } from '@aws-sdk/client-cloudwatch-logs';
import { mockClient } from 'aws-sdk-client-mock';
import { runInsights } from '../../lib/aws/logs';
import { recordingTask } from '../support/task';

const mock = mockClient(CloudWatchLogsClient);
const client = new CloudWatchLogsClient({ region: 'eu-central-1' });
const query = { group: '/aws/containerinsights/demo/application', query: 'fields @message', since: new Date(1_700_000_000_500) };

beforeEach(() => {
  mock.reset();
  mock.on(StartQueryCommand).resolves({ queryId: 'q' });
  mock.on(StopQueryCommand).resolves({});
});

test('waits for the rows, keeps their order, drops the pointer, and reports progress', async () => {
  const task = recordingTask();
  mock
    .on(GetQueryResultsCommand)
    .resolvesOnce({ status: 'Running' })
    .resolves({
      status: 'Complete',
      results: [
        [
          { field: '@timestamp', value: '2026-01-02' },
          { field: '@message', value: 'error two' },
          { field: '@ptr', value: 'x' },
        ],
        [{ field: '@timestamp', value: '2026-01-01' }],
      ],
    });

  await expect(runInsights(client, query, task, 1)).resolves.toEqual({
    columns: ['@timestamp', '@message'],
    rows: [
      ['2026-01-02', 'error two'],
      ['2026-01-01', null],
    ],
  });
  expect(mock.commandCalls(StartQueryCommand)[0]?.args[0].input).toMatchObject({
    logGroupName: query.group,
    queryString: 'fields @message',
    startTime: 1_700_000_000,
  });
  expect(task.lines).toEqual(['query is running']);
});

test('reports the state of a failed query', async () => {
  mock.on(GetQueryResultsCommand).resolves({ status: 'Timeout' });

  await expect(runInsights(client, query, recordingTask(), 1)).rejects.toThrow(/did not complete; got Timeout/);
});

test('reports a group that does not exist', async () => {
  mock.on(StartQueryCommand).rejects(Object.assign(new Error('no group'), { name: 'ResourceNotFoundException' }));

  await expect(runInsights(client, query, recordingTask(), 1)).rejects.toThrow(
    /log group not found; got \/aws\/containerinsights\/demo\/application/,
  );
});

test('Ctrl-C stops the query in the account', async () => {
  const task = recordingTask();
  mock.on(GetQueryResultsCommand).callsFake(() => {
    task.abort();
    return { status: 'Running' };
  });

  await expect(runInsights(client, query, task, 60_000)).rejects.toThrow(/abort/i);
  expect(mock.commandCalls(StopQueryCommand)[0]?.args[0].input).toEqual({ queryId: 'q' });
});
