import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { yamlOf } from './yaml';

/** Properties of a `StoredSecret`. */
export interface StoredSecretProps {
  /** Name of the class, and of the Kubernetes Secret that it keeps. */
  readonly name: string;
  /** Namespace of both. */
  readonly namespace: string;
  /** ARN of the secret in Secrets Manager; its value is a JSON object. */
  readonly secretArn: string;
  /** Keys of the object that become keys of the Kubernetes Secret. */
  readonly keys: readonly string[];
}

/**
 * A secret of AWS Secrets Manager as a Kubernetes Secret, for as long as a pod mounts it. Its value is in no manifest and in no template.
 *
 * Needs the Secrets Store CSI driver with its AWS provider, `syncSecret` switched on, and Pod Identity for the pods that mount it.
 */
export class StoredSecret extends Construct {
  /** Name to mount. */
  public readonly name: string;

  constructor(scope: Construct, id: string, { name, namespace, secretArn, keys }: StoredSecretProps) {
    super(scope, id);
    this.name = name;
    const objects = [
      {
        objectName: secretArn,
        objectType: 'secretsmanager',
        // The path language reads a dot as a step down unless the key is quoted.
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
