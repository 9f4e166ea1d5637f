import { loadScenario } from '../../../lib/scenarios/load';

const load = (set: Record<string, unknown>, scenario = 'istio-observability') => loadScenario({ scenario, set });

test('by default is the cluster of the article, with one node more, Jaeger and no domain', async () => {
  const { config } = await load({});

  expect(config).toMatchObject({
    clusterName: 'istio-observe-demo',
    kubernetesVersion: '1.36',
    nodeMin: 2,
    nodeDesired: 4,
    nodeMax: 5,
    tracing: 'jaeger',
    domain: '',
    availabilityZones: [],
    autoMode: false,
    cpuAlertMillicores: 300,
  });
});

test('gRPC has its own name and five nodes', async () => {
  const { config } = await load({}, 'istio-grpc');

  expect(config).toMatchObject({ clusterName: 'istio-grpc-demo', nodeMin: 2, nodeDesired: 5, nodeMax: 5 });
});

test('takes values and lists as text', async () => {
  const { config } = await load({
    availabilityZones: 'us-east-1a, us-east-1b',
    publicCidrs: '203.0.113.7/32',
    nodeMax: '8',
    autoMode: 'true',
    adminArns: 'arn:aws:iam::111122223333:role/Admin,arn:aws:iam::111122223333:user/ann',
  });

  expect(config).toMatchObject({
    availabilityZones: ['us-east-1a', 'us-east-1b'],
    publicCidrs: ['203.0.113.7/32'],
    nodeMax: 8,
    autoMode: true,
    adminArns: ['arn:aws:iam::111122223333:role/Admin', 'arn:aws:iam::111122223333:user/ann'],
  });
});

const zone = { domain: 'example.com', hostedZoneId: 'Z0123' };

test.each<[string, Record<string, unknown>, RegExp]>([
  [
    'a domain without its zone',
    { domain: 'example.com' },
    /hostedZoneId is not valid; allowed: the id of the zone of example\.com, as `aws route53 list-hosted-zones` prints it; without a zone, certificateArn/,
  ],
  ['a zone without a domain', { hostedZoneId: 'Z0123' }, /hostedZoneId is not valid; got "Z0123"; allowed: only together with domain/],
  [
    'a host outside of the domain',
    { ...zone, apiHost: 'api.example.org' },
    /apiHost is not valid; got "api\.example\.org"; allowed: a name that ends with \.example\.com/,
  ],
  [
    'one host for both',
    { ...zone, uiHost: 'a.example.com', apiHost: 'a.example.com' },
    /apiHost is not valid; .*allowed: another host than that of the page/,
  ],
  [
    'both tracers',
    { tracing: 'jaeger,zipkin' },
    /tracing is not valid; got "jaeger,zipkin"; allowed: jaeger or zipkin, not both: two tracers would each receive half of every trace/,
  ],
  [
    'nodes that are too small',
    { nodeType: 't3.medium' },
    /nodeType is not valid; got "t3\.medium"; allowed: large or larger: a medium node has IP addresses for at most 17 pods/,
  ],
  ['one node', { nodeMin: '1' }, /nodeMin is not valid; got "1"; allowed: a whole number from 2 to 100/],
  ['sizes that contradict one another', { nodeDesired: '6' }, /nodeDesired is not valid; got "6"; allowed: at most nodeMax, which is 5/],
  ['more at least than to begin with', { nodeMin: '5' }, /nodeMin is not valid; got "5"; allowed: at most nodeDesired, which is 4/],
  ['a Kubernetes that Istio does not know', { kubernetesVersion: '1.37' }, /kubernetesVersion is not valid; got "1\.37"/],
  ['a broker of another family', { brokerInstance: 'mq.m5.large' }, /brokerInstance is not valid; .*RabbitMQ 4 runs on no other family/],
  [
    'an alert that can never fire',
    { cpuAlertMillicores: '500' },
    /cpuAlertMillicores is not valid; got "500"; allowed: a whole number from 10 to 499/,
  ],
  ['the whole internet', { publicCidrs: '0.0.0.0/0' }, /publicCidrs\.0 is not valid; .*allowed: CIDR blocks such as 203\.0\.113\.7\/32/],
  [
    'a session instead of a role',
    { adminArns: 'arn:aws:sts::111122223333:assumed-role/Admin/ann' },
    /adminArns\.0 is not valid; .*ARNs of IAM roles and users/,
  ],
  ['a name that is too long for a balancer', { clusterName: 'a-cluster-of-my-own-x' }, /clusterName is not valid; .*2 to 19 lower-case letters/],
  ['a zone that is none', { availabilityZones: 'us-east-1' }, /availabilityZones\.0 is not valid; .*zones such as us-east-1a/],
  ['an unknown key', { trcing: 'jaeger' }, /unknown key trcing; .*did you mean 'tracing'/],
])('refuses %s', async (_, set, message) => {
  await expect(load(set)).rejects.toThrow(message);
});

test('refuses a single Availability Zone', async () => {
  const { estateOf } = await import('./estate');

  expect(() => estateOf({ set: { availabilityZones: 'us-east-1a' } })).toThrow(
    /availabilityZones are too few .*got us-east-1a; allowed: two or more/,
  );
});

test('refuses a region without known certificate authorities, and selects those of other regions', async () => {
  const { authoritiesOf } = await import('../../../lib/scenarios/greeting-platform/stores');

  expect(authoritiesOf('eu-central-1').match(/BEGIN CERTIFICATE/g)).toHaveLength(1);
  expect(authoritiesOf().match(/BEGIN CERTIFICATE/g)).toHaveLength(27);
  expect(() => authoritiesOf('mars-north-1')).toThrow(
    /unknown DocumentDB certificate authority.*; got 'mars-north-1'; allowed: af-south-1, .*us-east-1/,
  );
});

test('certificate authorities are self-signed, match their names, and expire after the service certificates', async () => {
  const { X509Certificate } = await import('node:crypto');
  const { authoritiesOf } = await import('../../../lib/scenarios/greeting-platform/stores');
  const all = authoritiesOf().split(/^(?=# )/m);

  for (const each of all) {
    const certificate = new X509Certificate(each);
    const [, region] = /^# (\S+)\n/.exec(each) ?? [];
    expect(certificate.subject).toContain(`CN=Amazon RDS ${region} Root CA RSA2048 G1`);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(new Date(certificate.validTo).getUTCFullYear()).toBeGreaterThan(2050);
  }
});
