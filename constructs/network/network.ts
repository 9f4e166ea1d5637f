import { Fn, RemovalPolicy, Stack, Tags, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { checkCidr } from '../checks/cidr';
import { checkKnown, checkRange } from '../checks/range';
import { PropError } from '../errors';
import { servicePrincipalOfAccount } from '../service-principal';
import { withoutLookUp } from './without-look-up';

/** Properties of a `Network`. */
export interface NetworkProps {
  /**
   * Availability zones, at least two, such as `['eu-central-1a', 'eu-central-1b']`. They are never looked up.
   *
   * @default - the first two of the region, resolved by CloudFormation at deployment
   */
  readonly availabilityZones?: readonly string[];

  /**
   * CIDR block of the VPC, from `/16` to `/22`. The subnets get equal parts of it.
   *
   * @default '10.0.0.0/16'
   */
  readonly cidr?: string;

  /**
   * Number of NAT gateways; each costs about a dollar a day plus data processing. A single one serves all availability zones and fails with its own. With
   * 0, private subnets reach AWS services through VPC endpoints only, and the internet not at all.
   *
   * @default - one per availability zone
   */
  readonly natGateways?: number;

  /**
   * Interface VPC endpoints, besides the gateway endpoint for S3; each costs about 25 cents a day and availability zone.
   *
   * @default - none
   */
  readonly interfaceEndpoints?: readonly ec2.InterfaceVpcEndpointAwsService[];

  /**
   * Traffic that the VPC flow log records. `REJECT` costs a fraction of `ALL`.
   *
   * @default ec2.FlowLogTrafficType.ALL
   */
  readonly flowLogTraffic?: ec2.FlowLogTrafficType;

  /**
   * Retention of the flow log.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Removal policy of the flow log. The VPC is deleted with the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A VPC with public and private subnets, synthesized without a context look-up: flow log, S3 gateway endpoint, Kubernetes subnet tags.
 *
 * Private subnets reach the internet through NAT gateways and cannot be reached from it. Public subnets assign no public IP addresses by default.
 */
export class Network extends Construct {
  /** The VPC, for other constructs. */
  public readonly vpc: ec2.Vpc;
  /** Log group of the VPC flow log. */
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
          // Restricting the default security group needs a custom resource with a Lambda function; no construct uses that group.
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
        reason: 'The caller passes availability zones by name; none is looked up',
      });
    }
    for (const subnet of this.vpc.publicSubnets) Tags.of(subnet).add('kubernetes.io/role/elb', '1');
    for (const subnet of this.privateSubnets) Tags.of(subnet).add('kubernetes.io/role/internal-elb', '1');

    this.flowLog = new logs.LogGroup(this, 'FlowLog', {
      retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    });
    this.vpc.addFlowLog('Traffic', {
      destination: ec2.FlowLogDestination.toCloudWatchLogs(
        this.flowLog,
        new iam.Role(this, 'FlowLogRole', { assumedBy: servicePrincipalOfAccount(this, 'vpc-flow-logs.amazonaws.com') }),
      ),
      trafficType: props.flowLogTraffic ?? ec2.FlowLogTrafficType.ALL,
    });
    if (props.interfaceEndpoints?.length) this.addEndpoints(props.interfaceEndpoints, cidr);
  }

  /** Subnets that cannot be reached from the internet, one per availability zone. */
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
        allowed: 'two or more, without duplicates: load balancers, EKS and databases require two',
        fix: 'add an availability zone, or leave it out for the first two of the region',
      });
    }
    checkCidr(this, 'cidr', cidr, {
      shortest: 16,
      longest: 22,
      problem: 'is not a CIDR block that is large enough',
      allowed: "an IPv4 CIDR block with a prefix of /16 to /22, as in '10.0.0.0/16'",
      fix: 'correct it; each pod of a cluster takes an address',
    });
    checkKnown(this, 'cidr', cidr);
    checkKnown(this, 'natGateways', natGateways);
    checkRange(this, 'natGateways', natGateways, {
      least: 0,
      most: zones,
      problem: 'is not a number of NAT gateways that these zones can have',
      allowed: `0 to ${zones}, the number of zones`,
      fix: 'lower it, or leave it out for one in each zone',
    });
  }
}
