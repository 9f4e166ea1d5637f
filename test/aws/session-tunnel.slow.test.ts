import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { SSMClient, StartSessionCommand, TerminateSessionCommand } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { forwardInstancePort } from '../../lib/aws/session-tunnel';
import { recordingTask } from '../support/task';

const mock = mockClient(SSMClient);
const client = new SSMClient({ region: 'eu-central-1' });
const PATH = process.env['PATH'];
let folder: string;

/** A plugin that records how it was started, and then runs `body`. */
function plugin(body: string, version = '1.2.707.0'): void {
  const file = join(folder, 'session-manager-plugin');
  const program = [
    `#!${process.execPath}`,
    `if (process.argv[2] === '--version') { console.log('${version}'); process.exit(0); }`,
    `const started = { args: process.argv.slice(2), session: process.env.AWS_SSM_START_SESSION_RESPONSE };`,
    `require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'started.json'))}, JSON.stringify(started));`,
    body,
  ];
  writeFileSync(file, program.join('\n'));
  chmodSync(file, 0o755);
}
const started = () => JSON.parse(readFileSync(join(folder, 'started.json'), 'utf8')) as { args: string[]; session: string };

beforeEach(() => {
  mock.reset();
  mock.on(StartSessionCommand).resolves({ SessionId: 'session-1', StreamUrl: 'wss://stream', TokenValue: 'the token' });
  mock.on(TerminateSessionCommand).resolves({});
  folder = mkdtempSync(join(tmpdir(), 'plugin-'));
  process.env['PATH'] = `${folder}${delimiter}${PATH}`;
});
afterEach(() => {
  process.env['PATH'] = PATH;
});

const OPENS = "console.log('Port 8280 opened for sessionId session-1.'); setInterval(() => {}, 1000);";

test('opens a port of the instance; Ctrl-C closes port and session', async () => {
  plugin(OPENS);
  const task = recordingTask();
  const { url, closed } = await forwardInstancePort(client, { instanceId: 'i-1', port: 8_280 }, task);

  expect(url).toBe('http://localhost:8280');
  expect(mock.commandCalls(TerminateSessionCommand)).toEqual([]);
  task.abort();
  await closed;
  expect(mock.commandCalls(TerminateSessionCommand).map(({ args }) => args[0].input)).toEqual([{ SessionId: 'session-1' }]);
  expect(task.lines).toEqual(['opening a session to i-1, port 8280']);
});

test('starts the plugin like the AWS CLI, with the token in the environment and not in the arguments', async () => {
  plugin(OPENS);
  const task = recordingTask();
  const { closed } = await forwardInstancePort(client, { instanceId: 'i-1', port: 8_280 }, task);
  const request = { Target: 'i-1', DocumentName: 'AWS-StartPortForwardingSession', Parameters: { portNumber: ['8280'], localPortNumber: ['8280'] } };

  expect(mock.commandCalls(StartSessionCommand)[0]?.args[0].input).toEqual(request);
  expect(started().args).toEqual([
    'AWS_SSM_START_SESSION_RESPONSE',
    'eu-central-1',
    'StartSession',
    '',
    JSON.stringify(request),
    'https://ssm.eu-central-1.amazonaws.com',
  ]);
  expect(JSON.parse(started().session)).toEqual({ SessionId: 'session-1', StreamUrl: 'wss://stream', TokenValue: 'the token' });
  task.abort();
  await closed;
});

test('reaches another host through the instance, on another local port', async () => {
  plugin("console.log('Port 9090 opened for sessionId session-1.'); setInterval(() => {}, 1000);");
  const task = recordingTask();
  const { url, closed } = await forwardInstancePort(client, { instanceId: 'i-1', host: 'ip-10-0-1-2', port: 8_088, localPort: 9_090 }, task);

  expect(url).toBe('http://localhost:9090');
  expect(mock.commandCalls(StartSessionCommand)[0]?.args[0].input).toEqual({
    Target: 'i-1',
    DocumentName: 'AWS-StartPortForwardingSessionToRemoteHost',
    Parameters: { portNumber: ['8088'], localPortNumber: ['9090'], host: ['ip-10-0-1-2'] },
  });
  task.abort();
  await closed;
});

test('quotes a plugin that exits before the port is open', async () => {
  plugin("console.error('listen tcp 127.0.0.1:8280: bind: address already in use'); process.exit(1);");

  await expect(forwardInstancePort(client, { instanceId: 'i-1', port: 8_280 }, recordingTask())).rejects.toMatchObject({
    refusal: {
      problem: 'port 8280 could not be forwarded to i-1:8280',
      got: expect.stringContaining('address already in use'),
      fix: expect.stringContaining('another program uses port 8280'),
    },
  });
  expect(mock.commandCalls(TerminateSessionCommand)).toHaveLength(1);
});

test('names the command that installs a missing plugin, before starting a session', async () => {
  process.env['PATH'] = folder;

  await expect(forwardInstancePort(client, { instanceId: 'i-1', port: 8_280 }, recordingTask())).rejects.toMatchObject({
    exitCode: 2,
    refusal: {
      problem: 'session-manager-plugin is not installed, or not on the PATH',
      fix: expect.stringMatching(/brew install --cask session-manager-plugin.*docs\.aws\.amazon\.com/),
    },
  });
  expect(mock.commandCalls(StartSessionCommand)).toEqual([]);
});

test.each([
  ['1.2.463.0', '1.2.463.0'],
  ['1.1.900.0', '1.1.900.0'],
  ['0.9.999.0', '0.9.999.0'],
  ['1.2', '1.2'],
  ['', 'no version'],
])("refuses plugin version '%s', which would take the token as an argument", async (version, got) => {
  plugin(OPENS, version);

  await expect(forwardInstancePort(client, { instanceId: 'i-1', port: 8_280 }, recordingTask())).rejects.toMatchObject({
    refusal: { problem: expect.stringContaining('too old'), got, allowed: '1.2.497 or newer' },
  });
});

test.each([
  ['i-1 is not connected.', 'i-1 is not connected.'],
  ['', 'TargetNotConnected'],
])("names an instance that Systems Manager does not reach: '%s'", async (message, got) => {
  plugin(OPENS);
  mock.on(StartSessionCommand).rejects(Object.assign(new Error(message), { name: 'TargetNotConnected' }));

  await expect(forwardInstancePort(client, { instanceId: 'i-1', port: 8_280 }, recordingTask())).rejects.toMatchObject({
    refusal: { problem: 'instance i-1 is not connected to Systems Manager', got },
  });
});

test('passes on any other error of a session', async () => {
  plugin(OPENS);
  const denied = Object.assign(new Error('not authorized to perform ssm:StartSession'), { name: 'AccessDeniedException' });
  mock.on(StartSessionCommand).rejects(denied);

  await expect(forwardInstancePort(client, { instanceId: 'i-1', port: 8_280 }, recordingTask())).rejects.toBe(denied);
});

test('uses the endpoints of China regions', async () => {
  plugin(OPENS);
  const task = recordingTask();
  const { closed } = await forwardInstancePort(new SSMClient({ region: 'cn-north-1' }), { instanceId: 'i-1', port: 8_280 }, task);

  expect(started().args.at(-1)).toBe('https://ssm.cn-north-1.amazonaws.com.cn');
  task.abort();
  await closed;
});
