import { Fn, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, type IConstruct } from 'constructs';
import { checkCidr } from '../checks/cidr';
import { checkKnown } from '../checks/range';
import { PropError } from '../errors';
import { withoutLookUp } from '../network/without-look-up';

/** Properties of a `PostgresNetwork`. */
export interface PostgresNetworkProps {
  /**
   * CIDR block of the network, from `/16` to `/24`. Its subnets are `/28`: four of them, or two with `publicSubnets`.
   *
   * @default '10.0.0.0/24'
   */
  readonly cidr?: string;

  /**
   * Two availability zones, as in `['eu-central-1a', 'eu-central-1b']`, without a context look-up.
   *
   * @default - the first two of the region, which CloudFormation knows when it deploys
   */
  readonly availabilityZones?: readonly string[];

  /**
   * Put the database into public subnets, for a database with a public address. Security groups still limit its clients.
   *
   * @default false
   */
  readonly publicSubnets?: boolean;

  /**
   * Interface endpoints for AWS services, in the first availability zone. Each costs about 25 cents a day.
   *
   * @default - none
   */
  readonly services?: readonly ec2.InterfaceVpcEndpointAwsService[];

  /**
   * Retention of the flow log.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Removal policy of the flow log. The network itself is deleted.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** A network for clients of a database, with interface endpoints. */
export interface IPostgresNetwork extends IConstruct {
  /** The network itself. */
  readonly vpc: ec2.IVpc;
  /** Subnets of clients of the database. */
  readonly clientSubnets: ec2.ISubnet[];
  /** Allows a client to connect to the interface endpoints. */
  allowServices(client: ec2.IConnectable): void;
}

/** Attributes of an existing network for clients of a database. */
export interface PostgresNetworkAttributes {
  /** The network itself. */
  readonly vpc: ec2.IVpc;

  /** Subnets of clients of the database. */
  readonly clientSubnets: ec2.ISubnet[];

  /** Security group of the interface endpoints. */
  readonly endpointAccess: ec2.ISecurityGroup;
}

abstract class PostgresNetworkBase extends Construct implements IPostgresNetwork {
  public abstract readonly vpc: ec2.IVpc;
  public abstract readonly clientSubnets: ec2.ISubnet[];
  public abstract readonly endpointAccess: ec2.ISecurityGroup;

  public allowServices(client: ec2.IConnectable): void {
    client.connections.allowTo(this.endpointAccess, ec2.Port.tcp(443), 'Services of AWS');
  }
}

/**
 * A small network for a database and its clients: two availability zones, interface endpoints, no internet gateway and no NAT gateway.
 *
 * Its security groups allow no traffic to or from the internet.
 */
export class PostgresNetwork extends PostgresNetworkBase {
  /** An existing network. */
  public static fromPostgresNetworkAttributes(
    scope: Construct,
    id: string,
    { vpc, clientSubnets, endpointAccess }: PostgresNetworkAttributes,
  ): IPostgresNetwork {
    return new (class extends PostgresNetworkBase {
      public readonly vpc = vpc;
      public readonly clientSubnets = clientSubnets;
      public readonly endpointAccess = endpointAccess;
    })(scope, id);
  }

  /** The network itself. */
  public readonly vpc: ec2.Vpc;
  /** Security group of the interface endpoints; `allowServices` allows a client. */
  public readonly endpointAccess: ec2.SecurityGroup;
  /** Log of the traffic. */
  public readonly flowLog: logs.LogGroup;

  constructor(scope: Construct, id: string, props: PostgresNetworkProps = {}) {
    super(scope, id);
    this.validate(props);

    const zones = props.availabilityZones ?? [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
    const database = props.publicSubnets ? ec2.SubnetType.PUBLIC : ec2.SubnetType.PRIVATE_ISOLATED;
    this.vpc = withoutLookUp(
      Stack.of(this),
      () =>
        new ec2.Vpc(this, 'Resource', {
          ipAddresses: ec2.IpAddresses.cidr(props.cidr ?? '10.0.0.0/24'),
          availabilityZones: [...zones],
          natGateways: 0,
          // Emptying the default security group takes a function behind a custom resource; nothing here is ever put into that group.
          restrictDefaultSecurityGroup: false,
          subnetConfiguration: [
            // RDS assigns a public address where it is asked to; nothing else in these subnets may have one.
            { name: DATABASE, subnetType: database, cidrMask: 28, ...(props.publicSubnets && { mapPublicIpOnLaunch: false }) },
            { name: CLIENTS, subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 28 },
          ],
        }),
    );
    if (props.availabilityZones) {
      Validations.of(this).acknowledge({
        id: 'CloudFormation-Validate::W3010',
        reason: 'The caller named the zones; none is looked up',
      });
    }
    this.flowLog = new logs.LogGroup(this, 'FlowLog', {
      retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    });
    this.vpc.addFlowLog('Traffic', {
      destination: ec2.FlowLogDestination.toCloudWatchLogs(this.flowLog),
      trafficType: ec2.FlowLogTrafficType.REJECT,
    });
    this.endpointAccess = new ec2.SecurityGroup(this, 'EndpointAccess', {
      vpc: this.vpc,
      description: 'HTTPS from clients of the database to services of AWS',
      allowAllOutbound: false,
    });
    for (const service of props.services ?? []) this.addEndpoint(service);
  }

  /** Subnets of the database, one in each zone. */
  public get databaseSubnets(): ec2.ISubnet[] {
    return this.vpc.selectSubnets({ subnetGroupName: DATABASE }).subnets;
  }

  /** Subnets of clients of the database, one in each availability zone, never with a route to the internet. */
  public get clientSubnets(): ec2.ISubnet[] {
    return this.vpc.selectSubnets({ subnetGroupName: CLIENTS }).subnets;
  }

  private addEndpoint(service: ec2.InterfaceVpcEndpointAwsService): void {
    const isS3 = service.shortName === ec2.InterfaceVpcEndpointAwsService.S3.shortName;
    this.vpc.addInterfaceEndpoint(`Endpoint-${service.shortName}`, {
      service,
      // One availability zone is enough: an outage stops the clients, and not the database.
      subnets: { subnets: this.clientSubnets.slice(0, 1) },
      securityGroups: [this.endpointAccess],
      open: false,
      // S3 is reached by its ordinary name only where this says so, because it has gateways as well.
      ...(isS3 && {
        privateDnsEnabled: true,
        dnsRecordIpType: ec2.VpcEndpointDnsRecordIpType.IPV4,
        ipAddressType: ec2.VpcEndpointIpAddressType.IPV4,
        privateDnsOnlyForInboundResolverEndpoint: ec2.VpcEndpointPrivateDnsOnlyForInboundResolverEndpoint.ALL_RESOLVERS,
      }),
    });
  }

  private validate({ cidr, availabilityZones, services }: PostgresNetworkProps): void {
    checkCidr(this, 'cidr', cidr, {
      shortest: 16,
      longest: 24,
      problem: 'is not a CIDR block that is large enough',
      allowed: "an IPv4 CIDR block with a prefix of /16 to /24, as in '10.0.0.0/24'",
    });
    checkKnown(this, 'cidr', cidr);
    if (availabilityZones !== undefined && (availabilityZones.length !== 2 || new Set(availabilityZones).size !== 2)) {
      throw new PropError(this, {
        problem: 'availabilityZones are not two zones',
        got: availabilityZones.join(', ') || 'none',
        allowed: 'two different ones: a subnet group has two, and a replica stands in the other one',
        fix: 'name two, or leave it out for the first two of the region',
      });
    }
    const names = services?.map(({ shortName }) => shortName) ?? [];
    if (new Set(names).size < names.length) {
      throw new PropError(this, {
        problem: 'services has one twice',
        got: names.join(', '),
        allowed: 'each service once',
        fix: 'leave the second one out',
      });
    }
  }
}

const DATABASE = 'Database';
const CLIENTS = 'Clients';
