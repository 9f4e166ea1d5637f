import { createServer, type Socket } from 'node:net';
import { contentFrames, type Frame, framesOf, type MethodName, methodFrame, shortText, shortTextAt, uint16, uint32, uint64 } from './amqp-frames';
import { type LocalServer, listenLocally } from './local-server';

/** AMQP 0-9-1 server on the loopback address, limited to what one queue needs. Messages live in memory and survive a stop. */
export interface LocalBroker extends LocalServer {
  /** Messages of a queue that are not acknowledged. */
  waiting(queue: string): number;
  /** Number of messages confirmed to publishers. */
  readonly published: number;
  /** Puts a message on a queue as it is. */
  put(queue: string, content: string): void;
  /** Connection string. */
  readonly url: string;
}

interface Message {
  readonly properties: Buffer;
  readonly content: Buffer;
  redelivered: boolean;
}

interface Consumer {
  readonly channel: Channel;
  readonly tag: string;
}

interface Queue {
  readonly ready: Message[];
  readonly consumers: Consumer[];
  unacknowledged: number;
}

/** Substitute for RabbitMQ where none is installed. Client, publisher confirms and acknowledgements are real. */
export async function localBroker(): Promise<LocalBroker> {
  const queues = new Map<string, Queue>();
  const broker: Broker = {
    published: 0,
    queue(name) {
      const queue = queues.get(name) ?? { ready: [], consumers: [], unacknowledged: 0 };
      queues.set(name, queue);
      return queue;
    },
  };
  const listening = await listenLocally(createServer((socket) => serve(socket, broker)));
  return {
    ...listening,
    url: `amqp://guest:guest@127.0.0.1:${listening.port}`,
    get published() {
      return broker.published;
    },
    waiting: (name) => broker.queue(name).ready.length + broker.queue(name).unacknowledged,
    put(name, content) {
      const queue = broker.queue(name);
      queue.ready.push({ properties: Buffer.alloc(2), content: Buffer.from(content), redelivered: false });
      deliver(queue);
    },
  };
}

interface Broker {
  published: number;
  queue(name: string): Queue;
}

/** Delivers messages to consumers in turn, up to each consumer's prefetch. */
function deliver(queue: Queue): void {
  for (;;) {
    const index = queue.consumers.findIndex(({ channel }) => channel.hasRoom);
    const [consumer] = index < 0 ? [] : queue.consumers.splice(index, 1);
    const message = consumer && queue.ready.shift();
    if (consumer) queue.consumers.push(consumer);
    if (!consumer || !message) return;
    queue.unacknowledged += 1;
    consumer.channel.deliver(consumer.tag, message, queue);
  }
}

class Channel {
  /** Prefetch: maximum of unacknowledged messages; 0 means no limit. */
  public prefetch = 0;
  public confirms = false;
  private nextTag = 1;
  private nextConfirm = 1;
  private readonly unacknowledged = new Map<number, { message: Message; queue: Queue }>();
  private incoming?: { queue: string; properties: Buffer; size: number; parts: Buffer[] };

  public constructor(
    private readonly id: number,
    private readonly socket: Socket,
    private readonly broker: Broker,
  ) {}

  public get hasRoom(): boolean {
    return this.prefetch === 0 || this.unacknowledged.size < this.prefetch;
  }

  public send(name: MethodName, ...args: Buffer[]): void {
    this.socket.write(methodFrame(this.id, name, ...args));
  }

  public deliver(tag: string, message: Message, queue: Queue): void {
    const delivery = this.nextTag;
    this.nextTag += 1;
    this.unacknowledged.set(delivery, { message, queue });
    this.send('basicDeliver', shortText(tag), uint64(delivery), Buffer.from([Number(message.redelivered)]), shortText(''), shortText(''));
    this.socket.write(contentFrames(this.id, message.properties, message.content));
  }

  public begin(queue: string): void {
    this.incoming = { queue, properties: Buffer.alloc(2), size: 0, parts: [] };
  }

  public receive(frame: Frame): void {
    if (!this.incoming) return;
    if (frame.kind === 'header') Object.assign(this.incoming, { size: frame.size, properties: Buffer.from(frame.properties) });
    if (frame.kind === 'body') this.incoming.parts.push(Buffer.from(frame.content));
    const content = Buffer.concat(this.incoming.parts);
    if (content.length < this.incoming.size) return;
    const queue = this.broker.queue(this.incoming.queue);
    queue.ready.push({ properties: this.incoming.properties, content, redelivered: false });
    this.incoming = undefined;
    this.broker.published += 1;
    if (this.confirms) {
      this.send('basicAck', uint64(this.nextConfirm), Buffer.from([0]));
      this.nextConfirm += 1;
    }
    deliver(queue);
  }

  /** Ends a delivery. Requeues the message at the front if it was not handled. */
  public settle(tag: number, requeue: boolean): void {
    const settled = this.unacknowledged.get(tag);
    if (!settled) return;
    this.unacknowledged.delete(tag);
    settled.queue.unacknowledged -= 1;
    if (requeue) settled.queue.ready.unshift({ ...settled.message, redelivered: true });
    deliver(settled.queue);
  }

  public cancel(queues: Iterable<Queue>, tag?: string): void {
    for (const { consumers } of queues) {
      const index = consumers.findIndex((consumer) => consumer.channel === this && (tag === undefined || consumer.tag === tag));
      if (index >= 0) consumers.splice(index, 1);
    }
  }

  public end(queues: Iterable<Queue>): void {
    this.cancel(queues);
    for (const tag of [...this.unacknowledged.keys()].reverse()) this.settle(tag, true);
  }
}

function serve(socket: Socket, broker: Broker): void {
  const channels = new Map<number, Channel>();
  const used = new Set<Queue>();
  let rest: Buffer = Buffer.alloc(0);
  let greeted = false;
  const endAll = () => {
    for (const channel of channels.values()) channel.end(used);
    channels.clear();
  };
  const queueOf = (name: string) => {
    const queue = broker.queue(name);
    used.add(queue);
    return queue;
  };

  const handlers: Partial<Record<MethodName, (channel: Channel, args: Buffer, id: number) => void>> = {
    connectionStartOk: (channel) => channel.send('connectionTune', uint16(0), uint32(131_072), uint16(0)),
    connectionOpen: (channel) => channel.send('connectionOpenOk', shortText('')),
    connectionClose(channel) {
      endAll();
      channel.send('connectionCloseOk');
      socket.end();
    },
    channelOpen: (channel) => channel.send('channelOpenOk', uint32(0)),
    channelClose(channel, _, id) {
      channel.end(used);
      channel.send('channelCloseOk');
      channels.delete(id);
    },
    queueDeclare(channel, args) {
      const name = shortTextAt(args, 2);
      const queue = queueOf(name);
      channel.send('queueDeclareOk', shortText(name), uint32(queue.ready.length), uint32(queue.consumers.length));
    },
    confirmSelect(channel) {
      channel.confirms = true;
      channel.send('confirmSelectOk');
    },
    basicQos(channel, args) {
      channel.prefetch = args.readUInt16BE(4);
      channel.send('basicQosOk');
    },
    basicConsume(channel, args) {
      const name = shortTextAt(args, 2);
      const tag = shortTextAt(args, 3 + Buffer.byteLength(name));
      const queue = queueOf(name);
      channel.send('basicConsumeOk', shortText(tag));
      queue.consumers.push({ channel, tag });
      deliver(queue);
    },
    basicCancel(channel, args) {
      const tag = shortTextAt(args, 0);
      channel.cancel(used, tag);
      channel.send('basicCancelOk', shortText(tag));
    },
    basicPublish(channel, args) {
      const exchange = shortTextAt(args, 2);
      channel.begin(shortTextAt(args, 3 + Buffer.byteLength(exchange)));
    },
    basicAck: (channel, args) => channel.settle(Number(args.readBigUInt64BE(0)), false),
    basicNack: (channel, args) => channel.settle(Number(args.readBigUInt64BE(0)), (args.readUInt8(8) & 2) === 2),
  };

  socket.on('error', () => socket.destroy());
  socket.on('close', endAll);
  socket.on('data', (data) => {
    rest = Buffer.concat([rest, data]);
    if (!greeted && rest.length >= 8) {
      greeted = true;
      rest = rest.subarray(8);
      socket.write(methodFrame(0, 'connectionStart', Buffer.from([0, 9]), uint32(0), longText('PLAIN'), longText('en_US')));
    }
    if (!greeted) return;
    const received = framesOf(rest);
    rest = received.rest;
    for (const frame of received.frames) {
      const channel = channels.get(frame.channel) ?? new Channel(frame.channel, socket, broker);
      channels.set(frame.channel, channel);
      if (frame.kind !== 'method') channel.receive(frame);
      else if (frame.name) handlers[frame.name]?.(channel, frame.args, frame.channel);
    }
  });
}

function longText(text: string): Buffer {
  return Buffer.concat([uint32(Buffer.byteLength(text)), Buffer.from(text)]);
}
