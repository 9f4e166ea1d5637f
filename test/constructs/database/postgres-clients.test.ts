import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import {
  PostgresDatabase,
  PostgresFunction,
  type PostgresFunctionProps,
  PostgresGateway,
  type PostgresGatewayProps,
  PostgresNetwork,
} from 'stagecraft-constructs/database';
import { findingsOf, granteeIn, statementsOf, templateOf } from '../../support/synth';
import { openRules, rulesIn } from './postgres';

const code = mkdtempSync(join(tmpdir(), 'bundle-'));
writeFileSync(join(code, 'index.js'), 'exports.handler = async () => {};');

type FunctionWishes = Partial<Omit<PostgresFunctionProps, 'network' | 'database'>>;

function functionIn(stack: Stack, props: FunctionWishes = {}): PostgresFunction {
  const network = new PostgresNetwork(stack, 'Network', { services: [ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER] });
  const database = new PostgresDatabase(stack, 'Shop', {
    vpc: network.vpc,
    subnets: network.databaseSubnets,
    instanceIdentifier: 'shop',
    databaseName: 'shop',
  });
  return new PostgresFunction(stack, 'Reader', { functionName: 'shop-reader', code, network, database, user: 'reader', ...props });
}
const functionWith = (props?: FunctionWishes) => templateOf((stack) => functionIn(stack, props));

describe('a function', () => {
  const template = functionWith();

  test('runs in the client subnets, with the RDS certificates and the hosts as environment variables', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'shop-reader',
      Runtime: 'nodejs24.x',
      Timeout: 300,
      VpcConfig: { SubnetIds: Match.anyValue(), SecurityGroupIds: Match.anyValue() },
      Environment: {
        Variables: {
          NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem',
          HOSTS: { 'Fn::Join': ['', [Match.anyValue(), ',', Match.anyValue()]] },
          DATABASE: 'shop',
          DATABASE_USER: 'reader',
        },
      },
    });
  });

  test('may connect to the database and the interface endpoints, and nothing else', () => {
    const out = rulesIn(template).filter((rule) => /^ReaderAccess\w* out|^Readerto/i.test(rule));
    expect(rulesIn(template).filter((rule) => rule.includes('tcp/5432') && rule.endsWith('<ReaderAccess.GroupId>'))).toHaveLength(2);
    expect(out.some((rule) => rule.includes('0.0.0.0/0'))).toBe(false);
    expect(openRules(template)).toEqual([]);
  });

  test('may write its log and manage its network interfaces, and depends on that policy', () => {
    expect(statementsOf(template, 'Reader')).toEqual([
      { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: ['<ReaderLogs.Arn>'] },
      {
        actions: [
          'ec2:AssignPrivateIpAddresses',
          'ec2:CreateNetworkInterface',
          'ec2:DeleteNetworkInterface',
          'ec2:DescribeNetworkInterfaces',
          'ec2:DescribeSubnets',
          'ec2:UnassignPrivateIpAddresses',
        ],
        resources: ['*'],
      },
    ]);
    const [policy] = Object.keys(template.findResources('AWS::IAM::Policy')).filter((id) => id.startsWith('ReaderRole'));
    template.hasResource('AWS::Lambda::Function', { DependsOn: Match.arrayWith([policy]) });
  });

  test('has a log with one month of retention and removal policy RETAIN', () => {
    template.hasResource('AWS::Logs::LogGroup', {
      Properties: { LogGroupName: '/aws/lambda/shop-reader', RetentionInDays: 30 },
      DeletionPolicy: 'Retain',
    });
  });

  test('takes description, environment, timeout, logRetention and removalPolicy', () => {
    const other = functionWith({
      description: 'Reads',
      environment: { BUCKET: 'data' },
      timeout: Duration.seconds(30),
      logRetention: RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    other.hasResourceProperties('AWS::Lambda::Function', {
      Description: 'Reads',
      Timeout: 30,
      Environment: { Variables: Match.objectLike({ BUCKET: 'data' }) },
    });
    other.hasResource('AWS::Logs::LogGroup', {
      Properties: { LogGroupName: '/aws/lambda/shop-reader', RetentionInDays: 7 },
      DeletionPolicy: 'Delete',
    });
  });

  test('grantInvoke allows invoking it, and nothing else', () => {
    const granted = templateOf((stack) => functionIn(stack).grantInvoke(granteeIn(stack)));
    expect(statementsOf(granted, 'Grantee')).toEqual([{ actions: ['lambda:InvokeFunction'], resources: ['<Reader.Arn>'] }]);
  });

  test('cdk-nag has no findings', () => {
    expect(findingsOf((stack) => functionIn(stack))).toEqual([]);
  });

  test.each<[string, FunctionWishes, RegExp]>([
    ['a name with a space', { functionName: 'my function' }, /functionName is not a name that Lambda allows.*'my function'/],
    ['an hour', { timeout: Duration.hours(1) }, /timeout is too long.*1 hour.*at most 15 minutes/],
    ['a variable that it sets itself', { environment: { HOSTS: 'mine' } }, /environment has a variable that the construct sets.*HOSTS/],
  ])('refuses %s', (_, props, message) => {
    expect(() => functionWith(props)).toThrow(message);
  });
});

function gatewayIn(stack: Stack, props: Partial<PostgresGatewayProps> = {}): PostgresGateway {
  const network = new PostgresNetwork(stack, 'Network');
  return new PostgresGateway(stack, 'Gateway', { vpc: network.vpc, subnet: network.clientSubnets[0]!, ...props });
}

test('a function takes an existing network and an existing database', () => {
  const template = templateOf((stack) => {
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a'], isolatedSubnetIds: ['subnet-1'] });
    const group = (id: string) => ec2.SecurityGroup.fromSecurityGroupId(stack, id, id);
    const instance = (id: string) =>
      rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, id, {
        instanceIdentifier: id,
        instanceEndpointAddress: `${id}.example.com`,
        port: 5432,
        securityGroups: [group(`sg-${id}`)],
      });
    const network = PostgresNetwork.fromPostgresNetworkAttributes(stack, 'Network', {
      vpc,
      clientSubnets: vpc.isolatedSubnets,
      endpointAccess: group('sg-endpoints'),
    });
    const database = PostgresDatabase.fromPostgresDatabaseAttributes(stack, 'Shop', {
      primary: instance('one'),
      replicas: [instance('two')],
      databaseName: 'shop',
    });
    new PostgresFunction(stack, 'Reader', { functionName: 'shop-reader', code, network, database, user: 'reader' });
  });

  template.hasResourceProperties('AWS::Lambda::Function', {
    VpcConfig: { SubnetIds: ['subnet-1'] },
    Environment: { Variables: { HOSTS: 'one.example.com,two.example.com', DATABASE: 'shop' } },
  });
  const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => [
    Properties.GroupId,
    Properties.FromPort,
  ]);
  expect(rules.sort()).toEqual([
    ['sg-endpoints', 443],
    ['sg-one', 5432],
    ['sg-two', 5432],
  ]);
});

describe('a gateway', () => {
  const template = templateOf((stack) => gatewayIn(stack));

  test('is a small instance without a public IP address, with IMDSv2 and an encrypted volume', () => {
    template.hasResourceProperties('AWS::EC2::Instance', {
      InstanceType: 't4g.nano',
      NetworkInterfaces: [Match.objectLike({ AssociatePublicIpAddress: false })],
      BlockDeviceMappings: [{ Ebs: { Encrypted: true, VolumeSize: 8, VolumeType: 'gp3' } }],
      MetadataOptions: { HttpTokens: 'required' },
    });
  });

  test('has no fixed name, so that two gateways fit into one account and region', () => {
    const names = Object.values(template.toJSON().Resources as Record<string, { Properties?: object }>).flatMap(({ Properties = {} }) =>
      Object.entries(Properties).filter(([key, value]) => key.endsWith('Name') && key !== 'PolicyName' && typeof value === 'string'),
    );

    expect(names).toEqual([]);
    template.resourceCountIs('AWS::EC2::LaunchTemplate', 0);
  });

  test('allows no ingress and no egress by default', () => {
    expect(rulesIn(template).filter((rule) => rule.startsWith('Gateway'))).toEqual([expect.stringMatching(/ out icmp\/252 255\.255\.255\.255\/32$/)]);
    const allowed = templateOf((stack) => {
      const gateway = gatewayIn(stack);
      gateway.connections.allowTo(
        new ec2.SecurityGroup(stack, 'Shop', {
          vpc: gateway.instance.instance.stack.node.findChild('Network').node.findChild('Resource') as ec2.Vpc,
        }),
        ec2.Port.tcp(5432),
      );
    });
    expect(rulesIn(allowed).filter((rule) => rule.startsWith('Gateway'))).toEqual([expect.stringMatching(/ out tcp\/5432 <Shop\.GroupId>$/)]);
  });

  test('may register with Session Manager, and nothing else', () => {
    expect(statementsOf(template, 'GatewayRole')).toEqual([
      {
        actions: [
          'ssm:UpdateInstanceInformation',
          'ssmmessages:CreateControlChannel',
          'ssmmessages:CreateDataChannel',
          'ssmmessages:OpenControlChannel',
          'ssmmessages:OpenDataChannel',
        ],
        resources: ['*'],
      },
    ]);
    template.hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
  });

  test('takes instanceType', () => {
    templateOf((stack) => gatewayIn(stack, { instanceType: new ec2.InstanceType('t4g.micro') })).hasResourceProperties('AWS::EC2::Instance', {
      InstanceType: 't4g.micro',
    });
  });

  test("grantForward allows port forwarding through it, and ending the grantee's own sessions", () => {
    const granted = templateOf((stack) => gatewayIn(stack).grantForward(granteeIn(stack)));
    expect(statementsOf(granted, 'Grantee')).toEqual([
      {
        actions: ['ssm:StartSession'],
        resources: [
          'arn:<partition>:ec2:<region>:<account>:instance/<Gateway>',
          'arn:<partition>:ssm:<region>::document/AWS-StartPortForwardingSessionToRemoteHost',
        ],
      },
      { actions: ['ssm:ResumeSession', 'ssm:TerminateSession'], resources: ['arn:<partition>:ssm:<region>:<account>:session/${aws:userid}-*'] },
    ]);
  });

  test('cdk-nag has no findings', () => {
    expect(findingsOf((stack) => gatewayIn(stack).grantForward(granteeIn(stack)))).toEqual([]);
  });
});
