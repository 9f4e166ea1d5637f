import { arnOf } from './requests';
import { asked, usesOf } from './role-uses';
import type { BehalfContext, RoleUse } from './service';

const PLUGIN = 'https://github.com/aws/amazon-vpc-cni-k8s/blob';

/** The interface through which the plugin makes every call of EC2. */
const CLIENT = `${PLUGIN}/13e3986fda7bb82d038de2d2d3039b3cff83a2b5/pkg/ec2wrapper/client.go`;

/** Calls of the interface for nodes whose pods have IPv4 addresses. */
const CALLS = [
  'CreateNetworkInterface',
  'DescribeInstances',
  'AttachNetworkInterface',
  'DeleteNetworkInterface',
  'DetachNetworkInterface',
  'AssignPrivateIpAddresses',
  'UnassignPrivateIpAddresses',
  'DescribeNetworkInterfaces',
  'ModifyNetworkInterfaceAttribute',
  'DescribeSubnets',
];

/** What the Amazon VPC CNI plugin does as the role of its pods. The managed policy that has to allow it is AWS's own list. */
export function networkingUses(role: unknown, context: BehalfContext): readonly RoleUse[] {
  return usesOf(
    role,
    context,
    {
      description: 'gives pods addresses of the VPC',
      source: CLIENT,
      requests: [...asked(CALLS.map((action) => `ec2:${action}`)), ...asked(['ec2:CreateTags'], arnOf(context, 'ec2', 'network-interface/eni-0'))],
    },
    {
      description: 'looks at the limits of an instance type that is newer than the plugin',
      source: `${PLUGIN}/0066ec88d28f6a102545f2aca4ad1453e713fc34/pkg/awsutils/awsutils.go`,
      requests: asked(['ec2:DescribeInstanceTypes']),
    },
    {
      description: 'looks at security groups, which its documentation allows and the managed policy does not',
      source: `${PLUGIN}/3ecdfeb5c84d8725af1d69e7fa78ac5dc771e5a6/docs/iam-policy.md`,
      requests: asked(['ec2:DescribeSecurityGroups']),
      isConditional: true,
    },
  );
}
