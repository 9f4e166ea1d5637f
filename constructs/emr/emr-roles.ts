import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge';
import { grantOnIdentity } from '../grants';
import { attachManagedPolicy } from '../kubernetes/managed-policy';
import { grantServiceLinkedRole, SPOT_ROLE } from '../service-linked-roles';

/** Tag for EMR managed policies: `AmazonEMRServicePolicy_v2` allows EMR to use only clusters, subnets and security groups that have it. */
export const EMR_TAG = { key: 'for-use-with-amazon-emr-managed-policies', value: 'true' } as const;

/** The two roles of EMR clusters. Grants go to the instance role. */
export interface IEmrRoles extends IConstruct, iam.IGrantable {
  /** Role of the service. */
  readonly serviceRole: iam.IRole;
  /** Role of the instances, and of all jobs on them. */
  readonly instanceRole: iam.IRole;
  /** Instance profile with the role of the instances: the job flow role of EMR. */
  readonly instanceProfile: iam.IInstanceProfile;
  /** Allows the grantee to pass these roles to EMR and EC2. Starting clusters requires `elasticmapreduce:RunJobFlow` as well. */
  grantPass(grantee: iam.IGrantable): iam.Grant;
}

/** Attributes of existing roles of EMR clusters. */
export interface EmrRolesAttributes {
  /**
   * Role of the service. It must trust `elasticmapreduce.amazonaws.com`, and be allowed to pass `instanceRole` to EC2, and to create the service-linked role of
   * Spot Instances in an account that had none.
   */
  readonly serviceRole: iam.IRole;

  /** Role of the instances. It must trust `ec2.amazonaws.com`. */
  readonly instanceRole: iam.IRole;

  /** Instance profile with `instanceRole`. */
  readonly instanceProfile: iam.IInstanceProfile;
}

abstract class EmrRolesBase extends Construct implements IEmrRoles {
  public abstract readonly serviceRole: iam.IRole;
  public abstract readonly instanceRole: iam.IRole;
  public abstract readonly instanceProfile: iam.IInstanceProfile;

  public get grantPrincipal(): iam.IPrincipal {
    return this.instanceRole;
  }

  public grantPass(grantee: iam.IGrantable): iam.Grant {
    return grantPass(this.serviceRole, 'elasticmapreduce.amazonaws.com', grantee).combine(grantPass(this.instanceRole, 'ec2.amazonaws.com', grantee));
  }
}

/** Properties of `EmrRoles`. */
export interface EmrRolesProps {
  /**
   * Allow Session Manager on the nodes: sessions, commands and port forwarding in place of SSH.
   *
   * @default true
   */
  readonly sessions?: boolean;
}

/**
 * The two roles of EMR clusters: a service role, which launches only tagged instances, and an instance role without permissions on data.
 *
 * Several clusters can share them. Grants to the construct go to the instance role: `grantReadBucket(raw, roles)`.
 */
export class EmrRoles extends EmrRolesBase {
  /** Existing roles. Grants extend the role of the instances where it belongs to the account. */
  public static fromEmrRolesAttributes(scope: Construct, id: string, { serviceRole, instanceRole, instanceProfile }: EmrRolesAttributes): IEmrRoles {
    return new (class extends EmrRolesBase {
      public readonly serviceRole = serviceRole;
      public readonly instanceRole = instanceRole;
      public readonly instanceProfile = instanceProfile;
    })(scope, id);
  }

  /** Role of the service. */
  public readonly serviceRole: iam.Role;
  /** Role of the instances, and of all jobs on them. */
  public readonly instanceRole: iam.Role;
  /** Instance profile with the instance role: the job flow role of EMR. */
  public readonly instanceProfile: iam.InstanceProfile;

  constructor(scope: Construct, id: string, props: EmrRolesProps = {}) {
    super(scope, id);
    const stack = Stack.of(this);
    this.serviceRole = new iam.Role(this, 'Service', {
      assumedBy: new iam.ServicePrincipal('elasticmapreduce.amazonaws.com', {
        // Only clusters of this account.
        conditions: {
          StringEquals: { 'aws:SourceAccount': stack.account },
          ArnLike: {
            'aws:SourceArn': stack.formatArn({
              service: 'elasticmapreduce',
              resource: '*',
              arnFormat: ArnFormat.NO_RESOURCE_NAME,
            }),
          },
        },
      }),
      description: 'Lets EMR launch and terminate the instances of its clusters',
    });
    attachManagedPolicy(
      this.serviceRole,
      'service-role/AmazonEMRServicePolicy_v2',
      'What EMR documents for its service role: limited to what carries the tag of EMR, and kept up to date with what EMR does',
    );

    this.instanceRole = new iam.Role(this, 'Instances', {
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      description: 'What jobs on EMR clusters may do',
    });
    this.instanceProfile = new iam.InstanceProfile(this, 'Profile', { role: this.instanceRole });
    // The managed policy allows passing only the role with the default name.
    grantPass(this.instanceRole, 'ec2.amazonaws.com', this.serviceRole);
    // The first Spot Instances of an account need it, and the managed policy does not allow it.
    grantServiceLinkedRole(this, this.serviceRole, SPOT_ROLE);
    if (props.sessions ?? true) this.allowSessions();
  }

  /** Permissions of the SSM Agent for sessions and commands. The managed policy would also allow reading every parameter. */
  private allowSessions(): void {
    acknowledgeWildcard(this, '*', 'The channels of Systems Manager know no resources; they carry what an authorized person sends');
    iam.Grant.addToPrincipal({
      grantee: this,
      actions: [
        'ec2messages:AcknowledgeMessage',
        'ec2messages:DeleteMessage',
        'ec2messages:FailMessage',
        'ec2messages:GetEndpoint',
        'ec2messages:GetMessages',
        'ec2messages:SendReply',
        'ssm:UpdateInstanceInformation',
        'ssmmessages:CreateControlChannel',
        'ssmmessages:CreateDataChannel',
        'ssmmessages:OpenControlChannel',
        'ssmmessages:OpenDataChannel',
      ],
      resourceArns: ['*'],
    });
  }
}

function grantPass(role: iam.IRole, service: string, grantee: iam.IGrantable): iam.Grant {
  return grantOnIdentity(role, {
    grantee,
    actions: ['iam:PassRole'],
    resourceArns: [role.roleArn],
    conditions: { StringEquals: { 'iam:PassedToService': service } },
  });
}
