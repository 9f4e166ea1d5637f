import { vcpusOf } from '../../contract/instance-types';

/** What EC2 tells of an instance type, as far as pods need it. */
export interface NodeShape {
  readonly vcpus: number;
  /** Memory, in MiB. */
  readonly memory: number;
  /** Network interfaces of the default network card. */
  readonly interfaces: number;
  /** IPv4 addresses of each interface. */
  readonly addresses: number;
}

/** Amounts of what pods take. */
export interface Amounts {
  /** CPU, in millicores. */
  readonly cpu: number;
  /** Memory, in MiB. */
  readonly memory: number;
  readonly pods: number;
}

/** GiB of memory for each vCPU, by the first letter of a family. */
const MEMORY: Readonly<Record<string, number>> = { c: 2, m: 4, r: 8 };

/** GiB of memory of the burstable types that can be nodes. */
const BURSTABLE: Readonly<Record<string, number>> = { medium: 4, large: 8, xlarge: 16, '2xlarge': 32 };

/**
 * The shape of common instance types, for a synthesis without an account; undefined for others, of which EC2 is asked before a deployment.
 *
 * Memory: https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html and its neighbours. Interfaces and addresses:
 * https://github.com/awslabs/amazon-eks-ami/blob/main/nodeadm/internal/kubelet/instance-info.jsonl, both read in December 2026. Families with a
 * faster network, and newer ones, have other numbers.
 */
export function shapeOf(type: string): NodeShape | undefined {
  const [family = '', size = ''] = type.split('.');
  const vcpus = vcpusOf(type);
  if (vcpus === undefined) return undefined;
  if (/^t(3|3a|4g)$/.test(family)) {
    const memory = BURSTABLE[size];
    const addresses = { medium: 6, large: 12 }[size] ?? 15;
    return memory === undefined ? undefined : { vcpus, memory: memory * 1_024, interfaces: addresses === 15 ? 4 : 3, addresses };
  }
  const [, letter = ''] = /^([cmr])[67](?:g|gd|i|id|a)$/.exec(family) ?? [];
  const perCore = MEMORY[letter];
  return perCore === undefined ? undefined : { vcpus, memory: vcpus * perCore * 1_024, ...networkOf(vcpus) };
}

function networkOf(vcpus: number): Pick<NodeShape, 'interfaces' | 'addresses'> {
  if (vcpus === 1) return { interfaces: 2, addresses: 4 };
  if (vcpus === 2) return { interfaces: 3, addresses: 10 };
  if (vcpus <= 8) return { interfaces: 4, addresses: 15 };
  return vcpus <= 48 ? { interfaces: 8, addresses: 30 } : { interfaces: 15, addresses: 50 };
}

/** Share of the first core, of the second, of the next two and of the others that the kubelet keeps, in ten-thousandths. */
const CPU_RESERVED = [
  { from: 0, to: 1_000, share: 600 },
  { from: 1_000, to: 2_000, share: 100 },
  { from: 2_000, to: 4_000, share: 50 },
  { from: 4_000, to: Number.POSITIVE_INFINITY, share: 25 },
];

/** MiB of free memory below which the kubelet evicts pods. */
const EVICTION = 100;

/** Share of an instance's memory that its kernel and its hypervisor keep: the default with which Karpenter reckons. */
const UNSEEN = 0.075;

/**
 * What a node of a managed node group with Amazon Linux 2023 has for pods.
 *
 * The kubelet keeps CPU and memory for itself, memory by the number of addresses for pods, and some more free:
 * https://github.com/awslabs/amazon-eks-ami/blob/main/nodeadm/internal/kubelet/config.go. A pod has its own address, as the VPC CNI without
 * prefixes gives them (eni_max_pods.go beside it), and EKS caps their number:
 * https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html#max-pods-precedence. The memory that the node sees is less than the
 * instance has: https://karpenter.sh/docs/reference/settings/ (`VM_MEMORY_OVERHEAD_PERCENT`).
 */
export function allocatable(shape: NodeShape): Amounts {
  const most = mostAllocatable(shape);
  return { ...most, memory: most.memory - Math.ceil(shape.memory * UNSEEN) };
}

/** As {@link allocatable}, were all memory of the instance seen by its node: what does not fit into that fits nowhere. */
export function mostAllocatable({ vcpus, memory, interfaces, addresses }: NodeShape): Amounts {
  const cores = vcpus * 1_000;
  const kept = CPU_RESERVED.reduce((sum, { from, to, share }) => sum + Math.floor((Math.max(0, Math.min(cores, to) - from) * share) / 10_000), 0);
  const addressed = interfaces * (addresses - 1) + 2;
  return {
    cpu: cores - kept,
    memory: memory - (255 + 11 * addressed) - EVICTION,
    pods: Math.min(addressed, vcpus < 30 ? 110 : 250),
  };
}

/** The sum of amounts, each taken a number of times. */
export function sumOf(all: readonly (readonly [times: number, amounts: Amounts])[]): Amounts {
  const total = (name: keyof Amounts) => all.reduce((sum, [times, amounts]) => sum + times * amounts[name], 0);
  return { cpu: total('cpu'), memory: total('memory'), pods: total('pods') };
}
