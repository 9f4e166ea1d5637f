import { DeleteNetworkInterfaceCommand, DescribeNetworkInterfacesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { type EmrTraceVerbs, emrTraceVerbs } from './ec2-emr';
import { type VpcLeftoverVerbs, vpcLeftoverVerbs } from './ec2-leftovers';
import { type Ec2LookupVerbs, ec2LookupVerbs } from './ec2-lookups';
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
