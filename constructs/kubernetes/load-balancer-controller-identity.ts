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
   * Target groups, made by a stack, in which the controller registers pods by a TargetGroupBinding.
   *
   * @default - none
   */
  readonly targetGroups?: readonly elb.IApplicationTargetGroup[];

  /**
   * Whether the controller makes load balancers itself, for an Ingress, a Service or a Gateway. What it makes, it has to delete itself too: before
   * the cluster goes, or it stays.
   *
   * @default false
   */
  readonly makesLoadBalancers?: boolean;
}

/**
 * What the AWS Load Balancer Controller may do: register pods in named target groups, and nothing else unless it makes load balancers itself.
 *
 * It is the identity of `kube-system/aws-load-balancer-controller`; the controller is installed by its chart, with that service account and with the
 * network's id, which it would otherwise read from the metadata of its node.
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
        problem: 'the controller could do nothing',
        got: 'no targetGroups, and makesLoadBalancers false',
        fix: 'name the target groups that it fills, or set makesLoadBalancers',
      });
    }
  }

  /** The calls that the controller makes for a binding of targets by address that leaves security groups alone. */
  private allowRegistration(targetGroups: readonly elb.IApplicationTargetGroup[]): void {
    iam.Grant.addToPrincipal({
      grantee: this.role,
      actions: ['elasticloadbalancing:DeregisterTargets', 'elasticloadbalancing:RegisterTargets'],
      resourceArns: targetGroups.map(({ targetGroupArn }) => targetGroupArn),
    });
    acknowledgeWildcard(this.role, '*', 'Descriptions know no resources');
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

  /** The policy that the controller's makers publish; version 3.2.2 of it is unchanged up to 3.5.0. */
  private allowAll(): void {
    const file = join(dirname(require.resolve('aws-cdk-lib/package.json')), 'aws-eks-v2/lib/addons/alb-iam_policy-v3.2.2.json');
    const partition = `arn:${Stack.of(this).partition}:`;
    const { Statement } = JSON.parse(readFileSync(file, 'utf8').replaceAll('arn:aws:', partition)) as {
      Statement: { Resource: string | string[] }[];
    };
    for (const statement of Statement) {
      this.role.addToPrincipalPolicy(iam.PolicyStatement.fromJson(statement));
      for (const resource of [statement.Resource].flat()) {
        acknowledgeWildcard(this.role, resource, 'Load balancers are named by the controller; what it changes is limited to its own by tags');
      }
    }
  }
}
