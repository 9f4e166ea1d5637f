import { Fn, RemovalPolicy, Stack, Tags, Token, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { PropError } from '../errors';
import { withoutLookUp } from './without-look-up';

/** Properties of a `Network`. */
export interface NetworkProps {
  /**
   * Availability zones, two or more, as in `['eu-central-1a', 'eu-central-1b']`. They are never looked up.
   *
   * @default - the first two of the region, which CloudFormation knows when it deploys
   */
  readonly availabilityZones?: readonly string[];

  /**
   * Addresses of the network, from `/16` to `/22`. They are divided evenly among the subnets.
   *
   * @default '10.0.0.0/16'
   */
  readonly cidr?: string;

  /**
   * Number of NAT gateways; each costs about a dollar a day, and what flows through it is billed. One serves all zones, and fails with its own. With
   * none, private subnets reach AWS through endpoints alone and the internet not at all.
   *
   * @default - one in each availability zone
   */
  readonly natGateways?: number;

  /**
   * Services that private subnets reach without leaving the network, besides S3; each costs about 25 cents a day and zone.
   *
   * @default - none
   */
  readonly interfaceEndpoints?: readonly ec2.InterfaceVpcEndpointAwsService[];

  /**
   * Which traffic the flow log has. Rejected traffic alone is what a demonstration needs, at a fraction of the cost.
   *
   * @default ec2.FlowLogTrafficType.ALL
   */
  readonly flowLogTraffic?: ec2.FlowLogTrafficType;

  /**
   * How long the flow log is kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What becomes of the flow log when it leaves the stack. The network itself goes.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A network of public and private subnets, synthesized without a look-up: flow log, S3 endpoint, tags by which Kubernetes finds its subnets.
 *
 * What is in a private subnet reaches the internet and is not reached from there; nothing in a public subnet gets an address unless it asks for one.
 */
export class Network extends Construct {
  /** The network itself. */
  public readonly vpc: ec2.Vpc;
  /** Log of the traffic. */
  public readonly flowLog: logs.LogGroup;

  constructor(scope: Construct, id: string, props: NetworkProps = {}) {
    super(scope, id);
    const zones = props.availabilityZones ?? [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
    this.validate(props, zones.length);

    const cidr = props.cidr ?? '10.0.0.0/16';
    const natGateways = props.natGateways ?? zones.length;
    this.vpc = withoutLookUp(
      Stack.of(this),
      () =>
        new ec2.Vpc(this, 'Resource', {
          ipAddresses: ec2.IpAddresses.cidr(cidr),
          availabilityZones: [...zones],
          natGateways,
          // Emptying the default security group takes a function behind a custom resource; nothing here is ever put into that group.
          restrictDefaultSecurityGroup: false,
          subnetConfiguration: [
            { name: 'Public', subnetType: ec2.SubnetType.PUBLIC, mapPublicIpOnLaunch: false },
            { name: 'Private', subnetType: natGateways > 0 ? ec2.SubnetType.PRIVATE_WITH_EGRESS : ec2.SubnetType.PRIVATE_ISOLATED },
          ],
          gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
        }),
    );
    if (props.availabilityZones) {
      Validations.of(this).acknowledge({
        id: 'CloudFormation-Validate::W3010',
        reason: 'Zones have names where somebody has named them; none is looked up',
      });
    }
    for (const subnet of this.vpc.publicSubnets) Tags.of(subnet).add('kubernetes.io/role/elb', '1');
    for (const subnet of this.privateSubnets) Tags.of(subnet).add('kubernetes.io/role/internal-elb', '1');

    this.flowLog = new logs.LogGroup(this, 'FlowLog', {
      retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    });
    this.vpc.addFlowLog('Traffic', {
      destination: ec2.FlowLogDestination.toCloudWatchLogs(this.flowLog),
      trafficType: props.flowLogTraffic ?? ec2.FlowLogTrafficType.ALL,
    });
    if (props.interfaceEndpoints?.length) this.addEndpoints(props.interfaceEndpoints, cidr);
  }

  /** Subnets that the internet does not reach, one in each availability zone. */
  public get privateSubnets(): ec2.ISubnet[] {
    return this.vpc.privateSubnets.length > 0 ? this.vpc.privateSubnets : this.vpc.isolatedSubnets;
  }

  private addEndpoints(services: readonly ec2.InterfaceVpcEndpointAwsService[], cidr: string): void {
    const securityGroup = new ec2.SecurityGroup(this, 'EndpointAccess', {
      vpc: this.vpc,
      description: 'HTTPS from this network to endpoints of AWS services',
      allowAllOutbound: false,
    });
    securityGroup.addIngressRule(ec2.Peer.ipv4(cidr), ec2.Port.tcp(443), 'HTTPS from this network');
    for (const service of services) {
      this.vpc.addInterfaceEndpoint(`Endpoint-${service.shortName}`, {
        service,
        subnets: { subnets: this.privateSubnets },
        securityGroups: [securityGroup],
        open: false,
      });
    }
  }

  private validate({ availabilityZones, cidr, natGateways }: NetworkProps, zones: number): void {
    if (availabilityZones !== undefined && new Set(availabilityZones).size < Math.max(2, availabilityZones.length)) {
      throw new PropError(this, {
        problem: 'availabilityZones are too few',
        got: availabilityZones.join(', ') || 'none',
        allowed: 'two or more, each once: load balancers, EKS and databases ask for two',
        fix: 'name another zone, or leave it out for the first two of the region',
      });
    }
    if (cidr !== undefined && !Token.isUnresolved(cidr) && !/^(\d{1,3}\.){3}\d{1,3}\/(1[6-9]|2[0-2])$/.test(cidr)) {
      throw new PropError(this, {
        problem: 'cidr is not a block of addresses that is large enough',
        got: `'${cidr}'`,
        allowed: "an address and a length from 16 to 22, as in '10.0.0.0/16'",
        fix: 'correct it; each pod of a cluster takes an address',
      });
    }
    if (natGateways !== undefined && (natGateways < 0 || natGateways > zones || !Number.isInteger(natGateways))) {
      throw new PropError(this, {
        problem: 'natGateways is not a number of NAT gateways that these zones can have',
        got: String(natGateways),
        allowed: `0 to ${zones}, the number of zones`,
        fix: 'lower it, or leave it out for one in each zone',
      });
    }
  }
}
