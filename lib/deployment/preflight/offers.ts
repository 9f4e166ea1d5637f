import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import { everyPage } from '../../aws/pages';
import type { SignedRequest } from '../../aws/signed-requests';
import { JobError } from '../../errors';
import type { NodeShape } from '../../kubernetes/nodes/capacity';

/** https://docs.aws.amazon.com/amazon-mq/latest/api-reference/broker-instance-options.html */
const brokerOptions = z.object({
  brokerInstanceOptions: z.array(z.object({ availabilityZones: z.array(z.object({ name: z.string().optional() })).optional() })),
  nextToken: z.string().nullish(),
});

/** Names of the zones in which Amazon MQ has an instance type for an engine. */
export async function brokerZones(send: (request: SignedRequest) => Promise<unknown>, engine: string, type: string): Promise<readonly string[]> {
  const options = await everyPage(async (nextToken) => {
    const query = new URLSearchParams({ engineType: engine, hostInstanceType: type, ...(nextToken !== undefined && { nextToken }) });
    const operation = 'MQ DescribeBrokerInstanceOptions';
    const answer = brokerOptions.safeParse(await send({ operation, method: 'GET', hostPrefix: '', path: `/v1/broker-instance-options?${query}` }));
    // Endpoints that lack the service answer as they like.
    if (!answer.success) throw new JobError({ problem: `${operation} gave no list of options`, fix: 'look them up in the console of Amazon MQ' });
    return { items: answer.data.brokerInstanceOptions, next: answer.data.nextToken ?? undefined };
  });
  return [...new Set(options.flatMap(({ availabilityZones = [] }) => availabilityZones.flatMap(({ name }) => name ?? [])))];
}

/** The shape that EC2 describes; undefined where a number is missing. The EKS image takes the interfaces of the default network card. */
export function shapeFrom({ VCpuInfo, MemoryInfo, NetworkInfo }: InstanceTypeInfo): NodeShape | undefined {
  const { DefaultNetworkCardIndex = 0, NetworkCards = [], Ipv4AddressesPerInterface: addresses } = NetworkInfo ?? {};
  const interfaces = NetworkCards.find(({ NetworkCardIndex }) => NetworkCardIndex === DefaultNetworkCardIndex)?.MaximumNetworkInterfaces;
  const [vcpus, memory] = [VCpuInfo?.DefaultVCpus, MemoryInfo?.SizeInMiB];
  if (vcpus === undefined || memory === undefined || interfaces === undefined || addresses === undefined) return undefined;
  return { vcpus, memory, interfaces, addresses };
}
