import { k8s } from 'cdk8s-plus-34';

/** What the restricted Pod Security Standard asks of a pod, with the user and group that its files belong to. */
export function restrictedPod(user: number): k8s.PodSecurityContext {
  return { runAsNonRoot: true, runAsUser: user, runAsGroup: user, fsGroup: user, seccompProfile: { type: 'RuntimeDefault' } };
}

/** What the restricted Pod Security Standard asks of a container, and a root file system that nobody writes to. */
export const restrictedContainer: k8s.SecurityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

/** Processor and memory: what a container is given at least, and at most. */
export interface Resources {
  /** Processor that is set aside for it, in thousandths. */
  readonly cpuMillicores: number;
  /** Memory that is set aside for it, in mebibytes. */
  readonly memoryMebibytes: number;
  /** Most processor that it gets, in thousandths. */
  readonly cpuLimitMillicores: number;
  /** Memory at which it is ended, in mebibytes. */
  readonly memoryLimitMebibytes: number;
}

/** Resources as Kubernetes writes them. */
export function requirementsOf({ cpuMillicores, memoryMebibytes, cpuLimitMillicores, memoryLimitMebibytes }: Resources): k8s.ResourceRequirements {
  return {
    requests: { cpu: k8s.Quantity.fromString(`${cpuMillicores}m`), memory: k8s.Quantity.fromString(`${memoryMebibytes}Mi`) },
    limits: { cpu: k8s.Quantity.fromString(`${cpuLimitMillicores}m`), memory: k8s.Quantity.fromString(`${memoryLimitMebibytes}Mi`) },
  };
}
