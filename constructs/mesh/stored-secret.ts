import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { yamlOf } from './yaml';

/** Properties of a `StoredSecret`. */
export interface StoredSecretProps {
  /** Name of the SecretProviderClass and of the Kubernetes Secret. */
  readonly name: string;
  /** Namespace of both. */
  readonly namespace: string;
  /** ARN of the Secrets Manager secret, whose value is a JSON object. */
  readonly secretArn: string;
  /** JSON keys to copy to the Kubernetes Secret. */
  readonly keys: readonly string[];
}

/**
 * A SecretProviderClass that syncs a Secrets Manager secret to a Kubernetes Secret for as long as a pod mounts it.
 *
 * The value is in no manifest and in no template. Needs the Secrets Store CSI driver with the AWS provider and `syncSecret` enabled, and Pod Identity for
 * the pods that mount it.
 */
export class StoredSecret extends Construct {
  /** Name of the SecretProviderClass. */
  public readonly name: string;

  constructor(scope: Construct, id: string, { name, namespace, secretArn, keys }: StoredSecretProps) {
    super(scope, id);
    this.name = name;
    const objects = [
      {
        objectName: secretArn,
        objectType: 'secretsmanager',
        // JMESPath reads a dot in an unquoted key as a sub-expression.
        jmesPath: keys.map((key) => ({ path: `"${key}"`, objectAlias: key })),
      },
    ];
    new ApiObject(this, 'Resource', {
      apiVersion: 'secrets-store.csi.x-k8s.io/v1',
      kind: 'SecretProviderClass',
      metadata: { name, namespace },
      spec: {
        provider: 'aws',
        parameters: { usePodIdentity: 'true', objects: yamlOf(objects) },
        secretObjects: [{ secretName: name, type: 'Opaque', data: keys.map((key) => ({ objectName: key, key })) }],
      },
    });
  }
}
