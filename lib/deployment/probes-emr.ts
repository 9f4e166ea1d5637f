import type { ConnectOptions } from '../aws/connect';
import type { Probe } from './probes';

/** How to look for clusters and what they are made of. What has terminated can be described for weeks, and counts as gone. */
export function emrProbes(connection: ConnectOptions): Readonly<Record<string, Probe>> {
  const ec2 = async () => {
    const sdk = await import('@aws-sdk/client-ec2');
    return { sdk, client: new sdk.EC2Client(connection) };
  };
  return {
    'AWS::EMR::Cluster': async (ClusterId) => {
      const { DescribeClusterCommand, EMRClient } = await import('@aws-sdk/client-emr');
      return answers(async () => {
        const { Cluster } = await new EMRClient(connection).send(new DescribeClusterCommand({ ClusterId }));
        return !Cluster?.Status?.State?.startsWith('TERMINATED');
      }, /^InvalidRequestException$/);
    },
    'AWS::EMRServerless::Application': async (applicationId) => {
      const { EMRServerlessClient, GetApplicationCommand } = await import('@aws-sdk/client-emr-serverless');
      return answers(async () => {
        const { application } = await new EMRServerlessClient(connection).send(new GetApplicationCommand({ applicationId }));
        return application?.state !== 'TERMINATED';
      }, /^ResourceNotFoundException$/);
    },
    'AWS::EC2::Instance': async (id) => {
      const { sdk, client } = await ec2();
      return answers(async () => {
        const { Reservations = [] } = await client.send(new sdk.DescribeInstancesCommand({ InstanceIds: [id] }));
        return Reservations.flatMap(({ Instances = [] }) => Instances).some(({ State }) => State?.Name !== 'terminated');
      }, /NotFound$/);
    },
    'AWS::EC2::SecurityGroup': async (id) => {
      const { sdk, client } = await ec2();
      return answers(async () => Boolean(await client.send(new sdk.DescribeSecurityGroupsCommand({ GroupIds: [id] }))), /NotFound$/);
    },
    'AWS::EC2::Subnet': async (id) => {
      const { sdk, client } = await ec2();
      return answers(async () => Boolean(await client.send(new sdk.DescribeSubnetsCommand({ SubnetIds: [id] }))), /NotFound$/);
    },
    'AWS::EC2::Volume': async (id) => {
      const { sdk, client } = await ec2();
      return answers(async () => Boolean(await client.send(new sdk.DescribeVolumesCommand({ VolumeIds: [id] }))), /NotFound$/);
    },
    'AWS::EC2::VPC': async (id) => {
      const { sdk, client } = await ec2();
      return answers(async () => Boolean(await client.send(new sdk.DescribeVpcsCommand({ VpcIds: [id] }))), /NotFound$/);
    },
  };
}

/** Whether something is there; what the service does not know is not. */
async function answers(look: () => Promise<boolean>, absent: RegExp): Promise<boolean> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Error && absent.test(error.name)) return false;
    throw error;
  }
}
