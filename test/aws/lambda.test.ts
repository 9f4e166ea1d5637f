import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { Uint8ArrayBlobAdapter } from '@smithy/core/serde';
import { mockClient } from 'aws-sdk-client-mock';
import { lambdaVerbs } from '../../lib/aws/lambda';
import { recordingTask } from '../support/task';

const mock = mockClient(LambdaClient);
const lambda = lambdaVerbs(new LambdaClient({ region: 'eu-central-1' }));
const bytes = (text: string) => Uint8ArrayBlobAdapter.fromString(text);

beforeEach(() => mock.reset());

test('sends the payload and returns the answer', async () => {
  mock.on(InvokeCommand).resolves({ Payload: bytes('{"statusCode":200}') });
  const task = recordingTask();

  await expect(lambda.invoke('f', { a: 1 }, task)).resolves.toEqual({ statusCode: 200 });
  expect(mock.commandCalls(InvokeCommand)[0]?.args[0].input).toEqual({ FunctionName: 'f', Payload: '{"a":1}' });
  expect(task.lines).toEqual(['function f invoked']);
});

test('returns undefined for an empty answer', async () => {
  mock.on(InvokeCommand).resolves({});

  await expect(lambda.invoke('f', {}, recordingTask())).resolves.toBeUndefined();
});

test.each([
  [
    '{"errorType":"Error","errorMessage":"loc_id is not valid","trace":[]}',
    /function f failed; got Error: loc_id is not valid; read the log group \/aws\/lambda\/f,/,
  ],
  [
    '{"errorMessage":"2026-01-01T00:00:00Z 1-2-3 Task timed out after 3.00 seconds"}',
    /got 2026-01-01T00:00:00Z 1-2-3 Task timed out after 3\.00 seconds;/,
  ],
  ['out of memory', /got out of memory;/],
  ['', /got no reason from Lambda;/],
])("fails with the function's error message: %s", async (payload, message) => {
  mock.on(InvokeCommand).resolves({ FunctionError: 'Unhandled', Payload: bytes(payload) });

  await expect(lambda.invoke('f', {}, recordingTask())).rejects.toThrow(message);
});

test('awaits the answer on interruption, because it names the work to stop, and starts nothing afterwards', async () => {
  const task = recordingTask();
  mock.on(InvokeCommand).callsFake(async () => {
    task.abort();
    return { Payload: bytes('{"started":"q-1"}') };
  });

  await expect(lambda.invoke('f', {}, task)).resolves.toEqual({ started: 'q-1' });
  await expect(lambda.invoke('f', {}, task)).rejects.toThrow(/abort/i);
  expect(mock.commandCalls(InvokeCommand)).toHaveLength(1);
});
