import { k8s } from 'cdk8s-plus-34';
import { Construct } from 'constructs';

/** Properties of a `MeshNamespace`. */
export interface MeshNamespaceProps {
  /** Name of the namespace. */
  readonly name: string;

  /**
   * Enable sidecar injection.
   *
   * @default true
   */
  readonly injected?: boolean;

  /**
   * Enforced Pod Security Standard. Violations of `restricted` always cause a warning.
   *
   * @default 'restricted'
   */
  readonly podSecurity?: 'restricted' | 'baseline' | 'privileged';
}

/** A namespace with sidecar injection and the restricted Pod Security Standard. */
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
