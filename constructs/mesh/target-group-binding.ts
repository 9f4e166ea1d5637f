import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

/** Properties of a `TargetGroupBinding`. */
export interface TargetGroupBindingProps {
  /** Name of the binding. */
  readonly name: string;
  /** Namespace of the binding and of its service. */
  readonly namespace: string;
  /** Target group whose targets are the pods of the service; of type `ip`. */
  readonly targetGroupArn: string;
  /** Name of the service. */
  readonly service: string;
  /** Port of the service. */
  readonly port: number;

  /**
   * Controller that keeps the targets: the one that is installed by its chart, or the one that EKS Auto Mode has built in.
   *
   * @default 'chart'
   */
  readonly controller?: 'chart' | 'auto-mode';

  /**
   * Security group of the load balancer, which the controller then lets reach the pods.
   *
   * @default - nothing is opened: whoever made the target group has done it
   */
  readonly securityGroupId?: string;

  /**
   * Ports of the pods that are opened for `securityGroupId`.
   *
   * @default [port]
   */
  readonly openPorts?: readonly number[];
}

/** Pods of a service as targets of a load balancer that somebody else owns, so that it goes when its owner goes and not when a controller has time. */
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
