import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';
import { fromJSON, type ServiceDefinition as LoadedService } from '@grpc/proto-loader';
import { descriptor } from './descriptor';

/** A greeting on the wire; an absent field is an empty string. */
export interface GreetingMessage {
  readonly id: string;
  readonly service: string;
  readonly message: string;
  readonly created: string;
  readonly hostname: string;
}
export interface GreetingRequest {
  readonly greeting?: GreetingMessage | null;
}
export interface GreetingResponse {
  readonly greeting: readonly GreetingMessage[];
}

export interface GreetingService extends ServiceDefinition {
  readonly Greeting: MethodDefinition<GreetingRequest, GreetingResponse>;
}

export interface HealthCheckRequest {
  readonly service: string;
}
export interface HealthCheckResponse {
  readonly status: 'UNKNOWN' | 'SERVING' | 'NOT_SERVING' | 'SERVICE_UNKNOWN';
}
export interface HealthService extends ServiceDefinition {
  readonly Check: MethodDefinition<HealthCheckRequest, HealthCheckResponse>;
  readonly Watch: MethodDefinition<HealthCheckRequest, HealthCheckResponse>;
}

const loaded = fromJSON(descriptor as unknown as Parameters<typeof fromJSON>[0], { keepCase: true, defaults: true, arrays: true, enums: String });

export const greetingService = loaded['greeting.v3.GreetingService'] as LoadedService as unknown as GreetingService;
export const healthService = loaded['grpc.health.v1.Health'] as LoadedService as unknown as HealthService;
