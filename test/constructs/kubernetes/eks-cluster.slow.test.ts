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

  test('has Kubernetes 1.36, and leaves it with the end of standard support', () => {
    template.hasResourceProperties(CLUSTER, { Name: 'demo', Version: '1.36', UpgradePolicy: { SupportType: 'STANDARD' } });
  });

  test('is reached from the network alone', () => {
    template.hasResourceProperties(CLUSTER, {
      ResourcesVpcConfig: {
        EndpointPrivateAccess: true,
        EndpointPublicAccess: false,
        SubnetIds: [{ Ref: Match.stringLikeRegexp('PrivateSubnet1') }, { Ref: Match.stringLikeRegexp('PrivateSubnet2') }],
      },
    });
  });

  test('lets nobody in, not even whoever deploys', () => {
    template.hasResourceProperties(CLUSTER, { AccessConfig: { AuthenticationMode: 'API', BootstrapClusterCreatorAdminPermissions: false } });
    template.resourceCountIs('AWS::EKS::AccessEntry', 0);
  });

  test('logs all that the control plane does, into a group of the stack that is there first', () => {
    const types = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'].map((Type) => ({ Type }));
    template.hasResourceProperties(CLUSTER, { Logging: { ClusterLogging: { EnabledTypes: types } } });
    template.hasResource('AWS::Logs::LogGroup', {
      Properties: { LogGroupName: '/aws/eks/demo/cluster', RetentionInDays: 30 },
      DeletionPolicy: 'Retain',
    });
    expect(waitsFor(template, idOf(template, CLUSTER))).toContain(idOf(template, 'AWS::Logs::LogGroup', { LogGroupName: '/aws/eks/demo/cluster' }));
  });

  test('encrypts Secrets with a key of its own, which is rotated and stays', () => {
    template.hasResourceProperties(CLUSTER, { EncryptionConfig: [{ Resources: ['secrets'], Provider: { KeyArn: Match.anyValue() } }] });
    template.hasResource('AWS::KMS::Key', { Properties: { EnableKeyRotation: true, PendingWindowInDays: 7 }, DeletionPolicy: 'Retain' });
    expect(statementsOf(template, 'ClusterRole')).toEqual([
      { actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:ListGrants'], resources: ['<ClusterSecretsKey.Arn>'] },
    ]);
  });

  test('cannot be deleted by mistake', () => {
    template.hasResourceProperties(CLUSTER, { DeletionProtection: true });
  });

  test('has the add-ons that every cluster needs, at the versions of EKS, and removes them with itself', () => {
    const addOns = Object.values(template.findResources(ADD_ON)).map(({ Properties }) => Properties);

    expect(addOns.map(({ AddonName }) => AddonName)).toEqual(['eks-pod-identity-agent', 'vpc-cni', 'kube-proxy', 'coredns', 'metrics-server']);
    for (const { PreserveOnDelete, AddonVersion } of addOns) expect([PreserveOnDelete, AddonVersion]).toEqual([false, undefined]);
    template.hasResourceProperties(CLUSTER, { BootstrapSelfManagedAddons: false });
  });

  test('enforces network policies', () => {
    template.hasResourceProperties(ADD_ON, { AddonName: 'vpc-cni', ConfigurationValues: '{"enableNetworkPolicy":"true"}' });
  });

  test('gives addresses to pods by a role that only their daemon can take on, and not by the role of the nodes', () => {
    template.hasResourceProperties(ADD_ON, {
      AddonName: 'vpc-cni',
      PodIdentityAssociations: [{ ServiceAccount: 'aws-node', RoleArn: Match.anyValue() }],
    });
    template.hasResourceProperties('AWS::IAM::Role', {
      Description: 'Pods of kube-system/aws-node',
      ManagedPolicyArns: [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/AmazonEKS_CNI_Policy']] }],
    });
  });

  test('has no function, no custom resource and no OIDC provider', () => {
    const types = Object.values(template.toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type);

    expect(types.filter((type) => /^Custom::|Lambda|OIDC|AWS::CloudFormation::CustomResource/.test(type))).toEqual([]);
  });
});

test('clusterName is derived from the path when none is given, and names the log group', () => {
  const template = templateOf((stack) => new EksCluster(stack, 'Platform', { vpc: new Network(stack, 'Network').vpc }));
  const name = Object.values(template.findResources(CLUSTER))[0]?.Properties.Name;

  expect(name).toMatch(/^Test-Platform-[0-9A-F]{8}$/);
  template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: `/aws/eks/${name}/cluster` });
});

test('subnets says where nodes and control plane stand', () => {
  const template = templateOf((stack) => {
    const { vpc } = new Network(stack, 'Network', { availabilityZones: ['a', 'b', 'c'] });
    new EksCluster(stack, 'Cluster', { vpc, subnets: vpc.privateSubnets.slice(1) });
  });

  template.hasResourceProperties(CLUSTER, {
    ResourcesVpcConfig: { SubnetIds: [{ Ref: Match.stringLikeRegexp('PrivateSubnet2') }, { Ref: Match.stringLikeRegexp('PrivateSubnet3') }] },
  });
});

test('kubernetesVersion is another one', () => {
  clusterWith({ kubernetesVersion: '1.35' }).hasResourceProperties(CLUSTER, { Version: '1.35' });
});

test('publicCidrs open the API server to these addresses, and leave it open to the network', () => {
  clusterWith({ publicCidrs: ['203.0.113.7/32'] }).hasResourceProperties(CLUSTER, {
    ResourcesVpcConfig: { EndpointPublicAccess: true, EndpointPrivateAccess: true, PublicAccessCidrs: ['203.0.113.7/32'] },
  });
});

test('adminArns may do everything', () => {
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

test('grantView shows some namespaces', () => {
  templateOf((stack) => clusterIn(stack).grantView('arn:aws:iam::111122223333:user/viewer', ['dev'])).hasResourceProperties('AWS::EKS::AccessEntry', {
    AccessPolicies: [{ AccessScope: { Type: 'namespace', Namespaces: ['dev'] }, PolicyArn: Match.objectLike({}) }],
  });
});

test('refuses a second entry for one principal', () => {
  const arn = 'arn:aws:iam::111122223333:role/Admin';

  expect(() => templateOf((stack) => clusterIn(stack, { adminArns: [arn] }).grantView(arn))).toThrow(
    /has access to the cluster already.*role\/Admin/,
  );
});

describe('with autoMode', () => {
  const template = clusterWith({ autoMode: true });

  test('EKS makes nodes, disks and load balancers itself', () => {
    template.hasResourceProperties(CLUSTER, {
      ComputeConfig: { Enabled: true, NodePools: ['system', 'general-purpose'], NodeRoleArn: Match.anyValue() },
      StorageConfig: { BlockStorage: { Enabled: true } },
      KubernetesNetworkConfig: { ElasticLoadBalancing: { Enabled: true } },
    });
  });

  test('the nodes may join and pull images and do nothing else', () => {
    const [id = ''] = Object.keys(template.findResources('AWS::IAM::Role')).filter((role) => role.startsWith('ClusterNodeRole'));
    const policies = template.toJSON().Resources[id].Properties.ManagedPolicyArns.map(readable);

    expect(policies).toEqual([
      'arn:<partition>:iam::aws:policy/AmazonEKSWorkerNodeMinimalPolicy',
      'arn:<partition>:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly',
    ]);
  });

  test('only the metrics server is added to what EKS brings', () => {
    expect(Object.values(template.findResources(ADD_ON)).map(({ Properties }) => Properties.AddonName)).toEqual(['metrics-server']);
  });
});

test('metricsServer false leaves it out', () => {
  clusterWith({ autoMode: true, metricsServer: false }).resourceCountIs(ADD_ON, 0);
});

test('blockStorage adds the driver for disks, with a role for its controller', () => {
  clusterWith({ blockStorage: true }).hasResourceProperties(ADD_ON, {
    AddonName: 'aws-ebs-csi-driver',
    PodIdentityAssociations: [{ ServiceAccount: 'ebs-csi-controller-sa', RoleArn: Match.anyValue() }],
  });
});

test('encryptSecrets false leaves encryption to EKS', () => {
  const template = clusterWith({ encryptSecrets: false });

  template.hasResourceProperties(CLUSTER, { EncryptionConfig: Match.absent() });
  template.resourceCountIs('AWS::KMS::Key', 0);
  expect(statementsOf(template, 'ClusterRole')).toEqual([]);
});

test('secretsKey encrypts instead of a key of its own', () => {
  const template = templateOf((stack) => clusterIn(stack, { secretsKey: new kms.Key(stack, 'Mine') }));

  template.hasResourceProperties(CLUSTER, {
    EncryptionConfig: [{ Provider: { KeyArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Mine'), 'Arn'] } }, Resources: ['secrets'] }],
  });
  template.resourceCountIs('AWS::KMS::Key', 1);
  expect(statementsOf(template, 'ClusterRole')[0]?.resources).toEqual(['<Mine.Arn>']);
});

test('removalPolicy DESTROY and logRetention leave nothing behind but a key that waits a week', () => {
  const template = clusterWith({ removalPolicy: RemovalPolicy.DESTROY, logRetention: RetentionDays.ONE_DAY });

  template.hasResource('AWS::Logs::LogGroup', {
    Properties: { LogGroupName: '/aws/eks/demo/cluster', RetentionInDays: 1 },
    DeletionPolicy: 'Delete',
  });
  template.hasResource('AWS::KMS::Key', { DeletionPolicy: 'Delete' });
  template.hasResourceProperties(CLUSTER, { DeletionProtection: false });
});

test('deletionProtection can be had with DESTROY too', () => {
  clusterWith({ removalPolicy: RemovalPolicy.DESTROY, deletionProtection: true }).hasResourceProperties(CLUSTER, { DeletionProtection: true });
});

test('connections are those of nodes and pods: the group that EKS makes', () => {
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

test('kubeconfigCommand is what a person types', () => {
  templateOf((stack) => {
    expect(stack.resolve(clusterIn(stack).kubeconfigCommand)).toEqual({
      'Fn::Join': ['', ['aws eks update-kubeconfig --name demo --region ', { Ref: 'AWS::Region' }]],
    });
  });
});

test.each<[string, Omit<EksClusterProps, 'vpc'>, RegExp]>([
  ['a name with a dot', { clusterName: 'my.cluster' }, /clusterName is not a name.*got 'my\.cluster'.*letters, digits, hyphens/],
  ['a version that has ended', { kubernetesVersion: '1.33' }, /kubernetesVersion is not one.*got '1\.33'.*allowed: 1\.36, 1\.35/],
  ['the whole internet', { publicCidrs: ['0.0.0.0/0'] }, /publicCidrs names something else.*got '0\.0\.0\.0\/0'.*203\.0\.113\.7\/32/],
  [
    'a session instead of its role',
    { adminArns: ['arn:aws:sts::111122223333:assumed-role/Admin/me'] },
    /adminArns names something else.*name the role of this session: 'arn:aws:iam::111122223333:role\/Admin'/,
  ],
  ['a name instead of an ARN', { adminArns: ['Admin'] }, /got 'Admin'.*ARNs of IAM roles and users/],
  ['disks of its own in Auto Mode', { autoMode: true, blockStorage: true }, /blockStorage has no effect with autoMode/],
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

test('refuses a key that encrypts nothing', () => {
  expect(() => templateOf((stack) => clusterIn(stack, { encryptSecrets: false, secretsKey: new kms.Key(stack, 'Mine') }))).toThrow(
    /secretsKey has no effect without encryptSecrets/,
  );
});

test.each<[string, (stack: Stack) => Omit<EksClusterProps, 'vpc'>]>([
  ['nodes', () => ({ publicCidrs: ['203.0.113.7/32'], blockStorage: true, adminArns: ['arn:aws:iam::111122223333:role/Admin'] })],
  ['autoMode', () => ({ autoMode: true })],
  ['kubectl', (stack) => ({ kubectlLayer: kubectlIn(stack) })],
])('cdk-nag finds nothing with %s', (_, props) => {
  expect(findingsOf((stack) => clusterIn(stack, props(stack)))).toEqual([]);
});
