import { Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct, type IConstruct } from 'constructs';
import { checkCidr } from '../checks/cidr';
import { privateSubnetsOf } from '../network/private-subnets';
import { EMR_TAG } from './emr-roles';

/** The three security groups of EMR clusters, and their subnets. */
export interface IEmrSecurityGroups extends IConstruct, ec2.IConnectable, EmrSecurityGroupsAttributes {}

/** Attributes of existing security groups of EMR clusters. Groups and subnets must have the tag for EMR managed policies, `EMR_TAG`. */
export interface EmrSecurityGroupsAttributes {
  /** Security group of primary nodes. */
  readonly primary: ec2.ISecurityGroup;

  /** Security group of core and task nodes. */
  readonly core: ec2.ISecurityGroup;

  /** Security group through which EMR connects to nodes in private subnets. */
  readonly serviceAccess: ec2.ISecurityGroup;

  /** Subnets of the clusters. */
  readonly subnets: readonly ec2.ISubnet[];
}

/** Properties of `EmrSecurityGroups`. */
export interface EmrSecurityGroupsProps {
  /** VPC of the clusters. */
  readonly vpc: ec2.IVpc;

  /**
   * Subnets of the clusters. They get the tag for EMR managed policies; imported ones must have it.
   *
   * @default - the private subnets of the network
   */
  readonly subnets?: readonly ec2.ISubnet[];

  /**
   * CIDR block that may connect to port 22 of the primary node, as in `203.0.113.7/32`. Session Manager needs no open port.
   *
   * @default - none
   */
  readonly sshCidr?: string;
}

/**
 * The three security groups of EMR clusters, with the rules that EMR would add automatically, and their tagged subnets.
 *
 * The rules are separate resources, so that groups with circular references can be deleted. No rule allows traffic from outside.
 */
export class EmrSecurityGroups extends Construct implements IEmrSecurityGroups {
  /** Existing security groups and subnets, to which nothing is added. */
  public static fromEmrSecurityGroupsAttributes(scope: Construct, id: string, attributes: EmrSecurityGroupsAttributes): IEmrSecurityGroups {
    return new (class extends Construct implements IEmrSecurityGroups {
      public readonly primary = attributes.primary;
      public readonly core = attributes.core;
      public readonly serviceAccess = attributes.serviceAccess;
      public readonly subnets = attributes.subnets;
      public readonly connections = new ec2.Connections({ securityGroups: [attributes.primary, attributes.core] });
    })(scope, id);
  }

  public readonly primary: ec2.SecurityGroup;
  public readonly core: ec2.SecurityGroup;
  public readonly serviceAccess: ec2.SecurityGroup;
  public readonly subnets: readonly ec2.ISubnet[];
  /** All nodes of a cluster. */
  public readonly connections: ec2.Connections;

  constructor(scope: Construct, id: string, props: EmrSecurityGroupsProps) {
    super(scope, id);
    this.subnets = privateSubnetsOf(this, props.vpc, 1, { subnets: props.subnets });
    this.validate(props);

    const group = (name: string, description: string, allowAllOutbound: boolean) => {
      const made = new ec2.SecurityGroup(this, name, { vpc: props.vpc, description, allowAllOutbound });
      Tags.of(made).add(EMR_TAG.key, EMR_TAG.value);
      return made;
    };
    this.primary = group('Primary', 'Primary nodes of EMR clusters', true);
    this.core = group('Core', 'Core and task nodes of EMR clusters', true);
    this.serviceAccess = group('ServiceAccess', 'EMR itself, on its way to nodes in private subnets', false);
    this.connections = new ec2.Connections({ securityGroups: [this.primary, this.core] });
    for (const subnet of this.subnets) Tags.of(subnet).add(EMR_TAG.key, EMR_TAG.value);

    this.declareRulesOfEmr();
    if (props.sshCidr !== undefined) this.primary.addIngressRule(ec2.Peer.ipv4(props.sshCidr), ec2.Port.tcp(22), 'SSH from one place');
  }

  /**
   * The rules that EMR adds where they are missing. Rules in another form would not replace them, and no stack deletes those of EMR. Descriptions
   * distinguish the rules of the stack.
   */
  private declareRulesOfEmr(): void {
    const nodes: readonly [string, ec2.SecurityGroup][] = [
      ['Primary', this.primary],
      ['Core', this.core],
    ];
    const traffic: readonly [string, Pick<ec2.CfnSecurityGroupIngressProps, 'ipProtocol' | 'fromPort' | 'toPort'>][] = [
      ['Tcp', { ipProtocol: 'tcp', fromPort: 0, toPort: 65_535 }],
      ['Udp', { ipProtocol: 'udp', fromPort: 0, toPort: 65_535 }],
      ['Icmp', { ipProtocol: 'icmp', fromPort: -1, toPort: -1 }],
    ];
    const service = this.serviceAccess.securityGroupId;
    for (const [to, target] of nodes) {
      const groupId = target.securityGroupId;
      for (const [from, source] of nodes) {
        for (const [kind, rule] of traffic) {
          new ec2.CfnSecurityGroupIngress(this, `${kind}From${from}To${to}`, {
            groupId,
            sourceSecurityGroupId: source.securityGroupId,
            description: `${kind.toUpperCase()} between nodes`,
            ...rule,
          });
        }
      }
      const https = { ipProtocol: 'tcp', fromPort: 8443, toPort: 8443, description: 'The service to nodes' };
      new ec2.CfnSecurityGroupIngress(this, `ServiceTo${to}`, { groupId, sourceSecurityGroupId: service, ...https });
      new ec2.CfnSecurityGroupEgress(this, `ServiceMayReach${to}`, { groupId: service, destinationSecurityGroupId: groupId, ...https });
    }
    new ec2.CfnSecurityGroupIngress(this, 'PrimaryToService', {
      groupId: service,
      sourceSecurityGroupId: this.primary.securityGroupId,
      ipProtocol: 'tcp',
      fromPort: 9443,
      toPort: 9443,
      description: 'Primary nodes to the service',
    });
  }

  private validate({ sshCidr }: EmrSecurityGroupsProps): void {
    checkCidr(this, 'sshCidr', sshCidr, {
      shortest: 16,
      problem: 'is not the address of one place',
      allowed: "an IPv4 CIDR block with a prefix of /16 to /32, as in '203.0.113.7/32'",
      fix: 'name the addresses of your office, or leave it out: sessions of Systems Manager need no open port',
    });
  }
}
