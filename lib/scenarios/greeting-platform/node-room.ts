import { vcpusOf } from '../../contract/instance-types';
import { ConfigError } from '../../errors';
import { demandOf, quantity } from '../../kubernetes/demand';
import type { Installation, InstallStep } from '../../kubernetes/installation';
import type { Config } from './settings';

type HelmRelease = Extract<InstallStep, { kind: 'chart' }>['release'];

/** CPU that the nodes' DaemonSets request on each node, in millicores: the defaults of their charts and add-ons, read in December 2026. */
const ON_EACH_NODE = {
  'aws-node, with the agent of network policies': 50,
  'kube-proxy': 100,
  'cloudwatch-agent': 250,
  'fluent-bit': 50,
  'istio-cni': 100,
  'secrets-store-csi-driver': 70,
  'secrets-store-csi-driver-provider-aws': 50,
};

/** CPU that the pods of add-ons request, in millicores. */
const ONCE = { 'coredns, 2 pods': 200, 'metrics-server, 2 pods': 200, 'controller of CloudWatch Observability': 100 };

/** CPU request of a gateway, from its chart: https://github.com/istio/istio/blob/1.31.1/manifests/charts/gateway/values.yaml */
const GATEWAY = 100;

/** CPU requests and room of the managed nodes, in millicores. */
export interface NodeRoom {
  readonly nodes: number;
  /** What the nodes have for pods beside their DaemonSets. */
  readonly room: number;
  /** What is installed at the least number of pods. */
  readonly asked: number;
}

/** The sum of CPU requests, and what the nodes of the configuration have; undefined for instance types whose vCPUs are not known, and for Auto Mode. */
export function nodeRoomOf({ autoMode, nodeType, nodeDesired: nodes }: Config, installation: Installation): NodeRoom | undefined {
  const vcpus = vcpusOf(nodeType);
  if (autoMode || vcpus === undefined) return undefined;
  const each = allocatable(vcpus) - sumOf(ON_EACH_NODE);
  const { steps } = installation;
  const applied = steps.flatMap((step) => (step.kind === 'objects' ? step.objects : []));
  const objects = demandOf(applied, installation, nodes).cpu * 1_000;
  const charts = steps.reduce((sum, step) => sum + (step.kind === 'chart' ? chartCpu(step.release) : 0), 0);
  return { nodes, room: nodes * each, asked: Math.round(objects + charts) + sumOf(ONCE) };
}

/** @throws ConfigError when the pods of the installation request more CPU than the nodes have */
export function requireNodeRoom(config: Config, installation: Installation): void {
  const found = nodeRoomOf(config, installation);
  if (found === undefined || found.asked <= found.room) return;
  const { nodes, room, asked } = found;
  const enough = Math.ceil(asked / (room / nodes));
  throw new ConfigError({
    problem: 'the pods do not fit on the nodes',
    got: `${nodes} × ${config.nodeType}: ${asked}m CPU requested, ${room}m free beside the DaemonSets`,
    allowed: enough > 0 ? `${enough} or more such nodes` : 'larger nodes: the DaemonSets alone fill these',
    fix:
      enough > 0
        ? `--set nodeDesired=${enough}${enough > config.nodeMax ? ` --set nodeMax=${enough}` : ''}, or a larger nodeType`
        : 'choose a larger nodeType',
  });
}

/**
 * CPU for pods on a node of Amazon Linux 2023, in millicores. The kubelet reserves 6 % of the first core, 1 % of the second, 0.5 % of the next two
 * and 0.25 % of the others: https://github.com/awslabs/amazon-eks-ami/blob/main/nodeadm/internal/kubelet/defaults.go
 */
function allocatable(vcpus: number): number {
  const share = (core: number) => (core === 0 ? 60 : core === 1 ? 10 : core < 4 ? 5 : 2.5);
  return vcpus * 1_000 - Array.from({ length: vcpus }, (_, core) => share(core)).reduce((sum, reserved) => sum + reserved, 0);
}

interface ChartValues {
  readonly resources?: { readonly requests?: { readonly cpu?: string } };
  readonly deployment?: { readonly resources?: { readonly requests?: { readonly cpu?: string } } };
  readonly autoscaleMin?: number;
  readonly autoscaling?: { readonly minReplicas?: number };
}

/** CPU that the Deployments of a chart request. Those of the load balancer controller request none, the CNI plugin is a DaemonSet. */
function chartCpu({ chart, values }: HelmRelease): number {
  const { resources, deployment, autoscaleMin = 1, autoscaling } = values as ChartValues;
  const requested = quantity(resources?.requests?.cpu ?? deployment?.resources?.requests?.cpu) * 1_000;
  if (chart === 'gateway') return (requested || GATEWAY) * (autoscaling?.minReplicas ?? 1);
  return requested * autoscaleMin;
}

function sumOf(requests: Readonly<Record<string, number>>): number {
  return Object.values(requests).reduce((sum, request) => sum + request, 0);
}
