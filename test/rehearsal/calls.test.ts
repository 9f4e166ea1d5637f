import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { answered, NO_NETWORK, serviceError } from '../../lib/rehearsal/answers';
import { CallRecorder } from '../../lib/rehearsal/calls';

const loader = { type: 'AWS::Lambda::Function', id: 'Loader' };
const reader = { type: 'AWS::ECS::TaskDefinition', id: 'Reader' };

const s3 = () => answered(new S3Client(NO_NETWORK), { GetObject: async () => ({ VersionId: 'v1' }) });
const secrets = () =>
  answered(new SecretsManagerClient(NO_NETWORK), { GetSecretValue: async () => ({ ARN: 'arn:secret', SecretString: 'hunter2' }) });

test('records the calls of two clients, each under its workload, and no secret of an answer', async () => {
  const calls = new CallRecorder();
  await calls.observe(loader, s3()).send(new GetObjectCommand({ Bucket: 'films', Key: 'a b/ü.csv' }));
  await calls.observe(reader, secrets()).send(new GetSecretValueCommand({ SecretId: 'shop' }));

  expect(calls.recorded).toEqual([
    { workload: loader, service: 's3', operation: 'GetObject', input: { Bucket: 'films', Key: 'a b/ü.csv' }, answer: { VersionId: 'v1' } },
    { workload: reader, service: 'secretsmanager', operation: 'GetSecretValue', input: { SecretId: 'shop' }, answer: { ARN: 'arn:secret' } },
  ]);
  expect(JSON.stringify(calls.recorded)).not.toContain('hunter2');
});

test('records each page that a paginator asks for', async () => {
  const calls = new CallRecorder();
  let pages = 0;
  const client = answered(new S3Client(NO_NETWORK), {
    ListObjectsV2: async () => (++pages === 1 ? { IsTruncated: true, NextContinuationToken: 'more' } : {}),
  });
  for await (const _ of paginateListObjectsV2({ client: calls.observe(loader, client) }, { Bucket: 'films' }));

  expect(calls.recorded.map(({ operation, input }) => [operation, input['ContinuationToken']])).toEqual([
    ['ListObjectsV2', undefined],
    ['ListObjectsV2', 'more'],
  ]);
});

test('records a call that fails, and passes the error on', async () => {
  const calls = new CallRecorder();
  const client = answered(new S3Client(NO_NETWORK), { GetObject: async () => Promise.reject(serviceError('NoSuchKey', 'gone')) });

  await expect(calls.observe(loader, client).send(new GetObjectCommand({ Bucket: 'films', Key: 'a' }))).rejects.toMatchObject({ name: 'NoSuchKey' });
  expect(calls.recorded).toEqual([{ workload: loader, service: 's3', operation: 'GetObject', input: { Bucket: 'films', Key: 'a' } }]);
});

/** A client of another release: a stack of middleware, and a command that runs it. */
function strangersClient(config?: object) {
  type Handler = (args: { input: object }) => Promise<{ output: object }>;
  const added: ((next: Handler, context: object) => Handler)[] = [];
  const context = { clientName: 'IoTWirelessClient', commandName: 'SendDataCommand' };
  return {
    config,
    middlewareStack: { add: (middleware: never) => void added.push(middleware) },
    send: (input: object) =>
      added.reduceRight<Handler>(
        (next, middleware) => middleware(next, context),
        async () => ({ output: { MessageId: 'm' } }),
      )({ input }),
  };
}

test.each([
  ['the id of its service', { serviceId: 'IoT Wireless' }],
  ["its class's name", undefined],
])("observes a stranger's client by %s", async (_, config) => {
  const calls = new CallRecorder();
  await expect(calls.observe(reader, strangersClient(config)).send({ Id: 'd' })).resolves.toEqual({ output: { MessageId: 'm' } });
  expect(calls.recorded).toEqual([
    { workload: reader, service: 'iotwireless', operation: 'SendData', input: { Id: 'd' }, answer: { MessageId: 'm' } },
  ]);
});

test('keeps the input as it was sent, without bodies', async () => {
  const calls = new CallRecorder();
  const input = { Bucket: 'films', Body: Buffer.alloc(5_000), Tags: [{ Key: 'a' }], When: new Date(0), Stream: new ReadableStream() };
  await calls.observe(loader, strangersClient()).send(input);
  input.Tags.push({ Key: 'later' });

  expect(calls.recorded[0]?.input).toEqual({
    Bucket: 'films',
    Body: '5000 bytes',
    Tags: [{ Key: 'a' }],
    When: '1970-01-01T00:00:00.000Z',
    Stream: 'ReadableStream',
  });
});

test('counts the time inside the recorder, and not that of the service', async () => {
  let time = 0;
  const calls = new CallRecorder(() => time++);
  const client = answered(new S3Client(NO_NETWORK), {
    async GetObject() {
      time += 1_000;
      return {};
    },
  });
  await calls.observe(loader, client).send(new GetObjectCommand({ Bucket: 'films', Key: 'a' }));
  calls.record(reader, { service: 'rdssigner', operation: 'GetAuthToken', input: {} });

  expect(calls.milliseconds).toBe(3);
});

test('a client whose operation nothing answers sends nothing', async () => {
  await expect(s3().send(new GetObjectCommand({ Bucket: 'films', Key: undefined }))).rejects.toThrow(/Key|label/);
  await expect(secrets().send(new GetSecretValueCommand({ SecretId: 'a' }))).resolves.toMatchObject({ ARN: 'arn:secret' });
  await expect(answered(new S3Client(NO_NETWORK), {}).send(new GetObjectCommand({ Bucket: 'films', Key: 'a' }))).rejects.toThrow(
    'nothing answers GetObject of S3Client in a rehearsal',
  );
});
