import type { Protocol } from './service/configuration';

/** One of the eight services, by letter. */
export type ServiceLetter = 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h';

export interface ServiceFacts {
  readonly greeting: string;
  /** Services that it calls, in this order. */
  readonly calls: readonly ServiceLetter[];
  /** True if it stores a document per call or per message. */
  readonly stores?: true;
  /** Its role at the queue. */
  readonly queue?: 'publishes' | 'consumes';
  /** True if browsers and load generators call it directly when there is no gateway. */
  readonly edge?: true;
}

/** Queue between D and F. */
export const queueName = 'service-d.greeting';

/** Call graph: manifests, network policies, rehearsal and tests are derived from it. */
export const graph: Readonly<Record<ServiceLetter, ServiceFacts>> = {
  a: { greeting: 'Hello, from Service A!', calls: ['b', 'c'], edge: true },
  b: { greeting: 'Namasté (नमस्ते), from Service B!', calls: ['d', 'e'] },
  c: { greeting: 'Konnichiwa (こんにちは), from Service C!', calls: [], stores: true },
  d: { greeting: 'Shalom (שָׁלוֹם), from Service D!', calls: [], queue: 'publishes' },
  e: { greeting: 'Bonjour, from Service E!', calls: ['g', 'h'] },
  f: { greeting: 'Hola, from Service F!', calls: [], stores: true, queue: 'consumes' },
  g: { greeting: 'Ahlan (أهلا), from Service G!', calls: [], stores: true },
  h: { greeting: 'Nǐ hǎo (你好), from Service H!', calls: [], stores: true },
};

/** Letters in start order: each service after all services that it calls. */
export const calledFirst: readonly ServiceLetter[] = ['g', 'h', 'd', 'e', 'c', 'f', 'b', 'a'];

/** Services in one response, in order. */
export function answerOrder(protocol: Protocol, from: ServiceLetter = 'a'): string[] {
  const called = graph[from].calls.flatMap((letter) => answerOrder(protocol, letter));
  return protocol === 'grpc' ? [titleOf(from), ...called] : [...called, titleOf(from)];
}

/** Display name of a service, as in 'Service A'. */
export function titleOf(letter: ServiceLetter): string {
  return `Service ${letter.toUpperCase()}`;
}

/** Database and collection of a service. */
export function placeOf(letter: ServiceLetter): { database: string; collection: string } {
  return { database: `service-${letter}`, collection: graph[letter].queue === 'consumes' ? 'messages' : 'greetings' };
}

/** Addresses that `environmentOf` needs. */
export interface Addresses {
  readonly protocol: Protocol;
  /** Address of a called service: a URL for REST, `host:port` for gRPC. */
  addressOf(letter: ServiceLetter): string;
  /** @default - services get no database and store nothing */
  readonly mongo?: string;
  /** @default - services get no queue */
  readonly rabbitmq?: string;
  /** Origins that the edge allows (CORS). @default - any; none for gRPC, where the gateway or the mesh decides */
  readonly allowedOrigins?: string;
}

/** Environment variables that configure the program as a given service. The caller sets ports and log level. */
export function environmentOf(letter: ServiceLetter, addresses: Addresses): Record<string, string> {
  const { greeting, calls, stores, queue, edge } = graph[letter];
  const { protocol, mongo, rabbitmq } = addresses;
  return {
    PROTOCOL: protocol,
    SERVICE_NAME: titleOf(letter),
    GREETING: greeting,
    ...Object.fromEntries(calls.map((called) => [`SERVICE_${called.toUpperCase()}_URL`, addresses.addressOf(called)])),
    ...(stores && mongo !== undefined && { MONGO_CONN: mongo }),
    ...(queue && rabbitmq !== undefined && { RABBITMQ_CONN: rabbitmq, QUEUE_NAME: queueName }),
    ...(edge && protocol === 'rest' && { ALLOWED_ORIGINS: addresses.allowedOrigins ?? '*' }),
  };
}
