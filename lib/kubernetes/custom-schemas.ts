/** Schemas of the two kinds whose CRDs are not part of Istio, with the fields that are used here. */
const text = { type: 'string', minLength: 1 } as const;

function object(properties: Record<string, object>, optional: readonly string[] = []): object {
  return { type: 'object', properties, required: Object.keys(properties).filter((name) => !optional.includes(name)), additionalProperties: false };
}

function kind(apiVersion: string, name: string, spec: object): [string, object] {
  return [
    `${apiVersion} ${name}`,
    object({
      apiVersion: { const: apiVersion },
      kind: { const: name },
      metadata: { $ref: 'kubernetes#/$defs/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' },
      spec,
    }),
  ];
}

const port = { type: 'integer', minimum: 1, maximum: 65_535 };
const binding = object(
  {
    targetGroupARN: text,
    targetType: { enum: ['ip', 'instance'] },
    serviceRef: object({ name: text, port }),
    networking: object({
      ingress: {
        type: 'array',
        items: object({
          from: { type: 'array', items: object({ securityGroup: object({ groupID: text }) }) },
          ports: { type: 'array', items: object({ protocol: { enum: ['TCP', 'UDP'] }, port }) },
        }),
      },
    }),
  },
  ['networking'],
);

const providerClass = object({
  provider: { enum: ['aws'] },
  parameters: object({ usePodIdentity: { enum: ['true', 'false'] }, objects: text }),
  secretObjects: {
    type: 'array',
    items: object({ secretName: text, type: text, data: { type: 'array', minItems: 1, items: object({ objectName: text, key: text }) } }),
  },
});

/** By API version and kind. */
export const customSchemas: Readonly<Record<string, object>> = Object.fromEntries([
  kind('elbv2.k8s.aws/v1beta1', 'TargetGroupBinding', binding),
  kind('eks.amazonaws.com/v1', 'TargetGroupBinding', binding),
  kind('secrets-store.csi.x-k8s.io/v1', 'SecretProviderClass', providerClass),
]);
