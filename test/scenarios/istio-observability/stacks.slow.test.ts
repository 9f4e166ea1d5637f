import { DOCUMENTDB_VERSIONS, ISTIO, KIALI, KUBERNETES_VERSIONS, LOAD_BALANCER_CONTROLLER, RABBITMQ_VERSIONS } from 'stagecraft-constructs/versions';
import { readable, statementsOf } from '../../support/synth';
import { DOMAIN, estateOf, only, resourcesOf, STACKS } from './estate';

const estate = estateOf();
const withDomain = estateOf({ set: DOMAIN });

describe('acceptance 1: the cluster', () => {
  test('acceptance 1: one EKS cluster, istio-observe-demo, with all control plane logs', () => {
    const { Name, Version, Logging } = only(estate, 'AWS::EKS::Cluster');

    expect([Name, Version]).toEqual(['istio-observe-demo', '1.36']);
    expect(
      (Logging as unknown as { ClusterLogging: { EnabledTypes: { Type: string }[] } }).ClusterLogging.EnabledTypes.map(({ Type }) => Type).sort(),
    ).toEqual(['api', 'audit', 'authenticator', 'controllerManager', 'scheduler']);
  });

  test('acceptance 1: one managed node group with two, three or five nodes and their labels', () => {
    expect(only(estate, 'AWS::EKS::Nodegroup')).toMatchObject({
      NodegroupName: 'managed-ng-1',
      ScalingConfig: { MinSize: 2, DesiredSize: 4, MaxSize: 5 },
      Labels: { role: 'worker', stack: 'reference-app' },
      InstanceTypes: ['m7g.large'],
      AmiType: 'AL2023_ARM_64_STANDARD',
    });
  });

  test('with Auto Mode has no node group and no load balancer controller', () => {
    const auto = estateOf({ set: { autoMode: true } });

    expect(resourcesOf(auto, 'AWS::EKS::Nodegroup')).toEqual([]);
    expect(only(auto, 'AWS::EKS::Cluster')).toMatchObject({ ComputeConfig: { Enabled: true } });
    expect(JSON.stringify(auto.mesh.toJSON())).not.toMatch(/aws-load-balancer-controller/);
    expect(resourcesOf(auto, 'AWS::ElasticLoadBalancingV2::TargetGroup')[0]?.Properties['Tags']).toContainEqual({
      Key: 'eks:eks-cluster-name',
      Value: 'istio-observe-demo',
    });
  });
});

describe('acceptance 2: the database', () => {
  test('acceptance 2: one DocumentDB cluster with one instance, which exports audit and profiler logs', () => {
    expect(only(estate, 'AWS::DocDB::DBCluster')).toMatchObject({
      DBClusterIdentifier: 'istio-observe-demo',
      EnableCloudwatchLogsExports: ['audit', 'profiler'],
      StorageEncrypted: true,
    });
    expect(only(estate, 'AWS::DocDB::DBInstance')).toMatchObject({ DBInstanceClass: 'db.t4g.medium', CACertificateIdentifier: 'rds-ca-rsa2048-g1' });
  });

  test('acceptance 2: the parameter group enables both logs and TLS', () => {
    expect(only(estate, 'AWS::DocDB::DBClusterParameterGroup')).toMatchObject({
      Parameters: { audit_logs: 'enabled', profiler: 'enabled', tls: 'enabled' },
    });
  });
});

test('acceptance 3: one private single-instance RabbitMQ broker with its general log', () => {
  expect(only(estate, 'AWS::AmazonMQ::Broker')).toMatchObject({
    EngineType: 'RABBITMQ',
    EngineVersion: '4.2',
    DeploymentMode: 'SINGLE_INSTANCE',
    PubliclyAccessible: false,
    Logs: { General: true },
    HostInstanceType: 'mq.m7g.medium',
  });
});

describe('acceptance 4: ingress', () => {
  interface Rule {
    readonly CidrIp?: string;
    readonly FromPort: number;
    readonly SourceSecurityGroupId?: unknown;
    readonly GroupId?: unknown;
  }
  const rulesOf = (of: typeof estate): Rule[] => [
    ...resourcesOf(of, 'AWS::EC2::SecurityGroup').flatMap(({ Properties: { SecurityGroupIngress = [] } }) => SecurityGroupIngress as Rule[]),
    ...resourcesOf(of, 'AWS::EC2::SecurityGroupIngress').map(({ Properties }) => Properties as unknown as Rule),
  ];

  test.each([
    [27_017, 'Database'],
    [5_671, 'Broker'],
  ])('acceptance 4: port %i allows ingress from the cluster only', (port, name) => {
    const rules = rulesOf(estate).filter(({ FromPort }) => FromPort === port);

    expect(rules.map(({ SourceSecurityGroupId, CidrIp }) => [readable(SourceSecurityGroupId), CidrIp])).toEqual([
      ['<Cluster.ClusterSecurityGroupId>', undefined],
    ]);
    expect(readable(rules[0]?.GroupId)).toMatch(new RegExp(`^<import ${name}Access`));
  });

  test('acceptance 4: only the load balancer allows ingress from the internet, on 80 and 443', () => {
    const open = (of: typeof estate) =>
      rulesOf(of)
        .filter(({ CidrIp }) => CidrIp === '0.0.0.0/0')
        .map(({ FromPort }) => FromPort);

    expect(open(withDomain)).toEqual([80, 443]);
    expect(open(estate)).toEqual([80]);
    expect(
      resourcesOf(withDomain, 'AWS::EC2::SecurityGroup').filter(({ Properties }) => JSON.stringify(Properties).includes('0.0.0.0/0')),
    ).toHaveLength(1);
  });

  test('allowedCidrs restricts the load balancer', () => {
    const kept = estateOf({ set: { allowedCidrs: '203.0.113.0/24, 198.51.100.7/32' } });

    expect(rulesOf(kept).flatMap(({ CidrIp }) => CidrIp ?? [])).toEqual(['203.0.113.0/24', '198.51.100.7/32']);
  });

  test('the API server endpoint is private, unless CIDR blocks are configured', () => {
    const vpcConfig = (of: typeof estate) => only(of, 'AWS::EKS::Cluster')['ResourcesVpcConfig'];

    expect(vpcConfig(estate)).toMatchObject({ EndpointPublicAccess: false, EndpointPrivateAccess: true });
    expect(vpcConfig(estateOf({ set: { publicCidrs: ['203.0.113.7/32'] } }))).toMatchObject({
      EndpointPublicAccess: true,
      PublicAccessCidrs: ['203.0.113.7/32'],
    });
  });
});

describe('acceptance 5: AWS Load Balancer Controller', () => {
  const trusts = resourcesOf(estate, 'AWS::IAM::Role').map(({ Properties }) => JSON.stringify(Properties['AssumeRolePolicyDocument']));

  test('acceptance 5: no role trusts alb-ingress-controller', () => {
    expect(trusts.filter((trust) => trust.includes('alb-ingress-controller'))).toEqual([]);
  });

  test('acceptance 5: only kube-system/aws-load-balancer-controller may assume its role', () => {
    const own = trusts.filter((trust) => trust.includes('aws-load-balancer-controller'));

    expect(own).toHaveLength(1);
    expect(JSON.parse(own[0]!).Statement[0].Principal).toEqual({ Service: 'pods.eks.amazonaws.com' });
    expect(own[0]).toMatch(/"aws:RequestTag\/kubernetes-namespace":"kube-system"/);
    expect(
      resourcesOf(estate, 'AWS::EKS::PodIdentityAssociation').map(
        ({ Properties: { Namespace, ServiceAccount } }) => `${Namespace}/${ServiceAccount}`,
      ),
    ).toEqual(['kube-system/aws-load-balancer-controller', ...['c', 'd', 'f', 'g', 'h'].map((letter) => `dev/service-${letter}`)]);
  });

  test('the controller may register pods in one target group only', () => {
    expect(statementsOf(estate.cluster, 'Controller')[0]).toEqual({
      actions: ['elasticloadbalancing:DeregisterTargets', 'elasticloadbalancing:RegisterTargets'],
      resources: ['<BalancerTargets>'],
    });
  });
});

describe('acceptance 9: the load balancer', () => {
  test('acceptance 9: HTTP is redirected to HTTPS with 301', () => {
    const listeners = resourcesOf(withDomain, 'AWS::ElasticLoadBalancingV2::Listener').map(({ Properties }) => Properties);

    expect(listeners).toMatchObject([
      {
        Port: 80,
        Protocol: 'HTTP',
        DefaultActions: [{ Type: 'redirect', RedirectConfig: { Port: '443', Protocol: 'HTTPS', StatusCode: 'HTTP_301' } }],
      },
      { Port: 443, Protocol: 'HTTPS', DefaultActions: [{ Type: 'forward' }] },
    ]);
  });

  test('acceptance 9: has the health check /healthz/ready of the gateway, HTTP/2, and a 30 s idle timeout', () => {
    expect(only(withDomain, 'AWS::ElasticLoadBalancingV2::TargetGroup')).toMatchObject({
      HealthCheckPath: '/healthz/ready',
      HealthCheckPort: '15021',
      HealthCheckProtocol: 'HTTP',
      TargetType: 'ip',
      Port: 80,
    });
    expect(only(withDomain, 'AWS::ElasticLoadBalancingV2::LoadBalancer')).toMatchObject({
      Scheme: 'internet-facing',
      LoadBalancerAttributes: expect.arrayContaining([
        { Key: 'routing.http2.enabled', Value: 'true' },
        { Key: 'idle_timeout.timeout_seconds', Value: '30' },
      ]),
    });
  });

  test('both hosts have a record in the zone, and one certificate', () => {
    expect(resourcesOf(withDomain, 'AWS::Route53::RecordSet').map(({ Properties: { Name, HostedZoneId } }) => [Name, HostedZoneId])).toEqual([
      ['observe-ui.example-api.com.', 'Z0123456789'],
      ['observe-api.example-api.com.', 'Z0123456789'],
    ]);
    expect(only(withDomain, 'AWS::CertificateManager::Certificate')).toMatchObject({
      DomainName: 'observe-ui.example-api.com',
      SubjectAlternativeNames: ['observe-api.example-api.com'],
    });
  });

  test('with a certificate and no hosted zone creates no records', () => {
    const elsewhere = estateOf({ set: { domain: 'example-api.com', certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/0a1b' } });

    expect(resourcesOf(elsewhere, /Route53|CertificateManager/)).toEqual([]);
    expect(resourcesOf(elsewhere, 'AWS::ElasticLoadBalancingV2::Listener')).toHaveLength(2);
  });

  test("without a domain publishes the load balancer's own name", () => {
    expect(resourcesOf(estate, /Route53|CertificateManager/)).toEqual([]);
    expect(resourcesOf(estate, 'AWS::ElasticLoadBalancingV2::Listener').map(({ Properties }) => Properties['DefaultActions'])).toMatchObject([
      [{ Type: 'forward' }],
    ]);
    expect(readable(estate.cluster.toJSON()['Outputs'].uiUrl.Value)).toBe('http://<Balancer.DNSName>');
  });
});

test('connection strings are joined at deployment, and no template has one', () => {
  const { SecretString } = resourcesOf(estate, 'AWS::SecretsManager::Secret').find(({ id }) => id.startsWith('Connections'))!.Properties;
  const reference = (secret: string, key: string) => `{{resolve:secretsmanager:<${secret}>:SecretString:${key}::}}`;
  const text = readable(SecretString);

  expect(Object.keys(JSON.parse(text))).toEqual(['mongodb.conn', 'rabbitmq.conn']);
  expect(JSON.parse(text)['mongodb.conn'].replace(/<[^>]*Endpoint>/, '<host>')).toBe(
    `mongodb://${reference('DatabaseSecretAttachment', 'username')}:${reference('DatabaseSecretAttachment', 'password')}@<host>:27017/` +
      '?tls=true&replicaSet=rs0&readPreference=secondaryPreferred&retryWrites=false',
  );
  expect(JSON.parse(text)['rabbitmq.conn']).toMatch(/^amqps:\/\/\{\{resolve:.*:username::\}\}:\{\{resolve:.*:password::\}\}@.*:5671\/$/);
  expect(statementsOf(estate.app, 'Identityservicec')).toEqual([
    { actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], resources: [expect.stringMatching(/^<import Connections/)] },
  ]);
});

test('the alarm watches bytes sent by pods of dev, with the configured threshold', () => {
  const { Threshold, MetricName, Namespace, Dimensions } = only(estateOf({ set: { networkAlarmBytes: '5000' } }), 'AWS::CloudWatch::Alarm');

  expect([Threshold, Namespace, MetricName]).toEqual([5_000, 'ContainerInsights', 'pod_network_tx_bytes']);
  expect(Dimensions).toEqual([
    { Name: 'ClusterName', Value: 'istio-observe-demo' },
    { Name: 'Namespace', Value: 'dev' },
  ]);
  expect(only(estate, 'AWS::CloudWatch::Dashboard')['DashboardName']).toBe('istio_observe_demo');
});

test('builds the image from the service bundle, for the CPU architecture of the nodes', () => {
  const assets = (set: Record<string, unknown>) => JSON.stringify(estateOf({ set }).app.toJSON()).match(/container-assets[^"]*:([0-9a-f]{64})/)?.[1];

  expect(assets({})).toMatch(/^[0-9a-f]{64}$/);
  expect(assets({ nodeType: 'm7i.large' })).not.toBe(assets({}));
});

test('deploys pinned versions only', () => {
  const charts = resourcesOf(estate, 'Custom::AWSCDK-EKS-HelmChart').map(({ Properties: { Chart, Version } }) => `${Chart} ${Version}`);
  const deployed = JSON.stringify(STACKS.map((stack) => estate[stack].toJSON()));

  expect([...new Set(charts)]).toEqual([
    ...['base', 'cni', 'istiod', 'gateway'].map((chart) => `${chart} ${ISTIO}`),
    `aws-load-balancer-controller ${LOAD_BALANCER_CONTROLLER}`,
    `kiali-server ${KIALI}`,
  ]);
  expect(deployed).toContain(`"Version":"${KUBERNETES_VERSIONS[0]}"`);
  expect(deployed).toContain(`"EngineVersion":"${DOCUMENTDB_VERSIONS[0]}"`);
  expect(deployed).toContain(`"EngineVersion":"${RABBITMQ_VERSIONS[0]}"`);
});
