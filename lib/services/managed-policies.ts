type Document = Readonly<Record<string, unknown>>;

/** A policy that AWS writes, as far as the uses of roles rely on it. */
export interface ManagedPolicy {
  /** AWS's page with the whole policy. */
  readonly source: string;
  /** Those of its statements and actions that are relied on: it never allows what the policy does not. */
  readonly document: Document;
}

const REFERENCE = 'https://docs.aws.amazon.com/aws-managed-policy/latest/reference';
const EMR_TAG = 'for-use-with-amazon-emr-managed-policies';

const allow = (actions: readonly string[], resources: string | readonly string[] = '*', conditions?: Document): Document => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resources,
  ...(conditions && { Condition: conditions }),
});
const policy = (name: string, ...statements: readonly Document[]): readonly [string, ManagedPolicy] => [
  name,
  { source: `${REFERENCE}/${name}.html`, document: { Version: '2012-10-17', Statement: statements } },
];
const of = (service: string, ...names: readonly string[]) => names.map((name) => `${service}:${name}`);

const pull = [...of('ecr', 'BatchGetImage', 'GetAuthorizationToken', 'GetDownloadUrlForLayer')];

/** By name. Policies of service-linked roles are those that nobody attaches. */
export const MANAGED_POLICIES: Readonly<Record<string, ManagedPolicy>> = Object.fromEntries([
  policy('AmazonEC2ContainerRegistryPullOnly', allow(pull)),
  policy('AmazonEC2ContainerRegistryReadOnly', allow(pull)),
  policy(
    'AmazonEKSClusterPolicy',
    allow(of('ec2', 'DescribeAvailabilityZones', 'DescribeInstanceTopology', 'DescribeInstances', 'DescribeSubnets', 'DescribeVpcs')),
  ),
  policy('AmazonEKSWorkerNodeMinimalPolicy', allow(of('eks-auth', 'AssumeRoleForPodIdentity'))),
  policy(
    'AmazonEKSWorkerNodePolicy',
    allow([
      ...of('ec2', 'DescribeInstanceTypes', 'DescribeInstances'),
      ...of('eks', 'DescribeCluster'),
      ...of('eks-auth', 'AssumeRoleForPodIdentity'),
    ]),
  ),
  policy(
    'AmazonEKS_CNI_Policy',
    allow(
      of(
        'ec2',
        'AssignPrivateIpAddresses',
        'AttachNetworkInterface',
        'CreateNetworkInterface',
        'DeleteNetworkInterface',
        'DescribeInstances',
        'DescribeTags',
        'DescribeNetworkInterfaces',
        'DescribeInstanceTypes',
        'DescribeSubnets',
        'DetachNetworkInterface',
        'ModifyNetworkInterfaceAttribute',
        'UnassignPrivateIpAddresses',
      ),
    ),
    allow(of('ec2', 'CreateTags'), 'arn:aws:ec2:*:*:network-interface/*'),
  ),
  policy(
    'AmazonEMRServicePolicy_v2',
    allow(of('ec2', 'CreateFleet', 'RunInstances'), ['arn:aws:ec2:*:*:subnet/*', 'arn:aws:ec2:*:*:security-group/*'], {
      StringEquals: { [`aws:ResourceTag/${EMR_TAG}`]: 'true' },
    }),
    allow(of('ec2', 'CreateFleet', 'RunInstances'), ['arn:aws:ec2:*:*:instance/*', 'arn:aws:ec2:*:*:volume/*'], {
      StringEquals: { [`aws:RequestTag/${EMR_TAG}`]: 'true' },
    }),
    allow(of('ec2', 'TerminateInstances'), '*', { StringEquals: { [`aws:ResourceTag/${EMR_TAG}`]: 'true' } }),
    allow(of('ec2', 'DescribeInstances', 'DescribeSecurityGroups', 'DescribeSubnets', 'DescribeVpcs')),
  ),
  policy('AmazonMacieServiceRolePolicy', allow(of('s3', 'GetObject', 'ListBucket'))),
  policy(
    'AmazonSSMManagedInstanceCore',
    allow([
      ...of('ssm', 'UpdateInstanceInformation'),
      ...of('ssmmessages', 'CreateControlChannel', 'CreateDataChannel', 'OpenControlChannel', 'OpenDataChannel'),
    ]),
  ),
]);

/** Policies of service-linked roles, by service and name of the role, as its ARN has them. */
export const SERVICE_LINKED_POLICIES: Readonly<Record<string, string>> = {
  'macie.amazonaws.com/AWSServiceRoleForAmazonMacie': 'AmazonMacieServiceRolePolicy',
};
