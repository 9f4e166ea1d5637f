import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { MwaaEnvironment } from 'stagecraft-constructs/airflow';
import { DocumentDbCluster, PostgresDatabase, PostgresGateway } from 'stagecraft-constructs/database';
import { EmrSecurityGroups, EmrServerlessApplication } from 'stagecraft-constructs/emr';
import { EksCluster, ServiceLoadBalancer } from 'stagecraft-constructs/kubernetes';
import { RabbitMqBroker } from 'stagecraft-constructs/messaging';
import { PrivateBucket } from 'stagecraft-constructs/storage';
import { ProvisionedWarehouse, ServerlessWarehouse } from 'stagecraft-constructs/warehouse';
import { repositoryFiles, textOf } from '../support/files';

const ENV = { account: '111122223333', region: 'eu-central-1' };
const ZONES = ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'];

type Make = (stack: Stack, vpc: ec2.IVpc) => unknown;

/** Every construct that takes a network, by the name of its props. */
const CONSTRUCTS: Readonly<Record<string, Make>> = {
  DocumentDbClusterProps: (stack, vpc) => new DocumentDbCluster(stack, 'Made', { vpc }),
  EksClusterProps: (stack, vpc) => new EksCluster(stack, 'Made', { vpc }),
  EmrSecurityGroupsProps: (stack, vpc) => new EmrSecurityGroups(stack, 'Made', { vpc }),
  EmrServerlessApplicationProps: (stack, vpc) => new EmrServerlessApplication(stack, 'Made', { vpc, logsBucket: new PrivateBucket(stack, 'Logs') }),
  MwaaEnvironmentProps: (stack, vpc) => new MwaaEnvironment(stack, 'Made', { vpc }),
  PostgresDatabaseProps: (stack, vpc) => new PostgresDatabase(stack, 'Made', { vpc }),
  PostgresGatewayProps: (stack, vpc) => new PostgresGateway(stack, 'Made', { vpc, subnet: anySubnetOf(vpc) }),
  RabbitMqBrokerProps: (stack, vpc) => new RabbitMqBroker(stack, 'Made', { vpc }),
  ServiceLoadBalancerProps: (stack, vpc) => {
    const cluster = new EksCluster(stack, 'Cluster', { vpc });
    return new ServiceLoadBalancer(stack, 'Made', { vpc, cluster, podPort: 8080, allowPlainHttp: true });
  },
  WarehouseProps: (stack, vpc) => [
    new ProvisionedWarehouse(stack, 'Made', { vpc, subnets: vpc.privateSubnets, warehouseName: 'made' }),
    new ServerlessWarehouse(stack, 'Served', { vpc, subnets: vpc.privateSubnets, warehouseName: 'served' }),
  ],
};

const attributes = { vpcId: 'vpc-1', vpcCidrBlock: '10.0.0.0/16' };
const ids = (kind: string, count: number) => Array.from({ length: count }, (_, index) => `subnet-${kind}-${index}`);

const KINDS: Readonly<Record<string, (stack: Stack) => ec2.IVpc>> = {
  'three zones': (stack) => new ec2.Vpc(stack, 'Vpc', { availabilityZones: ZONES }),
  imported: (stack) =>
    ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      ...attributes,
      availabilityZones: ZONES,
      privateSubnetIds: ids('private', 3),
      publicSubnetIds: ids('public', 3),
      privateSubnetRouteTableIds: ids('table', 3),
    }),
  'not yet looked up': (stack) => ec2.Vpc.fromLookup(stack, 'Vpc', { vpcName: 'shared' }),
  'public only': (stack) => ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { ...attributes, availabilityZones: ZONES, publicSubnetIds: ids('public', 3) }),
  'isolated only': (stack) =>
    ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { ...attributes, availabilityZones: ZONES, isolatedSubnetIds: ids('isolated', 3) }),
  'one zone': (stack) => new ec2.Vpc(stack, 'Vpc', { availabilityZones: ZONES.slice(0, 1) }),
};

/** What each kind of network is refused by, and with which words. */
const REFUSED: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  'three zones': {},
  imported: {},
  'not yet looked up': {},
  'public only': {
    ...Object.fromEntries(Object.keys(CONSTRUCTS).map((name) => [name, /subnets are too few.*got 0/])),
  },
  'isolated only': {
    EmrServerlessApplicationProps: /with a route to the internet/,
    ServiceLoadBalancerProps: /no 'Public' subnet/,
    WarehouseProps: /subnets are too few/,
  },
  'one zone': Object.fromEntries(
    Object.keys(CONSTRUCTS)
      .filter((name) => !['EmrSecurityGroupsProps', 'EmrServerlessApplicationProps', 'PostgresGatewayProps', 'RabbitMqBrokerProps'].includes(name))
      .map((name) => [name, /subnets are too few.*got 1|at least 2 subnets, got 1/i]),
  ),
};

const cases = Object.entries(KINDS).flatMap(([kind, vpcIn]) => Object.entries(CONSTRUCTS).map(([name, make]) => [name, kind, vpcIn, make] as const));

test.each(cases)('%s: a network that is %s', (name, kind, vpcIn, make) => {
  const define = () => {
    const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'Test', { env: ENV });
    make(stack, vpcIn(stack));
    return (stack.node.root as App).synth().getStackByName('Test').template.Resources;
  };
  const refused = name === 'PostgresGatewayProps' ? undefined : REFUSED[kind]?.[name];

  if (refused) expect(define).toThrow(refused);
  else expect(Object.keys(define()).length).toBeGreaterThan(0);
});

test('every construct that takes a network is tried', () => {
  const takers = repositoryFiles('constructs/*/*.ts').flatMap((file) =>
    [...textOf(file).matchAll(/^export interface (\w+Props)\b[^{]*\{\n(.*?)^\}/gms)].filter(([, , body = '']) => /^ {2}readonly vpc\??:/m.test(body)),
  );

  expect(takers.map(([, name]) => name).sort()).toEqual(Object.keys(CONSTRUCTS).sort());
});

function anySubnetOf({ privateSubnets, isolatedSubnets, publicSubnets }: ec2.IVpc): ec2.ISubnet {
  return [...privateSubnets, ...isolatedSubnets, ...publicSubnets][0]!;
}
