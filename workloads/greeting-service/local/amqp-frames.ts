/** Class and method numbers of AMQP 0-9-1 for publishing and consuming. */
export const method = {
  connectionStart: [10, 10],
  connectionStartOk: [10, 11],
  connectionTune: [10, 30],
  connectionTuneOk: [10, 31],
  connectionOpen: [10, 40],
  connectionOpenOk: [10, 41],
  connectionClose: [10, 50],
  connectionCloseOk: [10, 51],
  channelOpen: [20, 10],
  channelOpenOk: [20, 11],
  channelClose: [20, 40],
  channelCloseOk: [20, 41],
  queueDeclare: [50, 10],
  queueDeclareOk: [50, 11],
  basicQos: [60, 10],
  basicQosOk: [60, 11],
  basicConsume: [60, 20],
  basicConsumeOk: [60, 21],
  basicCancel: [60, 30],
  basicCancelOk: [60, 31],
  basicPublish: [60, 40],
  basicDeliver: [60, 60],
  basicAck: [60, 80],
  basicNack: [60, 120],
  confirmSelect: [85, 10],
  confirmSelectOk: [85, 11],
} as const satisfies Record<string, readonly [number, number]>;

export type MethodName = keyof typeof method;

const METHOD = 1;
const HEADER = 2;
const BODY = 3;
const END = 0xce;
const BASIC = 60;

/** Events of a channel. */
export type Frame =
  | { readonly kind: 'method'; readonly channel: number; readonly name: MethodName | undefined; readonly args: Buffer }
  | { readonly kind: 'header'; readonly channel: number; readonly size: number; readonly properties: Buffer }
  | { readonly kind: 'body'; readonly channel: number; readonly content: Buffer }
  | { readonly kind: 'other'; readonly channel: number };

const names = new Map(Object.entries(method).map(([name, [group, id]]) => [group * 65_536 + id, name as MethodName]));

/** Removes complete frames from the front of the received bytes. */
export function framesOf(received: Buffer): { frames: Frame[]; rest: Buffer } {
  const frames: Frame[] = [];
  let rest = received;
  while (rest.length >= 8 && rest.length >= rest.readUInt32BE(3) + 8) {
    const payload = rest.subarray(7, 7 + rest.readUInt32BE(3));
    frames.push(frameOf(rest[0], rest.readUInt16BE(1), payload));
    rest = rest.subarray(payload.length + 8);
  }
  return { frames, rest };
}

function frameOf(type: number | undefined, channel: number, payload: Buffer): Frame {
  if (type === METHOD) return { kind: 'method', channel, name: names.get(payload.readUInt32BE(0)), args: payload.subarray(4) };
  if (type === HEADER) return { kind: 'header', channel, size: Number(payload.readBigUInt64BE(4)), properties: payload.subarray(12) };
  if (type === BODY) return { kind: 'body', channel, content: payload };
  return { kind: 'other', channel };
}

export function methodFrame(channel: number, name: MethodName, ...args: Buffer[]): Buffer {
  const [group, id] = method[name];
  return framed(METHOD, channel, uint16(group), uint16(id), ...args);
}

/** Frames of a message's properties and content. */
export function contentFrames(channel: number, properties: Buffer, content: Buffer): Buffer {
  const header = framed(HEADER, channel, uint16(BASIC), uint16(0), uint64(content.length), properties);
  return content.length === 0 ? header : Buffer.concat([header, framed(BODY, channel, content)]);
}

export const uint16 = (value: number) => Buffer.from([value >> 8, value & 0xff]);

export function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value);
  return buffer;
}

export function uint64(value: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64BE(BigInt(value));
  return buffer;
}

export function shortText(text: string): Buffer {
  return Buffer.concat([Buffer.from([Buffer.byteLength(text)]), Buffer.from(text)]);
}

/** Reads a short string. */
export function shortTextAt(buffer: Buffer, offset: number): string {
  return buffer.toString('utf8', offset + 1, offset + 1 + (buffer[offset] ?? 0));
}

function framed(type: number, channel: number, ...parts: Buffer[]): Buffer {
  const payload = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([type]), uint16(channel), uint32(payload.length), payload, Buffer.from([END])]);
}
