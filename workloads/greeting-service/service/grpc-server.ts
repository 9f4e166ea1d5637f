import { type Metadata, Server, ServerCredentials, type ServerUnaryCall, type ServerWritableStream, type sendUnaryData, status } from '@grpc/grpc-js';
import {
  type GreetingMessage,
  type GreetingRequest,
  type GreetingResponse,
  greetingService,
  type HealthCheckRequest,
  type HealthCheckResponse,
  healthService,
} from '../proto/definition';
import type { ServiceConfiguration } from './configuration';
import { Deadline, within } from './deadline';
import type { Greeter } from './greeter';
import { type Greeting, greetingOf } from './greeting';
import type { Listening, ServerParts } from './listening';
import { reasonOf } from './log';
import { propagated } from './propagation';
import type { Tracer } from './tracing';

const METHOD = greetingService.Greeting.path;

/** Poll interval for health watchers, in milliseconds. */
const WATCH_MS = 1_000;

/** Server of `greeting.v3.GreetingService` and `grpc.health.v1.Health`. @throws Error if the address is in use */
export async function listenGrpc(
  configuration: ServiceConfiguration,
  greeter: Greeter,
  tracer: Tracer,
  { log, metrics, isReady }: ServerParts,
): Promise<Listening> {
  const server = new Server({ 'grpc.max_receive_message_length': 1_000_000 });

  server.addService(greetingService, {
    async Greeting(call: ServerUnaryCall<GreetingRequest, GreetingResponse>, answered: sendUnaryData<GreetingResponse>) {
      const started = performance.now();
      const span = tracer(METHOD.slice(1), propagatedOf(call.metadata));
      let code = status.OK;
      try {
        const greeting = await greeter.greet({
          span,
          deadline: deadlineOf(call, configuration.requestTimeoutMs),
          caller: callerOf(call.request.greeting),
        });
        answered(null, { greeting });
      } catch (error) {
        code = error instanceof InvalidCaller ? status.INVALID_ARGUMENT : status.INTERNAL;
        if (code === status.INTERNAL) log.error('a request failed', { error: reasonOf(error), trace_id: span.traceId });
        answered({ code, details: error instanceof InvalidCaller ? error.message : 'internal error' });
      }
      metrics.answered('POST', METHOD, status[code], (performance.now() - started) / 1_000);
      log.debug('answered', { method: METHOD, code: status[code] });
      span.end(code !== status.OK, {
        'rpc.system': 'grpc',
        'rpc.service': 'greeting.v3.GreetingService',
        'rpc.method': 'Greeting',
        'rpc.grpc.status_code': code,
      });
    },
  });

  server.addService(healthService, {
    Check(call: ServerUnaryCall<HealthCheckRequest, HealthCheckResponse>, answered: sendUnaryData<HealthCheckResponse>) {
      const health = healthOf(call.request.service, isReady);
      if (health === 'SERVICE_UNKNOWN') answered({ code: status.NOT_FOUND, details: `there is no service '${call.request.service}'` });
      else answered(null, { status: health });
    },
    Watch(call: ServerWritableStream<HealthCheckRequest, HealthCheckResponse>) {
      let last: HealthCheckResponse['status'] | undefined;
      const tell = () => {
        const health = healthOf(call.request.service, isReady);
        if (health !== last) call.write({ status: health });
        last = health;
      };
      tell();
      const timer = setInterval(tell, WATCH_MS).unref();
      call.on('cancelled', () => clearInterval(timer));
    },
  });

  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${configuration.host}:${configuration.port}`, ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    port,
    async close(timeoutMs) {
      const shutdown = new Promise<void>((resolve) => {
        server.tryShutdown(() => resolve());
      });
      await within(timeoutMs, 'stopping', shutdown).catch(() => server.forceShutdown());
    },
  };
}

/** Thrown for a malformed greeting in the request. */
class InvalidCaller extends Error {}

/** Maps the health service name: 'liveness' or 'readiness'; all other names mean readiness. */
function healthOf(service: string, isReady: () => boolean): HealthCheckResponse['status'] {
  if (service === 'liveness') return 'SERVING';
  if (!['', 'readiness', 'greeting.v3.GreetingService'].includes(service)) return 'SERVICE_UNKNOWN';
  return isReady() ? 'SERVING' : 'NOT_SERVING';
}

function propagatedOf(metadata: Metadata) {
  return propagated((name) => metadata.get(name)[0]);
}

function deadlineOf(call: ServerUnaryCall<GreetingRequest, GreetingResponse>, longestMs: number): Deadline {
  const asked = Number(call.getDeadline()) - Date.now();
  return Deadline.in(Math.max(0, Math.min(asked, longestMs)));
}

/** The caller's greeting. Protobuf cannot distinguish an absent greeting from an empty one, so one without an id counts as absent. */
function callerOf(greeting: GreetingMessage | null | undefined): Greeting | undefined {
  if (!greeting || greeting.id === '') return undefined;
  try {
    return greetingOf(greeting);
  } catch (error) {
    throw new InvalidCaller(reasonOf(error));
  }
}
