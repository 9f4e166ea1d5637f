import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { type GreetingResponse, greetingService } from '../greeting-service/proto/definition';
import type { Answer, ClientOptions, LoadClient } from './client';

/** gRPC client: calls `greeting.v3.GreetingService/Greeting`; all workers share one unencrypted connection. */
export function grpcClient({ target, timeoutMs }: ClientOptions): LoadClient {
  const client = new Client(target, credentials.createInsecure(), {
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 1_000,
  });
  const { path, requestSerialize, responseDeserialize } = greetingService.Greeting;
  return {
    send(headers, signal) {
      const metadata = new Metadata();
      for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
      return new Promise<Answer>((resolve, reject) => {
        const answered = (error: ServiceError | null, response?: GreetingResponse) => {
          signal.removeEventListener('abort', abort);
          if (error) reject(Object.assign(new Error(error.details), { code: status[error.code] }));
          else resolve({ status: status.OK, succeeded: true, body: JSON.stringify(response) });
        };
        const call = client.makeUnaryRequest(
          path,
          requestSerialize,
          responseDeserialize,
          {},
          metadata,
          { deadline: Date.now() + timeoutMs },
          answered,
        );
        const abort = () => call.cancel();
        signal.addEventListener('abort', abort, { once: true });
      });
    },
    async close() {
      client.close();
    },
  };
}
