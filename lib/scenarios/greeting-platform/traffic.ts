import { z } from 'zod';
import { answerOrder } from '../../../workloads/greeting-service/graph';
import type { Protocol } from '../../../workloads/greeting-service/service/configuration';
import type { Latency } from '../../../workloads/load-generator/latency';
import type { LoadResult } from '../../../workloads/load-generator/load';
import { profiles } from '../../../workloads/load-generator/profile';
import type { Task } from '../../contract/task';
import type { Facts } from '../../contract/values';
import { JobError } from '../../errors';
import { wholeNumber } from '../params';
import { fetched } from './forwarded';

/** Parameters of the article's load generator. */
export const loadParams = z.object({
  profile: z
    .enum(['burst', 'steady'])
    .default('burst')
    .describe('profile: 1,000 requests as fast as possible, or 25,000 at one per second and worker'),
  requests: wholeNumber(1, 10_000_000).optional().describe('total requests (default: from the profile)'),
  concurrency: wholeNumber(1, 1_000).optional().describe('concurrent workers (default: from the profile)'),
  rate: z.coerce.number().gt(0, 'more than 0').max(10_000).optional().describe('requests per second and worker (default: from the profile)'),
  protocol: z.enum(['auto', 'http1', 'http2']).default('auto').describe('auto is HTTP/2 for https and HTTP/1.1 for http'),
});

/** URLs of page and API. */
export interface Origins {
  readonly ui: string;
  readonly api: string;
}

/** Sends the requests of a profile, and checks each response. @throws JobError when no request succeeded */
export async function runLoad(protocol: Protocol, { api }: Origins, params: z.infer<typeof loadParams>, task: Task): Promise<Facts> {
  const { load } = await import('../../../workloads/load-generator/load');
  const profile = profiles[params.profile];
  const requests = params.requests ?? profile.requests;
  const target = `${api}/api/greeting`;
  const result = await load({
    ...profile,
    requests,
    ...(params.concurrency !== undefined && { concurrency: params.concurrency }),
    ...(params.rate !== undefined && { ratePerWorker: params.rate }),
    target,
    protocol: params.protocol === 'auto' ? (api.startsWith('https:') ? 'http2' : 'http1') : params.protocol,
    check: ({ body }) => faultIn(protocol, body),
    progress: (ended) => task.progress(`${ended} of ${requests} requests answered`),
    signal: task.signal,
  });
  task.signal.throwIfAborted();
  if (result.succeeded > 0 && result.latency) return factsOf(target, result, result.latency);
  throw new JobError({
    problem: 'no request succeeded',
    got: kinds(result.errors),
    allowed: 'status 200 with 7 greetings',
    fix: `open ${target}`,
  });
}

function factsOf(target: string, { requests, succeeded, seconds, throughput, errors }: LoadResult, latency: Latency): Facts {
  const ms = (value: number) => Math.round(value * 10) / 10;
  const percentiles = Object.entries(latency.percentiles).map(([name, value]) => [`p${name}Ms`, ms(value)]);
  return {
    target,
    requests,
    succeeded,
    ...(succeeded < requests && { errors: kinds(errors) }),
    seconds: ms(seconds),
    requestsPerSecond: ms(throughput),
    meanMs: ms(latency.mean),
    ...Object.fromEntries(percentiles),
    slowestMs: ms(latency.max),
  };
}

function kinds(errors: Readonly<Record<string, number>>): string {
  return Object.entries(errors)
    .map(([kind, number]) => `${kind}: ${number}`)
    .join(', ');
}

/** Requests the page and one greeting. @throws JobError when either fails */
export async function runSmoke(protocol: Protocol, { ui, api }: Origins, task: Task): Promise<Facts> {
  const page = await ask(`${ui}/`, task);
  if (!/<html/i.test(page)) throw new JobError({ problem: 'the page is not available', got: page.slice(0, 200), fix: `open ${ui}/` });
  const started = performance.now();
  const body = await ask(`${api}/api/greeting`, task);
  const milliseconds = Math.round(performance.now() - started);
  const fault = faultIn(protocol, body);
  if (fault !== undefined)
    throw new JobError({ problem: `unexpected response of the API: ${fault}`, got: body.slice(0, 300), fix: `open ${api}/api/greeting` });
  const services = servicesIn(protocol, body);
  return {
    page: `${ui}/`,
    api: `${api}/api/greeting`,
    greetings: services.length,
    order: services.map((name) => name.slice(-1)).join(' '),
    milliseconds,
  };
}

async function ask(url: string, task: Task): Promise<string> {
  const { ok, status, text } = await fetched(url, task, 'wait: DNS and new targets take a few minutes');
  if (ok) return text;
  throw new JobError({ problem: `${url} responds with ${status}`, got: text.slice(0, 200), fix: 'read the logs of service-a and the gateway' });
}

const greeting = z.object({
  id: z.uuid(),
  service: z.string().min(1),
  message: z.string().min(1),
  created: z.iso.datetime(),
  hostname: z.string().min(1),
});
const ANSWERS = { rest: z.array(greeting), grpc: z.object({ greeting: z.array(greeting) }).transform((answer) => answer.greeting) } as const;

/** Names of the services in a response, in order. @throws ZodError for any other response */
export function servicesIn(protocol: Protocol, body: string): string[] {
  return ANSWERS[protocol].parse(JSON.parse(body)).map(({ service }) => service);
}

/** Short description of a faulty response; undefined when it has every greeting once, in order. */
export function faultIn(protocol: Protocol, body: string): string | undefined {
  try {
    const services = servicesIn(protocol, body);
    const expected = answerOrder(protocol);
    return services.join() === expected.join() ? undefined : `${services.length} greetings instead of ${expected.length}, or in another order`;
  } catch {
    return 'not a response of the platform';
  }
}
