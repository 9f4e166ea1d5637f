import { k8s } from 'cdk8s-plus-34';
import type { FileSource } from './files';
import type { Probes } from './probes';
import type { Resources } from './resources';

/** Pod security context of the restricted Pod Security Standard, with the user ID and group ID of the process. */
export function restrictedPod(user: number): k8s.PodSecurityContext {
  return { runAsNonRoot: true, runAsUser: user, runAsGroup: user, fsGroup: user, seccompProfile: { type: 'RuntimeDefault' } };
}

/** Container security context of the restricted Pod Security Standard, with a read-only root file system. */
export const restrictedContainer: k8s.SecurityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

/** Resources as Kubernetes quantities. */
export function requirementsOf({ cpuMillicores, memoryMebibytes, cpuLimitMillicores, memoryLimitMebibytes }: Resources): k8s.ResourceRequirements {
  return {
    requests: { cpu: k8s.Quantity.fromString(`${cpuMillicores}m`), memory: k8s.Quantity.fromString(`${memoryMebibytes}Mi`) },
    limits: { cpu: k8s.Quantity.fromString(`${cpuLimitMillicores}m`), memory: k8s.Quantity.fromString(`${memoryLimitMebibytes}Mi`) },
  };
}

/** Startup, liveness and readiness probes. A container has 60 seconds to start; later it restarts after 30 seconds without an answer. */
export function probesOf(probes: Probes): Pick<k8s.Container, 'startupProbe' | 'livenessProbe' | 'readinessProbe'> {
  return {
    startupProbe: { ...handlerOf(probes, 'live'), periodSeconds: 2, failureThreshold: 30, timeoutSeconds: 2 },
    livenessProbe: { ...handlerOf(probes, 'live'), periodSeconds: 10, failureThreshold: 3, timeoutSeconds: 2 },
    readinessProbe: { ...handlerOf(probes, 'ready'), periodSeconds: 5, failureThreshold: 2, timeoutSeconds: 2 },
  };
}

/** Fields of a volume for a source of files; the caller adds the volume's name. */
export function volumeOf(from: FileSource): Omit<k8s.Volume, 'name'> {
  if ('configMap' in from) return { configMap: { name: from.configMap } };
  const { secretProviderClass } = from;
  return { csi: { driver: 'secrets-store.csi.k8s.io', readOnly: true, volumeAttributes: { secretProviderClass } } };
}

function handlerOf(probes: Probes, check: 'live' | 'ready'): Pick<k8s.Probe, 'httpGet' | 'grpc' | 'tcpSocket'> {
  const port = k8s.IntOrString.fromNumber(probes.port);
  switch (probes.protocol) {
    case 'http':
      return { httpGet: { path: probes[check], port } };
    case 'grpc':
      return { grpc: { port: probes.port, service: probes[check] } };
    case 'tcp':
      return { tcpSocket: { port } };
  }
}
