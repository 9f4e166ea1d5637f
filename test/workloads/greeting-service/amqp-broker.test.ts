import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { type ChannelModel, type ConsumeMessage, connect } from 'amqplib';
import { type LocalBroker, localBroker } from '../../../workloads/greeting-service/local/amqp-broker';
import { contentFrames, framesOf, type MethodName, methodFrame, shortText, uint16 } from '../../../workloads/greeting-service/local/amqp-frames';
import { until } from './support/lines';

let broker: LocalBroker;
let client: ChannelModel;
beforeEach(async () => {
  broker = await localBroker();
  client = await connect(broker.url);
  client.on('error', () => {});
});
afterEach(async () => {
  await client.close().catch(() => {});
  await broker.stop();
});

/** Opens a channel whose deliveries arrive in `received`. */
async function consuming(prefetch = 0) {
  const received: ConsumeMessage[] = [];
  const channel = await client.createChannel();
  await channel.assertQueue('q');
  await channel.prefetch(prefetch);
  await channel.consume('q', (message) => message && received.push(message), { consumerTag: 'me' });
  const texts = () => received.map(({ content, fields }) => `${content}${fields.redelivered ? ' again' : ''}`);
  return { channel, received, texts };
}

test('publishes without confirms, empty messages included', async () => {
  const { channel, texts } = await consuming();
  channel.sendToQueue('q', Buffer.from('hello'));
  channel.sendToQueue('q', Buffer.alloc(0));

  await until('both arrive', () => texts().length === 2);
  expect([texts(), broker.published, broker.waiting('q')]).toEqual([['hello', ''], 2, 2]);
});

test('confirms each message in order on a confirm channel', async () => {
  const channel = await client.createConfirmChannel();
  await channel.assertQueue('q');
  const confirmed: string[] = [];
  for (const text of ['a', 'b']) channel.sendToQueue('q', Buffer.from(text), {}, (error) => confirmed.push(`${text} ${error}`));
  await channel.waitForConfirms();

  expect([confirmed, broker.published, broker.waiting('q')]).toEqual([['a null', 'b null'], 2, 2]);
});

test('delivers no more than the prefetch until a message is acknowledged', async () => {
  const { channel, received, texts } = await consuming(2);
  for (const text of ['a', 'b', 'c']) broker.put('q', text);

  await until('two arrive', () => received.length === 2);
  await client.createChannel();
  expect(texts()).toEqual(['a', 'b']);
  channel.ack(received[0]!);
  await until('the third arrives', () => received.length === 3);
  expect(broker.waiting('q')).toBe(2);
});

test('counts an acknowledgement once, and ignores one for an unknown delivery', async () => {
  const { channel, received } = await consuming();
  broker.put('q', 'a');
  broker.put('q', 'b');
  await until('both arrive', () => received.length === 2);

  channel.ack(received[0]!);
  channel.ack(received[0]!);
  channel.ack({ ...received[0]!, fields: { ...received[0]!.fields, deliveryTag: 99 } });
  await client.createChannel();

  expect(broker.waiting('q')).toBe(1);
});

test('redelivers a requeued message, marked as such, and drops a rejected one', async () => {
  const { channel, received, texts } = await consuming();
  broker.put('q', 'a');
  await until('it arrives', () => received.length === 1);
  channel.nack(received[0]!, false, true);
  await until('it comes again', () => received.length === 2);
  channel.nack(received[1]!, false, false);
  await client.createChannel();

  expect([texts(), broker.waiting('q')]).toEqual([['a', 'a again'], 0]);
});

test.each<[string, (channel: Awaited<ReturnType<typeof consuming>>['channel']) => Promise<unknown>]>([
  ['cancels', (channel) => channel.cancel('me')],
  ['closes its channel', (channel) => channel.close()],
])('a consumer that %s gets nothing more, and the queue keeps the message', async (_, end) => {
  const { channel, received } = await consuming();
  await end(channel);
  broker.put('q', 'late');

  expect([received.length, broker.waiting('q')]).toEqual([0, 1]);
});

test('cancelling another tag does not stop a consumer', async () => {
  const { channel, texts } = await consuming();
  await channel.cancel('another tag');
  broker.put('q', 'a');

  await until('it arrives', () => texts().length === 1);
});

describe('on the wire', () => {
  /** A raw connection that sends bytes and records the received methods. */
  async function raw() {
    const socket = connectSocket(broker.port, '127.0.0.1');
    await once(socket, 'connect');
    const methods: (MethodName | undefined)[] = [];
    let rest: Buffer = Buffer.alloc(0);
    socket.on('data', (data) => {
      const received = framesOf(Buffer.concat([rest, data]));
      rest = received.rest;
      for (const frame of received.frames) if (frame.kind === 'method') methods.push(frame.name);
    });
    const send = (bytes: Buffer) => new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
    return { socket, methods, send };
  }
  const GREETING = Buffer.from('AMQP\x00\x00\x09\x01', 'latin1');
  const declare = (name: string) => methodFrame(1, 'queueDeclare', uint16(0), shortText(name), Buffer.from([0]));

  test('answers a protocol header that arrives in pieces once it is complete', async () => {
    const { socket, methods, send } = await raw();
    await send(GREETING.subarray(0, 4));
    await client.createChannel();
    expect(methods).toEqual([]);
    await send(GREETING.subarray(4));

    await until('it is answered', () => methods.length === 1);
    expect(methods).toEqual(['connectionStart']);
    socket.destroy();
  });

  test('ignores heartbeats, unknown methods and unannounced content', async () => {
    const { socket, methods, send } = await raw();
    const heartbeat = Buffer.from([8, 0, 0, 0, 0, 0, 0, 0xce]);
    const exchangeDeclare = Buffer.from([1, 0, 1, 0, 0, 0, 4, 0, 40, 0, 10, 0xce]);
    const stray = contentFrames(1, Buffer.alloc(2), Buffer.from('stray'));
    await send(Buffer.concat([GREETING, heartbeat, exchangeDeclare, methodFrame(0, 'connectionTuneOk'), stray, declare('q')]));

    await until('the queue is declared', () => methods.includes('queueDeclareOk'));
    expect([methods, broker.published, broker.waiting('q')]).toEqual([['connectionStart', 'queueDeclareOk'], 0, 0]);
    socket.destroy();
  });
});
