import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

/** Properties of a `TargetGroupBinding`. */
export interface TargetGroupBindingProps {
  /** Name of the TargetGroupBinding. */
  readonly name: string;
  /** Namespace of the TargetGroupBinding and the Service. */
  readonly namespace: string;
  /** ARN of the target group, of target type `ip`. */
  readonly targetGroupArn: string;
  /** Name of the Service. */
  readonly service: string;
  /** Port of the Service. */
  readonly port: number;

  /**
   * Controller that registers the targets: the AWS Load Balancer Controller from its Helm chart, or that of EKS Auto Mode.
   *
   * @default 'chart'
   */
  readonly controller?: 'chart' | 'auto-mode';

  /**
   * Security group of the load balancer, which the controller allows to reach the pods.
   *
   * @default - none: the controller changes no security group
   */
  readonly securityGroupId?: string;

  /**
   * Pod ports that `securityGroupId` may reach.
   *
   * @default [port]
   */
  readonly openPorts?: readonly number[];
}

/** A TargetGroupBinding: registers the pods of a Service in an existing target group, whose load balancer another stack owns. */
export class TargetGroupBinding extends Construct {
  constructor(scope: Construct, id: string, props: TargetGroupBindingProps) {
    super(scope, id);
    const { name, namespace, targetGroupArn, service, port, controller = 'chart', securityGroupId } = props;
    const openPorts = props.openPorts ?? [port];
    new ApiObject(this, 'Resource', {
      apiVersion: controller === 'auto-mode' ? 'eks.amazonaws.com/v1' : 'elbv2.k8s.aws/v1beta1',
      kind: 'TargetGroupBinding',
      metadata: { name, namespace },
      spec: {
        targetGroupARN: targetGroupArn,
        targetType: 'ip',
        serviceRef: { name: service, port },
        ...(securityGroupId !== undefined && {
          networking: {
            ingress: [{ from: [{ securityGroup: { groupID: securityGroupId } }], ports: openPorts.map((open) => ({ protocol: 'TCP', port: open })) }],
          },
        }),
      },
    });
  }
}
