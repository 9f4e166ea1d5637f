import { allocatable, shapeOf } from '../../../lib/kubernetes/nodes/capacity';

// Lines of https://github.com/awslabs/amazon-eks-ami/blob/main/nodeadm/internal/kubelet/instance-info.jsonl; vCPUs and memory of
// https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html and its neighbours.
test.each([
  ['m7g.medium', { vcpus: 1, memory: 4_096, interfaces: 2, addresses: 4 }],
  ['m7g.large', { vcpus: 2, memory: 8_192, interfaces: 3, addresses: 10 }],
  ['m6i.xlarge', { vcpus: 4, memory: 16_384, interfaces: 4, addresses: 15 }],
  ['r7g.2xlarge', { vcpus: 8, memory: 65_536, interfaces: 4, addresses: 15 }],
  ['c7i.4xlarge', { vcpus: 16, memory: 32_768, interfaces: 8, addresses: 30 }],
  ['c6a.12xlarge', { vcpus: 48, memory: 98_304, interfaces: 8, addresses: 30 }],
  ['c7i.48xlarge', { vcpus: 192, memory: 393_216, interfaces: 15, addresses: 50 }],
  ['t3.medium', { vcpus: 2, memory: 4_096, interfaces: 3, addresses: 6 }],
  ['t4g.large', { vcpus: 2, memory: 8_192, interfaces: 3, addresses: 12 }],
  ['t3a.2xlarge', { vcpus: 8, memory: 32_768, interfaces: 4, addresses: 15 }],
  // Other numbers than those of their size, or none that are known.
  ['m5zn.xlarge', undefined],
  ['c8gn.large', undefined],
  ['m7i-flex.large', undefined],
  ['m7g.metal', undefined],
  ['t4g.nano', undefined],
])('%s: the shape that AWS lists', (type, shape) => {
  expect(shapeOf(type)).toEqual(shape);
});

const shape = (type: string) => shapeOf(type) as NonNullable<ReturnType<typeof shapeOf>>;

// Reserved: m5.large 70m and 574Mi, c5.24xlarge 310m and 8362Mi, by https://github.com/awslabs/amazon-eks-ami/pull/367, whose sizes these have.
// 7.5 percent of the memory and 100 MiB are off besides.
test.each([
  ['m7g.large', { cpu: 2_000 - 70, memory: 8_192 - 615 - 574 - 100, pods: 29 }],
  ['c6i.24xlarge', { cpu: 96_000 - 310, memory: 196_608 - 14_746 - 8_362 - 100, pods: 250 }],
])('%s: what the kubelet and the eviction threshold keep is off', (type, amounts) => {
  expect(allocatable(shape(type))).toEqual(amounts);
});

// https://github.com/awslabs/amazon-eks-ami/blob/main/templates/shared/runtime/eni-max-pods.txt, capped as the EKS guide says.
test.each([
  ['t3.medium', 17],
  ['m7g.large', 29],
  ['t4g.large', 35],
  ['m7g.xlarge', 58],
  ['m7g.4xlarge', 110],
  ['m7g.8xlarge', 234],
  ['m7g.16xlarge', 250],
])('%s has addresses for %d pods, as far as EKS lets it', (type, pods) => {
  expect(allocatable(shape(type)).pods).toBe(pods);
});

test('a node with one core, and one with four, keep the shares of the cores that they have', () => {
  expect([allocatable(shape('m7g.medium')).cpu, allocatable(shape('m7g.xlarge')).cpu]).toEqual([940, 3_920]);
});
