import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { packageRoot } from '../paths';
import type { KubernetesObject } from './kubernetes-object';

/** A validation finding. */
export interface ManifestFinding {
  /** Kind, namespace and name. */
  readonly object: string;
  /** JSON pointer of the field, such as `/spec/replicas`; empty for the whole object. */
  readonly field: string;
  readonly description: string;
}

interface SchemaFile {
  readonly kinds: Readonly<Record<string, object>>;
  readonly $defs?: Readonly<Record<string, object>>;
}

/**
 * Validates objects against schemas: unknown kinds, unknown fields, wrong types, missing fields, duplicate objects.
 *
 * Schemas are those of Kubernetes 1.36 and of Istio's CRDs; no network access. CEL rules of CRDs are
 * not evaluated.
 */
export function manifestFindings(objects: readonly KubernetesObject[]): ManifestFinding[] {
  const validator = new Validator();
  const seen = new Set<string>();
  return objects.flatMap((object) => {
    const name = nameOf(object);
    const twice = seen.has(name) ? [{ object: name, field: '', description: 'is defined twice' }] : [];
    seen.add(name);
    return [...twice, ...validator.findings(object).map((finding) => ({ object: name, ...finding }))];
  });
}

class Validator {
  private readonly schemas: Readonly<Record<string, object>>;
  private readonly ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  private readonly compiled = new Map<string, ValidateFunction>();

  public constructor() {
    const kubernetes = schemaFile('kubernetes.json');
    this.schemas = { ...kubernetes.kinds, ...schemaFile('istio.json').kinds, ...customSchemas };
    this.ajv.addSchema({ $id: 'kubernetes', $defs: kubernetes.$defs });
  }

  public findings(object: KubernetesObject): { field: string; description: string }[] {
    const kind = `${object.apiVersion} ${object.kind}`;
    const schema = this.schemas[kind];
    if (!schema) return [{ field: '', description: `unknown kind ${kind}` }];
    const validate = this.compiled.get(kind) ?? this.ajv.compile(schema);
    this.compiled.set(kind, validate);
    if (validate(object)) return [];
    return (validate.errors ?? []).map((error) => ({ field: error.instancePath, description: sentence(error) }));
  }
}

function sentence({ keyword, params, message }: ErrorObject): string {
  if (keyword === 'additionalProperties') return `has no field ${params['additionalProperty']}`;
  if (keyword === 'enum') return `is none of ${(params['allowedValues'] as unknown[]).join(', ')}`;
  return message ?? keyword;
}

function nameOf({ kind, metadata }: KubernetesObject): string {
  return [kind, metadata?.namespace, metadata?.name].filter(Boolean).join(' ');
}

function schemaFile(name: string): SchemaFile {
  return JSON.parse(readFileSync(join(packageRoot, 'lib/kubernetes/schemas', name), 'utf8')) as SchemaFile;
}

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
const customSchemas: Readonly<Record<string, object>> = Object.fromEntries([
  kind('elbv2.k8s.aws/v1beta1', 'TargetGroupBinding', binding),
  kind('eks.amazonaws.com/v1', 'TargetGroupBinding', binding),
  kind('secrets-store.csi.x-k8s.io/v1', 'SecretProviderClass', providerClass),
]);
