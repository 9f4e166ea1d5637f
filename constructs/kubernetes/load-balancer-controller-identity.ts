import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import type * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge';
import { PropError } from '../errors';
import type { IEksCluster } from './cluster';
import { PodIdentity } from './pod-identity';

/** Properties of a `LoadBalancerControllerIdentity`. */
export interface LoadBalancerControllerIdentityProps {
  /** Cluster that the controller runs in. */
  readonly cluster: IEksCluster;

  /**
   * Target groups in which the controller registers pods of a TargetGroupBinding.
   *
   * @default - none
   */
  readonly targetGroups?: readonly elb.IApplicationTargetGroup[];

  /**
   * Allow the controller to create load balancers for an Ingress, a Service or a Gateway. It must delete them before the cluster is deleted, or they are
   * orphaned.
   *
   * @default false
   */
  readonly makesLoadBalancers?: boolean;
}

/**
 * IAM role of the AWS Load Balancer Controller: it may register pods in the given target groups, and create load balancers only when asked to.
 *
 * The role belongs to the service account `kube-system/aws-load-balancer-controller`. Install the Helm chart with this service account and with `vpcId`,
 * which the controller would otherwise read from the instance metadata.
 */
export class LoadBalancerControllerIdentity extends PodIdentity {
  constructor(scope: Construct, id: string, props: LoadBalancerControllerIdentityProps) {
    super(scope, id, {
      cluster: props.cluster,
      namespace: 'kube-system',
      serviceAccount: 'aws-load-balancer-controller',
      description: 'AWS Load Balancer Controller',
      phase: 'add-ons',
    });
    const targetGroups = props.targetGroups ?? [];
    if (props.makesLoadBalancers ?? false) this.allowAll();
    else if (targetGroups.length > 0) this.allowRegistration(targetGroups);
    else {
      throw new PropError(this, {
        problem: 'the controller would have no permissions',
        got: 'no targetGroups, and makesLoadBalancers: false',
        fix: 'pass the target groups that it registers pods in, or set makesLoadBalancers',
      });
    }
  }

  /** Permissions for TargetGroupBindings of target type `ip` without `networking`. */
  private allowRegistration(targetGroups: readonly elb.IApplicationTargetGroup[]): void {
    iam.Grant.addToPrincipal({
      grantee: this.role,
      actions: ['elasticloadbalancing:DeregisterTargets', 'elasticloadbalancing:RegisterTargets'],
      resourceArns: targetGroups.map(({ targetGroupArn }) => targetGroupArn),
    });
    acknowledgeWildcard(this.role, '*', 'Describe actions have no resource-level permissions');
    iam.Grant.addToPrincipal({
      grantee: this.role,
      actions: [
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeVpcs',
        'elasticloadbalancing:DescribeTargetGroups',
        'elasticloadbalancing:DescribeTargetHealth',
      ],
      resourceArns: ['*'],
    });
  }

  /** The IAM policy that the controller's project publishes; version 3.2.2 is unchanged up to 3.5.0. */
  private allowAll(): void {
    const file = join(dirname(require.resolve('aws-cdk-lib/package.json')), 'aws-eks-v2/lib/addons/alb-iam_policy-v3.2.2.json');
    const partition = `arn:${Stack.of(this).partition}:`;
    const { Statement } = JSON.parse(readFileSync(file, 'utf8').replaceAll('arn:aws:', partition)) as {
      Statement: { Resource: string | string[] }[];
    };
    for (const statement of Statement) {
      this.role.addToPrincipalPolicy(iam.PolicyStatement.fromJson(statement));
      for (const resource of [statement.Resource].flat()) {
        acknowledgeWildcard(
          this.role,
          resource,
          'The controller generates the names of load balancers; tag conditions limit changes to those that it created',
        );
      }
    }
  }
}
