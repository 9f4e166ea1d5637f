import { CfnAddon } from 'aws-cdk-lib/aws-eks-v2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { ClusterPhase, IEksCluster } from './cluster';

/** Properties of an `AddOn`. */
export interface AddOnProps {
  /** Cluster to install it in. */
  readonly cluster: IEksCluster;

  /** Name of the EKS add-on, such as `vpc-cni`. */
  readonly addOnName: string;

  /**
   * Add-on version, such as `v1.20.4-eksbuild.2`.
   *
   * @default - the default version of EKS for the cluster's Kubernetes version
   */
  readonly addOnVersion?: string;

  /**
   * Configuration values, in the schema of the add-on.
   *
   * @default - the add-on's defaults
   */
  readonly configuration?: Readonly<Record<string, unknown>>;

  /**
   * IAM roles by name of the add-on's service account, made with `podIdentityRole`.
   *
   * @default - none: its pods have no AWS permissions
   */
  readonly roles?: Readonly<Record<string, iam.IRole>>;

  /**
   * Install phase. Use `networking` only for add-ons without which nodes do not become ready.
   *
   * @default 'add-ons'
   */
  readonly phase?: ClusterPhase;
}

/**
 * An EKS add-on: EKS installs and manages it, without a Lambda function.
 *
 * Replaces an existing installation of the same name. EKS removes the add-on when the stack is deleted.
 */
export class AddOn extends Construct {
  constructor(scope: Construct, id: string, props: AddOnProps) {
    super(scope, id);
    const roles = Object.entries(props.roles ?? {});
    new CfnAddon(this, 'Resource', {
      clusterName: props.cluster.cluster.clusterName,
      addonName: props.addOnName,
      addonVersion: props.addOnVersion,
      configurationValues: props.configuration && JSON.stringify(props.configuration),
      podIdentityAssociations: roles.length > 0 ? roles.map(([serviceAccount, { roleArn }]) => ({ serviceAccount, roleArn })) : undefined,
      resolveConflicts: 'OVERWRITE',
      preserveOnDelete: false,
    });
    // A reference orders the role before the add-on, but not the role's policies.
    this.node.addDependency(...roles.map(([, role]) => role));
    props.cluster.order.add(props.phase ?? 'add-ons', this);
  }
}
