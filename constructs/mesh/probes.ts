import { k8s } from 'cdk8s-plus-34';

/** How Kubernetes asks a program: over HTTP by path, over gRPC by the name of a service of the health protocol, or by opening a connection. */
export type Probes =
  | { readonly protocol: 'http'; readonly port: number; readonly live: string; readonly ready: string }
  | { readonly protocol: 'grpc'; readonly port: number; readonly live: string; readonly ready: string }
  | { readonly protocol: 'tcp'; readonly port: number };

type Asked = Pick<k8s.Probe, 'httpGet' | 'grpc' | 'tcpSocket'>;

/** Startup, liveness and readiness. A program has a minute to start; afterwards it is restarted when it has not answered for half a minute. */
export function probesOf(probes: Probes): Pick<k8s.Container, 'startupProbe' | 'livenessProbe' | 'readinessProbe'> {
  return {
    startupProbe: { ...asked(probes, 'live'), periodSeconds: 2, failureThreshold: 30, timeoutSeconds: 2 },
    livenessProbe: { ...asked(probes, 'live'), periodSeconds: 10, failureThreshold: 3, timeoutSeconds: 2 },
    readinessProbe: { ...asked(probes, 'ready'), periodSeconds: 5, failureThreshold: 2, timeoutSeconds: 2 },
  };
}

function asked(probes: Probes, about: 'live' | 'ready'): Asked {
  const port = k8s.IntOrString.fromNumber(probes.port);
  switch (probes.protocol) {
    case 'http':
      return { httpGet: { path: probes[about], port } };
    case 'grpc':
      return { grpc: { port: probes.port, service: probes[about] } };
    case 'tcp':
      return { tcpSocket: { port } };
  }
}
