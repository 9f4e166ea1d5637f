import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { EksCluster, type EksClusterProps } from 'stagecraft-constructs/kubernetes';
import { Network } from 'stagecraft-constructs/network';
import { findingsOf, readable, statementsOf, templateOf } from '../../support/synth';
import { clusterIn, idOf, waitsFor } from './cluster';

const CLUSTER = 'AWS::EKS::Cluster';
const ADD_ON = 'AWS::EKS::Addon';
const clusterWith = (props?: Omit<EksClusterProps, 'vpc'>) => templateOf((stack) => clusterIn(stack, props));
const kubectlIn = (stack: Stack) =>
  new lambda.LayerVersion(stack, 'Kubectl', { code: lambda.Code.fromAsset(mkdtempSync(join(tmpdir(), 'kubectl-layer-'))) });

describe('with defaults', () => {
  const template = clusterWith();

  test('runs Kubernetes 1.36 without extended support', () => {
    template.hasResourceProperties(CLUSTER, { Name: 'demo', Version: '1.36', UpgradePolicy: { SupportType: 'STANDARD' } });
  });

  test('has a private API server endpoint', () => {
    template.hasResourceProperties(CLUSTER, {
      ResourcesVpcConfig: {
        EndpointPrivateAccess: true,
        EndpointPublicAccess: false,
        SubnetIds: [{ Ref: Match.stringLikeRegexp('PrivateSubnet1') }, { Ref: Match.stringLikeRegexp('PrivateSubnet2') }],
      },
    });
  });

  test('grants access to no principal, the creator of the cluster included', () => {
    template.hasResourceProperties(CLUSTER, { AccessConfig: { AuthenticationMode: 'API', BootstrapClusterCreatorAdminPermissions: false } });
    template.resourceCountIs('AWS::EKS::AccessEntry', 0);
  });

  test('sends all control plane logs to a log group of the stack, which it creates first', () => {
    const types = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'].map((Type) => ({ Type }));
    template.hasResourceProperties(CLUSTER, { Logging: { ClusterLogging: { EnabledTypes: types } } });
    template.hasResource('AWS::Logs::LogGroup', {
      Properties: { LogGroupName: '/aws/eks/demo/cluster', RetentionInDays: 30 },
      DeletionPolicy: 'Retain',
    });
    expect(waitsFor(template, idOf(template, CLUSTER))).toContain(idOf(template, 'AWS::Logs::LogGroup', { LogGroupName: '/aws/eks/demo/cluster' }));
  });

  test('encrypts Secrets with a customer managed key, which is rotated and retained', () => {
    template.hasResourceProperties(CLUSTER, { EncryptionConfig: [{ Resources: ['secrets'], Provider: { KeyArn: Match.anyValue() } }] });
    template.hasResource('AWS::KMS::Key', { Properties: { EnableKeyRotation: true, PendingWindowInDays: 7 }, DeletionPolicy: 'Retain' });
    expect(statementsOf(template, 'ClusterRole')).toEqual([
      { actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:ListGrants'], resources: ['<ClusterSecretsKey.Arn>'] },
    ]);
  });

  test('enables deletion protection', () => {
    template.hasResourceProperties(CLUSTER, { DeletionProtection: true });
  });

  test('installs the core add-ons at their default versions, and removes them with the cluster', () => {
    const addOns = Object.values(template.findResources(ADD_ON)).map(({ Properties }) => Properties);

    expect(addOns.map(({ AddonName }) => AddonName)).toEqual(['eks-pod-identity-agent', 'vpc-cni', 'kube-proxy', 'coredns', 'metrics-server']);
    for (const { PreserveOnDelete, AddonVersion } of addOns) expect([PreserveOnDelete, AddonVersion]).toEqual([false, undefined]);
    template.hasResourceProperties(CLUSTER, { BootstrapSelfManagedAddons: false });
  });

  test('enforces NetworkPolicies', () => {
    template.hasResourceProperties(ADD_ON, { AddonName: 'vpc-cni', ConfigurationValues: '{"enableNetworkPolicy":"true"}' });
  });

  test('runs the VPC CNI with a role for its DaemonSet only, not with the node role', () => {
    template.hasResourceProperties(ADD_ON, {
      AddonName: 'vpc-cni',
      PodIdentityAssociations: [{ ServiceAccount: 'aws-node', RoleArn: Match.anyValue() }],
    });
    template.hasResourceProperties('AWS::IAM::Role', {
      Description: 'Pods of kube-system/aws-node',
      ManagedPolicyArns: [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/AmazonEKS_CNI_Policy']] }],
    });
  });

  test('has no Lambda function, no custom resource and no OIDC provider', () => {
    const types = Object.values(template.toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type);

    expect(types.filter((type) => /^Custom::|Lambda|OIDC|AWS::CloudFormation::CustomResource/.test(type))).toEqual([]);
  });
});

test('derives clusterName from the construct path, and names the log group after it', () => {
  const template = templateOf((stack) => new EksCluster(stack, 'Platform', { vpc: new Network(stack, 'Network').vpc }));
  const name = Object.values(template.findResources(CLUSTER))[0]?.Properties.Name;

  expect(name).toMatch(/^Test-Platform-[0-9A-F]{8}$/);
  template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: `/aws/eks/${name}/cluster` });
});

test('places nodes and control plane in the given subnets', () => {
  const template = templateOf((stack) => {
    const { vpc } = new Network(stack, 'Network', { availabilityZones: ['a', 'b', 'c'] });
    new EksCluster(stack, 'Cluster', { vpc, subnets: vpc.privateSubnets.slice(1) });
  });

  template.hasResourceProperties(CLUSTER, {
    ResourcesVpcConfig: { SubnetIds: [{ Ref: Match.stringLikeRegexp('PrivateSubnet2') }, { Ref: Match.stringLikeRegexp('PrivateSubnet3') }] },
  });
});

test('takes another kubernetesVersion', () => {
  clusterWith({ kubernetesVersion: '1.35' }).hasResourceProperties(CLUSTER, { Version: '1.35' });
});

test('publicCidrs open the API server endpoint to these CIDR blocks, and keep it open to the VPC', () => {
  clusterWith({ publicCidrs: ['203.0.113.7/32'] }).hasResourceProperties(CLUSTER, {
    ResourcesVpcConfig: { EndpointPublicAccess: true, EndpointPrivateAccess: true, PublicAccessCidrs: ['203.0.113.7/32'] },
  });
});

test('adminArns get cluster administrator access', () => {
  clusterWith({ adminArns: ['arn:aws:iam::111122223333:role/team/Admin'] }).hasResourceProperties('AWS::EKS::AccessEntry', {
    PrincipalArn: 'arn:aws:iam::111122223333:role/team/Admin',
    AccessPolicies: [
      {
        AccessScope: { Type: 'cluster' },
        PolicyArn: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy']] },
      },
    ],
  });
});

test('grantView can be limited to some namespaces', () => {
  templateOf((stack) => clusterIn(stack).grantView('arn:aws:iam::111122223333:user/viewer', ['dev'])).hasResourceProperties('AWS::EKS::AccessEntry', {
    AccessPolicies: [{ AccessScope: { Type: 'namespace', Namespaces: ['dev'] }, PolicyArn: Match.objectLike({}) }],
  });
});

test('refuses a second access entry for one principal', () => {
  const arn = 'arn:aws:iam::111122223333:role/Admin';

  expect(() => templateOf((stack) => clusterIn(stack, { adminArns: [arn] }).grantView(arn))).toThrow(
    /already has an access entry in the cluster.*role\/Admin/,
  );
});

describe('with autoMode', () => {
  const template = clusterWith({ autoMode: true });

  test('EKS manages nodes, EBS volumes and load balancers', () => {
    template.hasResourceProperties(CLUSTER, {
      ComputeConfig: { Enabled: true, NodePools: ['system', 'general-purpose'], NodeRoleArn: Match.anyValue() },
      StorageConfig: { BlockStorage: { Enabled: true } },
      KubernetesNetworkConfig: { ElasticLoadBalancing: { Enabled: true } },
    });
  });

  test('the node role may join the cluster and pull images, and nothing else', () => {
    const [id = ''] = Object.keys(template.findResources('AWS::IAM::Role')).filter((role) => role.startsWith('ClusterNodeRole'));
    const policies = template.toJSON().Resources[id].Properties.ManagedPolicyArns.map(readable);

    expect(policies).toEqual([
      'arn:<partition>:iam::aws:policy/AmazonEKSWorkerNodeMinimalPolicy',
      'arn:<partition>:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly',
    ]);
  });

  test('adds only the metrics server to the add-ons of Auto Mode', () => {
    expect(Object.values(template.findResources(ADD_ON)).map(({ Properties }) => Properties.AddonName)).toEqual(['metrics-server']);
  });
});

test('metricsServer: false leaves out the metrics server', () => {
  clusterWith({ autoMode: true, metricsServer: false }).resourceCountIs(ADD_ON, 0);
});

test('blockStorage adds the EBS CSI driver, with a role for its controller', () => {
  clusterWith({ blockStorage: true }).hasResourceProperties(ADD_ON, {
    AddonName: 'aws-ebs-csi-driver',
    PodIdentityAssociations: [{ ServiceAccount: 'ebs-csi-controller-sa', RoleArn: Match.anyValue() }],
  });
});

test('encryptSecrets: false leaves encryption to EKS', () => {
  const template = clusterWith({ encryptSecrets: false });

  template.hasResourceProperties(CLUSTER, { EncryptionConfig: Match.absent() });
  template.resourceCountIs('AWS::KMS::Key', 0);
  expect(statementsOf(template, 'ClusterRole')).toEqual([]);
});

test('secretsKey replaces the new customer managed key', () => {
  const template = templateOf((stack) => clusterIn(stack, { secretsKey: new kms.Key(stack, 'Mine') }));

  template.hasResourceProperties(CLUSTER, {
    EncryptionConfig: [{ Provider: { KeyArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Mine'), 'Arn'] } }, Resources: ['secrets'] }],
  });
  template.resourceCountIs('AWS::KMS::Key', 1);
  expect(statementsOf(template, 'ClusterRole')[0]?.resources).toEqual(['<Mine.Arn>']);
});

test('removalPolicy DESTROY deletes the log group, and the key after a week', () => {
  const template = clusterWith({ removalPolicy: RemovalPolicy.DESTROY, logRetention: RetentionDays.ONE_DAY });

  template.hasResource('AWS::Logs::LogGroup', {
    Properties: { LogGroupName: '/aws/eks/demo/cluster', RetentionInDays: 1 },
    DeletionPolicy: 'Delete',
  });
  template.hasResource('AWS::KMS::Key', { DeletionPolicy: 'Delete' });
  template.hasResourceProperties(CLUSTER, { DeletionProtection: false });
});

test('takes deletionProtection together with removalPolicy DESTROY', () => {
  clusterWith({ removalPolicy: RemovalPolicy.DESTROY, deletionProtection: true }).hasResourceProperties(CLUSTER, { DeletionProtection: true });
});

test('connections use the cluster security group that EKS creates', () => {
  const template = templateOf((stack) => {
    const cluster = clusterIn(stack);
    const database = new ec2.SecurityGroup(stack, 'Database', { vpc: cluster.cluster.vpc, description: 'x' });
    database.connections.allowFrom(cluster, ec2.Port.tcp(27_017));
    cluster.connections.allowDefaultPortFromAnyIpv4();
  });
  const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => Properties);

  expect(rules.map(({ FromPort, SourceSecurityGroupId: from }) => [FromPort, from && readable(from)])).toEqual([
    [443, undefined],
    [27_017, '<Cluster.ClusterSecurityGroupId>'],
  ]);
});

test('kubeconfigCommand adds the cluster to a kubeconfig', () => {
  templateOf((stack) => {
    expect(stack.resolve(clusterIn(stack).kubeconfigCommand)).toEqual({
      'Fn::Join': ['', ['aws eks update-kubeconfig --name demo --region ', { Ref: 'AWS::Region' }]],
    });
  });
});

test.each<[string, Omit<EksClusterProps, 'vpc'>, RegExp]>([
  ['a name with a dot', { clusterName: 'my.cluster' }, /clusterName is not a name.*got 'my\.cluster'.*letters, digits, hyphens/],
  ['a version that has ended', { kubernetesVersion: '1.33' }, /kubernetesVersion is not one.*got '1\.33'.*allowed: 1\.36, 1\.35/],
  ['an address that is none', { publicCidrs: ['300.1.1.1/32'] }, /publicCidrs names something else.*got '300\.1\.1\.1\/32'/],
  ['the whole internet', { publicCidrs: ['0.0.0.0/0'] }, /publicCidrs names something else.*got '0\.0\.0\.0\/0'.*203\.0\.113\.7\/32/],
  [
    'a session instead of its role',
    { adminArns: ['arn:aws:sts::111122223333:assumed-role/Admin/me'] },
    /adminArns has a value that is not the ARN of an IAM role or user.*pass the role of this session: 'arn:aws:iam::111122223333:role\/Admin'/,
  ],
  ['a name instead of an ARN', { adminArns: ['Admin'] }, /got 'Admin'.*ARNs of IAM roles and users/],
  ['blockStorage with Auto Mode', { autoMode: true, blockStorage: true }, /blockStorage has no effect with autoMode/],
])('refuses %s', (_, props, message) => {
  expect(() => clusterWith(props)).toThrow(message);
});

test.each<[string, (vpc: ec2.Vpc) => ec2.ISubnet[], RegExp]>([
  ['public subnets', ({ publicSubnets }) => publicSubnets, /a subnet is public.*got Test\/Network\/Resource\/PublicSubnet1/],
  ['one subnet', ({ privateSubnets }) => privateSubnets.slice(1), /subnets are too few.*got 1.*at least 2 private subnets/],
])('refuses %s', (_, subnetsOf, message) => {
  const define = (stack: Stack) => {
    const { vpc } = new Network(stack, 'Network');
    new EksCluster(stack, 'Cluster', { vpc, subnets: subnetsOf(vpc) });
  };

  expect(() => templateOf(define)).toThrow(message);
});

test('refuses secretsKey with encryptSecrets: false', () => {
  expect(() => templateOf((stack) => clusterIn(stack, { encryptSecrets: false, secretsKey: new kms.Key(stack, 'Mine') }))).toThrow(
    /secretsKey has no effect without encryptSecrets/,
  );
});

test.each<[string, (stack: Stack) => Omit<EksClusterProps, 'vpc'>]>([
  ['nodes', () => ({ publicCidrs: ['203.0.113.7/32'], blockStorage: true, adminArns: ['arn:aws:iam::111122223333:role/Admin'] })],
  ['autoMode', () => ({ autoMode: true })],
  ['kubectl', (stack) => ({ kubectlLayer: kubectlIn(stack) })],
])('cdk-nag has no findings with %s', (_, props) => {
  expect(findingsOf((stack) => clusterIn(stack, props(stack)))).toEqual([]);
});
