import { CfnAddon } from 'aws-cdk-lib/aws-eks-v2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { ClusterPhase, IEksCluster } from './cluster';

/** Properties of an `AddOn`. */
export interface AddOnProps {
  /** Cluster to install it in. */
  readonly cluster: IEksCluster;

  /** Name of the add-on, as EKS lists it. */
  readonly addOnName: string;

  /**
   * Version, as in `v1.20.4-eksbuild.2`.
   *
   * @default - the one that EKS has as default for the cluster's version of Kubernetes
   */
  readonly addOnVersion?: string;

  /**
   * Settings, as the schema of the add-on has them.
   *
   * @default - those of the add-on
   */
  readonly configuration?: Readonly<Record<string, unknown>>;

  /**
   * Roles of the add-on's service accounts, by the accounts' names; made by `podIdentityRole`.
   *
   * @default - none: its pods may do nothing in AWS
   */
  readonly roles?: Readonly<Record<string, iam.IRole>>;

  /**
   * Phase of the cluster's order in which it is installed. Only what nodes need to become ready comes before them.
   *
   * @default 'add-ons'
   */
  readonly phase?: ClusterPhase;
}

/**
 * An add-on that EKS installs and keeps up, without a function of ours.
 *
 * It is removed from the cluster with its stack, and overwrites what somebody installed under its name before.
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
    // A reference leads to the role, and not to what it may do.
    this.node.addDependency(...roles.map(([, role]) => role));
    props.cluster.order.add(props.phase ?? 'add-ons', this);
  }
}
