import { DescribeAddressesCommand, DescribeInstancesCommand, DescribeNatGatewaysCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { isNamed } from './errors';

/** Verbs that look for resources whose states EC2 shows after they are gone, or whose identifier CloudFormation does not tell. */
export interface Ec2LookupVerbs {
  /** Whether an Elastic IP address exists; by address or by allocation id. */
  hasAddress(id: string): Promise<boolean>;
  /** Whether a NAT gateway exists; a deleted one, which EC2 lists for another hour, does not. */
  hasNatGateway(id: string): Promise<boolean>;
  /** Whether an instance exists; a terminated one, which EC2 lists for another hour, does not. */
  hasInstance(id: string): Promise<boolean>;
}

export function ec2LookupVerbs(client: EC2Client): Ec2LookupVerbs {
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
