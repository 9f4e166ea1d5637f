import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import { EksCluster, LoadBalancerControllerIdentity, ServiceLoadBalancer, type ServiceLoadBalancerProps } from 'stagecraft-constructs/kubernetes';
import { Network } from 'stagecraft-constructs/network';
import { PrivateBucket } from 'stagecraft-constructs/storage';
import { findingsOf, readable, statementsOf, templateOf } from '../../support/synth';

type Props = Omit<ServiceLoadBalancerProps, 'cluster' | 'vpc' | 'podPort'> & { podPort?: number };

const BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
const TARGETS = 'AWS::ElasticLoadBalancingV2::TargetGroup';
const inZone = { hostedZoneId: 'Z123', zoneName: 'example.com', hostNames: ['ui.example.com', 'api.example.com'] };

function balancerIn(stack: Stack, props: Props, autoMode = false): ServiceLoadBalancer {
  const { vpc } = new Network(stack, 'Network');
  const cluster = new EksCluster(stack, 'Cluster', { vpc, clusterName: 'demo', autoMode });
  return new ServiceLoadBalancer(stack, 'Balancer', { cluster, vpc, podPort: 8080, ...props });
}
const balancerWith = (props: Props) => templateOf((stack) => balancerIn(stack, props));
const listenersOf = (template: Template) => Object.values(template.findResources(LISTENER)).map(({ Properties }) => Properties);
const certificateIn = (stack: Stack) => acm.Certificate.fromCertificateArn(stack, 'Given', 'arn:aws:acm:eu-central-1:111122223333:certificate/1');

describe('without host names', () => {
  const template = balancerWith({ allowPlainHttp: true, healthPort: 15_021 });

  test('forwards HTTP from anywhere to the pods', () => {
    template.hasResourceProperties(BALANCER, { Scheme: 'internet-facing', Type: 'application' });
    expect(listenersOf(template)).toMatchObject([{ Port: 80, Protocol: 'HTTP', DefaultActions: [{ Type: 'forward' }] }]);
  });

  test('is in the public subnets', () => {
    template.hasResourceProperties(BALANCER, {
      Subnets: [{ Ref: Match.stringLikeRegexp('PublicSubnet1') }, { Ref: Match.stringLikeRegexp('PublicSubnet2') }],
    });
  });

  test('enables HTTP/2, drops invalid headers, closes idle connections, and has deletion protection', () => {
    template.hasResourceProperties(BALANCER, {
      LoadBalancerAttributes: Match.arrayWith([
        { Key: 'deletion_protection.enabled', Value: 'true' },
        { Key: 'routing.http2.enabled', Value: 'true' },
        { Key: 'idle_timeout.timeout_seconds', Value: '30' },
        { Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' },
      ]),
    });
  });

  test('has IP targets with a health check', () => {
    template.hasResourceProperties(TARGETS, {
      TargetType: 'ip',
      Port: 8080,
      Protocol: 'HTTP',
      HealthCheckPath: '/healthz/ready',
      HealthCheckPort: '15021',
      HealthCheckProtocol: 'HTTP',
    });
  });

  test('reaches only the pod ports, and opens only port 80 to everyone', () => {
    const [access] = Object.entries(template.findResources('AWS::EC2::SecurityGroup')).filter(([id]) => id.startsWith('BalancerAccess'));
    const rules = (type: string, to: string) =>
      Object.values(template.findResources(type)).map(({ Properties }) => [Properties.FromPort, Properties.ToPort, readable(Properties[to])]);

    expect(access?.[1].Properties.SecurityGroupIngress).toMatchObject([{ FromPort: 80, ToPort: 80, CidrIp: '0.0.0.0/0' }]);
    expect(access?.[1].Properties.SecurityGroupEgress).toBeUndefined();
    expect(rules('AWS::EC2::SecurityGroupEgress', 'DestinationSecurityGroupId')).toEqual([
      [8080, 8080, '<Cluster.ClusterSecurityGroupId>'],
      [15_021, 15_021, '<Cluster.ClusterSecurityGroupId>'],
    ]);
    expect(rules('AWS::EC2::SecurityGroupIngress', 'SourceSecurityGroupId')).toEqual([
      [8080, 8080, '<BalancerAccess.GroupId>'],
      [15_021, 15_021, '<BalancerAccess.GroupId>'],
    ]);
  });

  test('url has the DNS name of the load balancer', () => {
    templateOf((stack) => expect(readable(stack.resolve(balancerIn(stack, { allowPlainHttp: true }).url))).toBe('http://<Balancer.DNSName>'));
  });
});

describe('with host names in a hosted zone', () => {
  const template = balancerWith(inZone);

  test('redirects HTTP to HTTPS permanently', () => {
    expect(listenersOf(template)).toMatchObject([
      { Port: 80, DefaultActions: [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } }] },
      { Port: 443, Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06', DefaultActions: [{ Type: 'forward' }] },
    ]);
  });

  test('gets a certificate for all host names, validated by DNS', () => {
    template.hasResourceProperties('AWS::CertificateManager::Certificate', {
      DomainName: 'ui.example.com',
      SubjectAlternativeNames: ['api.example.com'],
      ValidationMethod: 'DNS',
      DomainValidationOptions: Match.arrayWith([{ DomainName: 'ui.example.com', HostedZoneId: 'Z123' }]),
    });
  });

  test('gets an alias record for each host name', () => {
    const records = Object.values(template.findResources('AWS::Route53::RecordSet')).map(({ Properties }) => Properties);

    expect(records.map(({ Name, Type, HostedZoneId }) => [Name, Type, HostedZoneId])).toEqual([
      ['ui.example.com.', 'A', 'Z123'],
      ['api.example.com.', 'A', 'Z123'],
    ]);
    expect(readable(records[0].AliasTarget.DNSName)).toBe('dualstack.<Balancer.DNSName>');
    expect(readable(records[0].AliasTarget.HostedZoneId)).toBe('<Balancer.CanonicalHostedZoneID>');
  });

  test('is open on 80 and 443', () => {
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: [Match.objectLike({ FromPort: 80, CidrIp: '0.0.0.0/0' }), Match.objectLike({ FromPort: 443, CidrIp: '0.0.0.0/0' })],
    });
  });

  test('url has the first host name', () => {
    templateOf((stack) => expect(balancerIn(stack, inZone).url).toBe('https://ui.example.com'));
  });
});

test('certificate replaces the new certificate', () => {
  const template = templateOf((stack) => balancerIn(stack, { ...inZone, certificate: certificateIn(stack) }));

  template.resourceCountIs('AWS::CertificateManager::Certificate', 0);
  template.resourceCountIs('AWS::Route53::RecordSet', 2);
  expect(listenersOf(template)[1].Certificates).toEqual([{ CertificateArn: 'arn:aws:acm:eu-central-1:111122223333:certificate/1' }]);
});

test('takes hostNames without a hosted zone when a certificate is passed', () => {
  const template = templateOf((stack) => {
    expect(balancerIn(stack, { hostNames: ['ui.example.org'], certificate: certificateIn(stack) }).url).toBe('https://ui.example.org');
  });

  template.resourceCountIs('AWS::Route53::RecordSet', 0);
});

test('allowedCidrs replace 0.0.0.0/0', () => {
  balancerWith({ allowPlainHttp: true, allowedCidrs: ['203.0.113.0/24'] }).hasResourceProperties('AWS::EC2::SecurityGroup', {
    SecurityGroupIngress: [Match.objectLike({ CidrIp: '203.0.113.0/24', FromPort: 80 })],
  });
});

test('sets loadBalancerName', () => {
  balancerWith({ allowPlainHttp: true, loadBalancerName: 'shop' }).hasResourceProperties(BALANCER, { Name: 'shop' });
  balancerWith({ allowPlainHttp: true }).hasResourceProperties(BALANCER, { Name: Match.absent() });
});

test.each(['internal-shop', '-shop', 'shop-', 'a shop', 's'.repeat(33)])('refuses the loadBalancerName %j', (loadBalancerName) => {
  expect(() => balancerWith({ allowPlainHttp: true, loadBalancerName })).toThrow(
    /loadBalancerName is not a valid load balancer name.*allowed: up to 32 letters/,
  );
});

test('takes healthPath, idleTimeout and deletionProtection', () => {
  const template = balancerWith({ allowPlainHttp: true, healthPath: '/up', idleTimeout: Duration.minutes(2), deletionProtection: false });

  template.hasResourceProperties(TARGETS, { HealthCheckPath: '/up', HealthCheckPort: '8080' });
  template.hasResourceProperties(BALANCER, {
    LoadBalancerAttributes: Match.arrayWith([
      { Key: 'deletion_protection.enabled', Value: 'false' },
      { Key: 'idle_timeout.timeout_seconds', Value: '120' },
    ]),
  });
});

test('sends access logs to accessLogsBucket', () => {
  const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'Test', { env: { account: '111122223333', region: 'eu-central-1' } });
  balancerIn(stack, { allowPlainHttp: true, accessLogsBucket: new PrivateBucket(stack, 'Logs') });

  Template.fromStack(stack).hasResourceProperties(BALANCER, {
    LoadBalancerAttributes: Match.arrayWith([
      { Key: 'access_logs.s3.enabled', Value: 'true' },
      { Key: 'access_logs.s3.prefix', Value: 'Balancer' },
    ]),
  });
});

test.each([
  [false, undefined],
  [true, 'demo'],
])('with autoMode %p the target group has the cluster tag %p', (autoMode, tag) => {
  const template = templateOf((stack) => balancerIn(stack, { allowPlainHttp: true }, autoMode));
  const [targets] = Object.values(template.findResources(TARGETS));

  expect(targets?.Properties.Tags?.find(({ Key }: { Key: string }) => Key === 'eks:eks-cluster-name')?.Value).toBe(tag);
});

test('depends on the cluster from another stack, without a cycle', () => {
  const app = new App({ builtinCloudFormationValidation: false });
  const [platform, edge] = [new Stack(app, 'Platform'), new Stack(app, 'Edge')];
  const { vpc } = new Network(platform, 'Network');
  const cluster = new EksCluster(platform, 'Cluster', { vpc, clusterName: 'demo' });
  new ServiceLoadBalancer(edge, 'Balancer', { cluster, vpc, podPort: 8080, allowPlainHttp: true });
  app.synth();

  expect(edge.dependencies).toEqual([platform]);
  expect(platform.dependencies).toEqual([]);
});

test.each<[string, Props, RegExp]>([
  ['HTTP without allowPlainHttp', {}, /no certificate.*allowPlainHttp: true.*without a domain only allowPlainHttp is possible/],
  ['allowPlainHttp with a certificate', { ...inZone, allowPlainHttp: true }, /allowPlainHttp has no effect/],
  [
    'names without a zone',
    { hostNames: ['ui.example.com'] },
    /belong together.*got hostNames ui\.example\.com, hostedZoneId none.*list-hosted-zones/,
  ],
  ['a hosted zone without its name', { ...inZone, zoneName: undefined }, /belong together.*zoneName none/],
  ['a hosted zone without host names', { hostedZoneId: 'Z123', zoneName: 'example.com', allowPlainHttp: true }, /belong together.*hostNames none/],
  [
    'a host name outside the hosted zone',
    { ...inZone, hostNames: ['ui.example.org'] },
    /not in the hosted zone.*got 'ui\.example\.org'.*'\.example\.com'/,
  ],
  ['a port above 65535', { podPort: 70_000, allowPlainHttp: true }, /podPort is not a port.*got 70000/],
  ['an empty list of CIDR blocks', { allowPlainHttp: true, allowedCidrs: [] }, /allowedCidrs is empty/],
])('refuses %s', (_, props, message) => {
  expect(() => balancerWith(props)).toThrow(message);
});

test('refuses access logs in a stack without a region', () => {
  expect(() => templateOf((stack) => balancerIn(stack, { allowPlainHttp: true, accessLogsBucket: new PrivateBucket(stack, 'Logs') }))).toThrow(
    /accessLogsBucket needs a stack with a region/,
  );
});

describe('LoadBalancerControllerIdentity', () => {
  const identityWith = (makesLoadBalancers: boolean) => (stack: Stack) => {
    const { vpc } = new Network(stack, 'Network');
    const cluster = new EksCluster(stack, 'Cluster', { vpc, clusterName: 'demo' });
    const { targetGroup } = new ServiceLoadBalancer(stack, 'Balancer', { cluster, vpc, podPort: 8080, allowPlainHttp: true });
    new LoadBalancerControllerIdentity(stack, 'Controller', { cluster, targetGroups: [targetGroup], makesLoadBalancers });
  };

  test('may register pods in the given target groups, and change nothing else', () => {
    const template = templateOf(identityWith(false));

    template.hasResourceProperties('AWS::EKS::PodIdentityAssociation', {
      Namespace: 'kube-system',
      ServiceAccount: 'aws-load-balancer-controller',
    });
    expect(statementsOf(template, 'Controller')).toEqual([
      { actions: ['elasticloadbalancing:DeregisterTargets', 'elasticloadbalancing:RegisterTargets'], resources: ['<BalancerTargets>'] },
      {
        actions: [
          'ec2:DescribeSecurityGroups',
          'ec2:DescribeVpcs',
          'elasticloadbalancing:DescribeTargetGroups',
          'elasticloadbalancing:DescribeTargetHealth',
        ],
        resources: ['*'],
      },
    ]);
  });

  test('makesLoadBalancers grants the published policy, in any partition', () => {
    const statements = statementsOf(templateOf(identityWith(true)), 'Controller');

    expect(statements).toHaveLength(16);
    expect(statements.flatMap(({ actions }) => actions)).toContain('elasticloadbalancing:CreateLoadBalancer');
    expect(statements.flatMap(({ resources }) => resources).filter((resource) => resource.startsWith('arn:aws:'))).toEqual([]);
    expect(statements.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
  });

  test('refuses to have no permissions', () => {
    expect(() =>
      templateOf((stack) => {
        const cluster = new EksCluster(stack, 'Cluster', { vpc: new Network(stack, 'Network').vpc });
        new LoadBalancerControllerIdentity(stack, 'Controller', { cluster });
      }),
    ).toThrow(/the controller would have no permissions.*pass the target groups/);
  });

  test.each([false, true])('cdk-nag has no findings (makesLoadBalancers %p)', (makesLoadBalancers) => {
    expect(findingsOf(identityWith(makesLoadBalancers))).toEqual([]);
  });
});

test('cdk-nag has no findings', () => {
  expect(findingsOf((stack) => balancerIn(stack, inZone))).toEqual([]);
});
