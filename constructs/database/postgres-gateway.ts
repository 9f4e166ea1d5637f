import { Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge';
import { grantOnIdentity } from '../grants';

/** Properties of a `PostgresGateway`. */
export interface PostgresGatewayProps {
  /** VPC of the database. It needs a route to Session Manager, such as interface endpoints for `SSM` and `SSM_MESSAGES`. */
  readonly vpc: ec2.IVpc;

  /** Subnet of the gateway. */
  readonly subnet: ec2.ISubnet;

  /**
   * Instance type; the instance forwards ports and does nothing else.
   *
   * @default - t4g.nano, about ten cents a day
   */
  readonly instanceType?: ec2.InstanceType;
}

/**
 * Port forwarding from a local machine to a private database: a small instance without open ports, for Session Manager.
 *
 * IAM authorizes users, and CloudTrail records sessions. It has no key pair, no public IP address and no ingress rules.
 */
export class PostgresGateway extends Construct implements ec2.IConnectable, iam.IGrantable {
  /** The instance through which the port is forwarded. */
  public readonly instance: ec2.Instance;
  /** Security group of the instance, without ingress, and with egress by `connections` only. */
  public readonly connections: ec2.Connections;
  /** Role of the instance. */
  public readonly grantPrincipal: iam.IPrincipal;

  constructor(scope: Construct, id: string, props: PostgresGatewayProps) {
    super(scope, id);

    const access = new ec2.SecurityGroup(this, 'Access', {
      vpc: props.vpc,
      description: 'Gateway of Session Manager: lets nothing in',
      allowAllOutbound: false,
    });
    this.connections = new ec2.Connections({ securityGroups: [access] });
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    this.grantPrincipal = role.grantPrincipal;
    // Together the managed policy AmazonSSMManagedInstanceCore without its reading of every parameter of the account.
    iam.Grant.addToPrincipal({
      grantee: role,
      actions: [
        'ssm:UpdateInstanceInformation',
        'ssmmessages:CreateControlChannel',
        'ssmmessages:CreateDataChannel',
        'ssmmessages:OpenControlChannel',
        'ssmmessages:OpenDataChannel',
      ],
      resourceArns: ['*'],
    });
    acknowledgeWildcard(role, '*', 'What the agent of Session Manager needs knows no resources');

    this.instance = new ec2.Instance(this, 'Resource', {
      vpc: props.vpc,
      vpcSubnets: { subnets: [props.subnet] },
      securityGroup: access,
      role,
      instanceType: props.instanceType ?? new ec2.InstanceType('t4g.nano'),
      // Its agent comes with it; a new image replaces the instance at the next deployment, and nothing is lost.
      machineImage: ec2.MachineImage.latestAmazonLinux2023({ cpuType: ec2.AmazonLinuxCpuType.ARM_64 }),
      associatePublicIpAddress: false,
      // `requireImdsv2` would make a launch template that is named after the id of this construct, once in an account and region.
      httpTokens: ec2.HttpTokens.REQUIRED,
      detailedMonitoring: false,
      blockDevices: [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(8, { encrypted: true, volumeType: ec2.EbsDeviceVolumeType.GP3 }) }],
    });
    Validations.of(this.instance).acknowledge(
      { id: 'AwsSolutions-EC28', reason: 'It forwards bytes and holds nothing; the metrics of five minutes are enough' },
      { id: 'AwsSolutions-EC29', reason: 'It holds nothing, and the next deployment makes another' },
    );
  }

  /** Allows the grantee to forward ports through this instance, and to end its own sessions. */
  public grantForward(grantee: iam.IGrantable): iam.Grant {
    const stack = Stack.of(this);
    const instance = stack.formatArn({ service: 'ec2', resource: 'instance', resourceName: this.instance.instanceId });
    const document = stack.formatArn({
      service: 'ssm',
      account: '',
      resource: 'document',
      resourceName: 'AWS-StartPortForwardingSessionToRemoteHost',
    });
    const own = stack.formatArn({ service: 'ssm', resource: 'session', resourceName: '${aws:userid}-*' });
    // cdk-nag writes variables of policies in angle brackets.
    acknowledgeWildcard(
      grantee,
      own.replace('${aws:userid}', '<aws:userid>'),
      'Session Manager names a session after the user who starts it, with a suffix',
    );
    return grantOnIdentity(this, { grantee, actions: ['ssm:StartSession'], resourceArns: [instance, document] }).combine(
      grantOnIdentity(this, { grantee, actions: ['ssm:ResumeSession', 'ssm:TerminateSession'], resourceArns: [own] }),
    );
  }
}
