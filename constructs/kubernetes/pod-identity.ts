import { Stack } from 'aws-cdk-lib';
import { CfnPodIdentityAssociation } from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { checkText } from '../checks/text';
import type { ClusterPhase, IEksCluster } from './cluster';

/** Properties of a `PodIdentity`. */
export interface PodIdentityProps {
  /** Cluster of the pods. */
  readonly cluster: IEksCluster;

  /** Namespace of the service account. */
  readonly namespace: string;

  /** Name of the service account that the pods run under. */
  readonly serviceAccount: string;

  /**
   * Description of the IAM role.
   *
   * @default - the service account and its namespace
   */
  readonly description?: string;

  /**
   * Install phase: one before the phase of the pods.
   *
   * @default 'charts', before all workloads
   */
  readonly phase?: ClusterPhase;
}

/**
 * An IAM role for the pods of one service account, by EKS Pod Identity: no OIDC provider, no annotation, no Lambda function.
 *
 * Only pods of this service account, in this namespace of this cluster, can assume the role. It has no permissions until something is granted to it.
 * Costs nothing. Needs the `eks-pod-identity-agent` on the nodes; `EksCluster` installs it.
 */
export class PodIdentity extends Construct implements iam.IGrantable {
  /** IAM role of the pods. */
  public readonly role: iam.Role;
  /** Namespace of the service account. */
  public readonly namespace: string;
  /** Name of the service account. */
  public readonly serviceAccount: string;

  constructor(scope: Construct, id: string, props: PodIdentityProps) {
    super(scope, id);
    this.namespace = props.namespace;
    this.serviceAccount = props.serviceAccount;
    this.validate();

    this.role = podIdentityRole(this, 'Role', props);
    new CfnPodIdentityAssociation(this, 'Resource', {
      clusterName: props.cluster.cluster.clusterName,
      namespace: props.namespace,
      serviceAccount: props.serviceAccount,
      roleArn: this.role.roleArn,
    });
    props.cluster.order.add(props.phase ?? 'charts', this);
  }

  public get grantPrincipal(): iam.IPrincipal {
    return this.role;
  }

  /** Manifest of the Kubernetes ServiceAccount. It has no role annotation: EKS finds the role by namespace and name. */
  public get manifest() {
    return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: this.serviceAccount, namespace: this.namespace } };
  }

  private validate(): void {
    for (const prop of ['namespace', 'serviceAccount'] as const) {
      checkText(this, prop, this[prop], {
        problem: 'is not a valid Kubernetes name',
        form: /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/,
        allowed: 'lower-case letters, digits, hyphens and dots, beginning and ending with a letter or digit',
        fix: "correct it, as in 'orders'",
      });
    }
  }
}

/** An IAM role that only the pods of one service account can assume. The cluster may still be under construction. */
export function podIdentityRole(scope: Construct, id: string, props: PodIdentityProps): iam.Role {
  const { cluster, namespace, serviceAccount, description } = props;
  return new iam.Role(scope, id, {
    description: description ?? `Pods of ${namespace}/${serviceAccount}`,
    assumedBy: new iam.SessionTagsPrincipal(
      new iam.ServicePrincipal('pods.eks.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': Stack.of(scope).account,
            'aws:RequestTag/eks-cluster-name': cluster.clusterName,
            'aws:RequestTag/kubernetes-namespace': namespace,
            'aws:RequestTag/kubernetes-service-account': serviceAccount,
          },
        },
      }),
    ),
  });
}
