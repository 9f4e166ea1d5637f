import { Construct } from 'constructs';
import { JAEGER, ZIPKIN } from '../versions';
import type { PodPeer } from './call-policies';
import type { TracingProvider } from './istio-charts';
import { StandaloneServer } from './standalone-server';
import { yamlOf } from './yaml';

/** Properties of a `Tracer`. */
export interface TracerProps {
  /** Tracing backend. Use one per mesh, since two would each get half of a trace. */
  readonly kind: TracerKind;

  /**
   * Namespace of its objects.
   *
   * @default 'istio-system'
   */
  readonly namespace?: string;

  /**
   * Maximum number of traces in memory; for Zipkin, of spans.
   *
   * @default 50000
   */
  readonly keep?: number;
}

/** A tracing backend. */
export type TracerKind = 'jaeger' | 'zipkin';

/** Endpoints of a tracer, known before it is created, since the control plane is installed first. */
export interface TracerEndpoints {
  /** Extension provider for the control plane. */
  readonly provider: TracingProvider;
  /** Pods and port of the span collector. */
  readonly collector: PodPeer;
  /** Port of the web UI. */
  readonly uiPort: number;
}

const JAEGER_PORTS = { 'http-ui': 16_686, 'grpc-query': 16_685, 'grpc-otlp': 4_317, 'http-otlp': 4_318, 'http-zipkin': 9_411 } as const;
const JAEGER_HEALTH = 13_133;

/** Endpoints of the tracer of a mesh. */
export function tracerEndpoints(kind: TracerKind, namespace = 'istio-system'): TracerEndpoints {
  const port = kind === 'jaeger' ? JAEGER_PORTS['grpc-otlp'] : 9_411;
  return {
    provider: { name: kind, protocol: kind === 'jaeger' ? 'opentelemetry' : 'zipkin', service: `${kind}.${namespace}.svc.cluster.local`, port },
    collector: { namespace, labels: { app: kind }, port },
    uiPort: kind === 'jaeger' ? JAEGER_PORTS['http-ui'] : port,
  };
}

/** Jaeger 2 or Zipkin with in-memory storage. */
export class Tracer extends Construct {
  /** Workload and service of the tracer. */
  public readonly server: StandaloneServer;

  constructor(scope: Construct, id: string, { kind, namespace = 'istio-system', keep = 50_000 }: TracerProps) {
    super(scope, id);
    const resources = { cpuMillicores: 50, memoryMebibytes: 256, cpuLimitMillicores: 1_000, memoryLimitMebibytes: 768 };
    this.server =
      kind === 'jaeger'
        ? new StandaloneServer(this, 'Jaeger', {
            name: kind,
            namespace,
            resources,
            image: `docker.io/jaegertracing/jaeger:${JAEGER}`,
            user: 10_001,
            ports: JAEGER_PORTS,
            args: ['--config', '/etc/jaeger/config.yaml'],
            files: { '/etc/jaeger': { 'config.yaml': yamlOf(jaegerConfiguration(keep)) } },
            probes: { protocol: 'http', port: JAEGER_HEALTH, live: '/status', ready: '/status' },
            metrics: { port: 8_888, path: '/metrics' },
          })
        : new StandaloneServer(this, 'Zipkin', {
            name: kind,
            namespace,
            resources,
            image: `docker.io/openzipkin/zipkin:${ZIPKIN}`,
            user: 1_000,
            ports: { http: 9_411 },
            environment: { STORAGE_TYPE: 'mem', MEM_MAX_SPANS: String(keep), JAVA_OPTS: '-Xms128m -Xmx512m' },
            probes: { protocol: 'http', port: 9_411, live: '/health', ready: '/health' },
            metrics: { port: 9_411, path: '/prometheus' },
          });
  }
}

function jaegerConfiguration(keep: number): object {
  const on = (port: number) => `0.0.0.0:${port}`;
  return {
    service: {
      extensions: ['jaeger_storage', 'jaeger_query', 'healthcheckv2'],
      pipelines: { traces: { receivers: ['otlp', 'zipkin'], processors: ['batch'], exporters: ['jaeger_storage_exporter'] } },
      telemetry: {
        resource: { 'service.name': 'jaeger' },
        metrics: { level: 'basic', readers: [{ pull: { exporter: { prometheus: { host: '0.0.0.0', port: 8_888 } } } }] },
      },
    },
    extensions: {
      healthcheckv2: { use_v2: true, http: { endpoint: on(JAEGER_HEALTH) } },
      jaeger_query: {
        storage: { traces: 'memory' },
        http: { endpoint: on(JAEGER_PORTS['http-ui']) },
        grpc: { endpoint: on(JAEGER_PORTS['grpc-query']) },
      },
      jaeger_storage: { backends: { memory: { memory: { max_traces: keep } } } },
    },
    receivers: {
      otlp: { protocols: { grpc: { endpoint: on(JAEGER_PORTS['grpc-otlp']) }, http: { endpoint: on(JAEGER_PORTS['http-otlp']) } } },
      zipkin: { endpoint: on(JAEGER_PORTS['http-zipkin']) },
    },
    processors: { batch: {} },
    exporters: { jaeger_storage_exporter: { trace_storage: 'memory' } },
  };
}
