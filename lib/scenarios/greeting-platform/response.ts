import { z } from 'zod';
import { answerOrder } from '../../../workloads/greeting-service/graph';
import type { Protocol } from '../../../workloads/greeting-service/service/configuration';

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
