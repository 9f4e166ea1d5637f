import {
  DeleteNetworkInterfaceCommand,
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkInterfacesCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { type EmrTraceVerbs, emrTraceVerbs } from './ec2-emr';
import { type VpcLeftoverVerbs, vpcLeftoverVerbs } from './ec2-leftovers';
import { isNamed } from './errors';
import { everyPage } from './pages';

/** What a command can ask EC2. */
export interface Ec2Verbs extends EmrTraceVerbs, Ec2LookupVerbs, VpcLeftoverVerbs {
  /** Ids of network interfaces that pods of an EKS cluster had, and that no instance has any more. */
  detachedInterfaces(cluster: string): Promise<readonly string[]>;
  /** Deletes a network interface. One that does not exist counts as deleted. */
  deleteInterface(id: string): Promise<void>;
}

/** Tag of the interfaces that the VPC CNI plugin creates. */
const CLUSTER_TAG = 'cluster.k8s.amazonaws.com/name';

export function ec2Verbs(client: EC2Client): Ec2Verbs {
  return {
    ...emrTraceVerbs(client),
    ...ec2LookupVerbs(client),
    ...vpcLeftoverVerbs(client),
    async detachedInterfaces(cluster) {
      const interfaces = await everyPage(async (token) => {
        const { NetworkInterfaces: items, NextToken: next } = await client.send(
          new DescribeNetworkInterfacesCommand({
            Filters: [
              { Name: `tag:${CLUSTER_TAG}`, Values: [cluster] },
              { Name: 'status', Values: ['available'] },
            ],
            NextToken: token,
          }),
        );
        return { items, next };
      });
      return interfaces.flatMap(({ NetworkInterfaceId: id }) => id ?? []);
    },
    async deleteInterface(id) {
      await client.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: id })).catch((error) => {
        if (!isNamed(error, 'InvalidNetworkInterfaceID.NotFound')) throw error;
      });
    },
  };
}

/** Verbs that look for resources whose states EC2 shows after they are gone, or whose identifier CloudFormation does not tell. */
interface Ec2LookupVerbs {
  /** Whether an Elastic IP address exists; by address or by allocation id. */
  hasAddress(id: string): Promise<boolean>;
  /** Whether a NAT gateway exists; a deleted one, which EC2 lists for another hour, does not. */
  hasNatGateway(id: string): Promise<boolean>;
  /** Whether an instance exists; a terminated one, which EC2 lists for another hour, does not. */
  hasInstance(id: string): Promise<boolean>;
}

function ec2LookupVerbs(client: EC2Client): Ec2LookupVerbs {
  return {
    async hasAddress(id) {
      const input = id.startsWith('eipalloc-') ? { AllocationIds: [id] } : { PublicIps: [id] };
      const found = await client
        .send(new DescribeAddressesCommand(input))
        .catch(noneWhen('InvalidAddress.NotFound', 'InvalidAddressID.NotFound', 'InvalidAllocationID.NotFound'));
      return (found?.Addresses ?? []).length > 0;
    },
    async hasNatGateway(id) {
      const found = await client
        .send(new DescribeNatGatewaysCommand({ NatGatewayIds: [id] }))
        .catch(noneWhen('NatGatewayNotFound', 'InvalidNatGatewayID.NotFound'));
      return (found?.NatGateways ?? []).some(({ State: state }) => state !== 'deleted');
    },
    async hasInstance(id) {
      const found = await client.send(new DescribeInstancesCommand({ InstanceIds: [id] })).catch(noneWhen('InvalidInstanceID.NotFound'));
      const instances = (found?.Reservations ?? []).flatMap(({ Instances: each = [] }) => each);
      return instances.some(({ State: state }) => state?.Name !== 'terminated');
    },
  };
}

function noneWhen(...names: string[]): (error: unknown) => undefined {
  return (error) => {
    if (isNamed(error, ...names)) return undefined;
    throw error;
  };
}
