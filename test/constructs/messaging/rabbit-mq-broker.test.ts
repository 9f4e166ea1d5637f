import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { RabbitMqBroker, type RabbitMqBrokerProps } from 'stagecraft-constructs/messaging';
import { Network } from 'stagecraft-constructs/network';
import { findingsOf, granteeIn, readable, statementsOf, templateOf } from '../../support/synth';

const BROKER = 'AWS::AmazonMQ::Broker';
const brokerIn = (stack: Stack, props: Omit<RabbitMqBrokerProps, 'vpc'> = {}) =>
  new RabbitMqBroker(stack, 'Broker', { vpc: new Network(stack, 'Network').vpc, brokerName: 'greetings', ...props });
const brokerWith = (props?: Omit<RabbitMqBrokerProps, 'vpc'>) => templateOf((stack) => brokerIn(stack, props));
const propertiesOf = (props?: Omit<RabbitMqBrokerProps, 'vpc'>) => Object.values(brokerWith(props).findResources(BROKER))[0]?.Properties;

describe('with defaults', () => {
  const template = brokerWith();

  test('is a single-instance broker with RabbitMQ 4.2 and automatic minor version upgrades', () => {
    template.hasResourceProperties(BROKER, {
      BrokerName: 'greetings',
      EngineType: 'RABBITMQ',
      EngineVersion: '4.2',
      HostInstanceType: 'mq.m7g.medium',
      DeploymentMode: 'SINGLE_INSTANCE',
      AutoMinorVersionUpgrade: true,
    });
  });

  test('is in one private subnet, and not publicly accessible', () => {
    template.hasResourceProperties(BROKER, { PubliclyAccessible: false, SubnetIds: [{ Ref: Match.stringLikeRegexp('PrivateSubnet1') }] });
  });

  test('allows no client', () => {
    template.hasResourceProperties(BROKER, { SecurityGroups: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^BrokerAccess'), 'GroupId'] }] });
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
    template.hasResourceProperties('AWS::EC2::SecurityGroup', { GroupDescription: 'Clients of greetings', SecurityGroupIngress: Match.absent() });
  });

  test('sends general logs', () => {
    template.hasResourceProperties(BROKER, { Logs: { General: true } });
  });

  test('generates a password of letters and digits, which is in no template', () => {
    template.hasResourceProperties('AWS::SecretsManager::Secret', {
      GenerateSecretString: { SecretStringTemplate: '{"username":"services"}', PasswordLength: 40, ExcludePunctuation: true },
    });
    const [user] = propertiesOf()?.Users ?? [];
    expect(user.Username).toBe('services');
    expect(readable(user.Password)).toBe('{{resolve:secretsmanager:<BrokerSecret>:SecretString:password::}}');
  });

  test('has removal policy RETAIN', () => {
    template.hasResource(BROKER, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });
});

test('derives brokerName from the construct path', () => {
  templateOf((stack) => new RabbitMqBroker(stack, 'Broker', { vpc: new Network(stack, 'Network').vpc })).hasResourceProperties(BROKER, {
    BrokerName: Match.stringLikeRegexp('^Test-Broker-[0-9A-F]{8}$'),
  });
});

test('highlyAvailable deploys a Multi-AZ cluster in all private subnets', () => {
  const properties = propertiesOf({ highlyAvailable: true, instanceType: 'mq.m7g.large' });

  expect(properties).toMatchObject({ DeploymentMode: 'CLUSTER_MULTI_AZ', HostInstanceType: 'mq.m7g.large' });
  expect(properties?.SubnetIds.map(readable)).toEqual(['<NetworkPrivateSubnet1Subnet>', '<NetworkPrivateSubnet2Subnet>']);
});

test('uses the given subnets', () => {
  const template = templateOf((stack) => {
    const { vpc } = new Network(stack, 'Network');
    new RabbitMqBroker(stack, 'Broker', { vpc, subnets: vpc.privateSubnets.slice(1) });
  });

  template.hasResourceProperties(BROKER, { SubnetIds: [{ Ref: Match.stringLikeRegexp('PrivateSubnet2') }] });
});

test('takes engineVersion and userName', () => {
  const properties = propertiesOf({ engineVersion: '4.3', userName: 'orders' });

  expect(properties?.EngineVersion).toBe('4.3');
  expect(properties?.Users[0].Username).toBe('orders');
});

test('sets no encryption options, which Amazon MQ does not apply to RabbitMQ', () => {
  expect(propertiesOf()).not.toHaveProperty('EncryptionOptions');
});

test('removalPolicy DESTROY deletes the broker with the stack', () => {
  brokerWith({ removalPolicy: RemovalPolicy.DESTROY }).hasResource(BROKER, { DeletionPolicy: 'Delete' });
});

test('connections allow port 5671, and allowConsoleFrom port 443', () => {
  const template = templateOf((stack) => {
    const broker = brokerIn(stack);
    const client = new ec2.SecurityGroup(stack, 'Client', { vpc: (stack.node.findChild('Network') as Network).vpc, description: 'x' });
    broker.connections.allowDefaultPortFrom(client);
    broker.allowConsoleFrom(client);
  });
  const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => Properties);

  expect(
    rules.map(({ FromPort, ToPort, GroupId, SourceSecurityGroupId }) => [FromPort, ToPort, readable(GroupId), readable(SourceSecurityGroupId)]),
  ).toEqual([
    [5671, 5671, '<BrokerAccess.GroupId>', '<Client.GroupId>'],
    [443, 443, '<BrokerAccess.GroupId>', '<Client.GroupId>'],
  ]);
});

test('endpoint, host, consoleUrl and logGroupPrefix are attributes of the broker', () => {
  templateOf((stack) => {
    const broker = brokerIn(stack);
    const endpoint = { 'Fn::Select': [0, { 'Fn::GetAtt': [expect.stringMatching(/^Broker/), 'AmqpEndpoints'] }] };

    expect(stack.resolve(broker.endpoint)).toEqual(endpoint);
    expect(stack.resolve(broker.host)).toEqual({
      'Fn::Select': [0, { 'Fn::Split': [':', { 'Fn::Select': [1, { 'Fn::Split': ['//', endpoint] }] }] }],
    });
    expect(stack.resolve(broker.consoleUrl)).toEqual({ 'Fn::Select': [0, { 'Fn::GetAtt': [expect.stringMatching(/^Broker/), 'ConsoleURLs'] }] });
    expect(readable(stack.resolve(broker.logGroupPrefix))).toBe('/aws/amazonmq/broker/<Broker>/');
  });
});

test('grantSecretRead allows reading this secret, and nothing else', () => {
  const template = templateOf((stack) => brokerIn(stack).grantSecretRead(granteeIn(stack)));

  expect(statementsOf(template, 'Grantee')).toEqual([
    { actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], resources: ['<BrokerSecret>'] },
  ]);
});

test('metrics have the broker as dimension', () => {
  templateOf((stack) => {
    const broker = brokerIn(stack);

    expect(broker.metricMessages()).toMatchObject({
      namespace: 'AWS/AmazonMQ',
      metricName: 'MessageCount',
      statistic: 'Maximum',
      dimensions: { Broker: 'greetings' },
    });
    expect(broker.metricConsumers({ period: Duration.minutes(1) })).toMatchObject({
      metricName: 'ConsumerCount',
      statistic: 'Minimum',
      period: Duration.minutes(1),
    });
  });
});

test.each<[string, Omit<RabbitMqBrokerProps, 'vpc'>, RegExp]>([
  ['a name with a space', { brokerName: 'my broker' }, /brokerName is not a name.*got 'my broker'/],
  ['RabbitMQ 3', { engineVersion: '3.13' }, /engineVersion is not one.*got '3\.13'.*allowed: 4\.2, 4\.3/],
  ['an instance of before', { instanceType: 'mq.m5.large' }, /instanceType is not one that RabbitMQ 4 runs on.*got 'mq\.m5\.large'.*mq\.m7g\.medium/],
  ['the user that everybody knows', { userName: 'guest' }, /userName is not a name.*got 'guest'/],
  ['no subnet', { subnets: [] }, /subnets are too few.*got 0.*at least 1 private subnets/],
])('refuses %s', (_, props, message) => {
  expect(() => brokerWith(props)).toThrow(message);
});

test('refuses one subnet with highlyAvailable', () => {
  const define = (stack: Stack) => {
    const { vpc } = new Network(stack, 'Network');
    new RabbitMqBroker(stack, 'Broker', { vpc, subnets: vpc.privateSubnets.slice(1), highlyAvailable: true });
  };

  expect(() => templateOf(define)).toThrow(/subnets are too few.*got 1.*at least 2 private subnets, in different availability zones/);
});

test('cdk-nag has no findings', () => {
  expect(findingsOf((stack) => brokerIn(stack))).toEqual([]);
});
