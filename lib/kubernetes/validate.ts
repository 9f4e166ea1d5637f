import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { packageRoot } from '../paths';
import { customSchemas } from './custom-schemas';
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
