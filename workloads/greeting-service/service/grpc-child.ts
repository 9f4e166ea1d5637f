import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { type GreetingResponse, greetingService } from '../proto/definition';
import type { Child } from './child';
import type { ChildAddress } from './configuration';
import { greetingsOf } from './greeting';

/** A failed gRPC call. */
export class GrpcFailure extends Error {
  public constructor(
    public readonly code: status,
    details: string,
  ) {
    super(`${status[code]}: ${details}`);
  }
}

/** Client of a gRPC service. All requests share one connection; the mesh encrypts it. */
export function grpcChild({ name, address }: ChildAddress): Child {
  const client = new Client(address, credentials.createInsecure(), {
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 2_000,
    'grpc.keepalive_time_ms': 30_000,
    'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
  });
  const { path, requestSerialize, responseDeserialize } = greetingService.Greeting;
  return {
    name,
    greet({ headers, timeoutMs, caller }) {
      const metadata = new Metadata();
      for (const [key, value] of Object.entries(headers)) metadata.set(key, value);
      return new Promise((resolve, reject) => {
        const answered = (error: ServiceError | null, response?: GreetingResponse) => {
          if (error) return reject(new GrpcFailure(error.code, error.details));
          try {
            resolve(greetingsOf(response?.greeting));
          } catch (invalid) {
            reject(invalid);
          }
        };
        client.makeUnaryRequest(
          path,
          requestSerialize,
          responseDeserialize,
          { greeting: caller },
          metadata,
          { deadline: Date.now() + timeoutMs },
          answered,
        );
      });
    },
    async close() {
      client.close();
    },
  };
}
