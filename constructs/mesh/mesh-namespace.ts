import { k8s } from 'cdk8s-plus-34';
import { Construct } from 'constructs';

/** Properties of a `MeshNamespace`. */
export interface MeshNamespaceProps {
  /** Name of the namespace. */
  readonly name: string;

  /**
   * Whether its pods get a sidecar.
   *
   * @default true
   */
  readonly injected?: boolean;

  /**
   * Pod Security Standard that its pods must meet. Where it is not the strictest, what the strictest would refuse is warned of.
   *
   * @default 'restricted'
   */
  readonly podSecurity?: 'restricted' | 'baseline' | 'privileged';
}

/** A namespace whose pods get a sidecar and run with as few rights as the strictest Pod Security Standard leaves them. */
export class MeshNamespace extends Construct {
  /** Name of the namespace. */
  public readonly name: string;

  constructor(scope: Construct, id: string, { name, injected = true, podSecurity = 'restricted' }: MeshNamespaceProps) {
    super(scope, id);
    this.name = name;
    new k8s.KubeNamespace(this, 'Resource', {
      metadata: {
        name,
        labels: {
          ...(injected && { 'istio-injection': 'enabled' }),
          'pod-security.kubernetes.io/enforce': podSecurity,
          'pod-security.kubernetes.io/warn': 'restricted',
        },
      },
    });
  }
}
