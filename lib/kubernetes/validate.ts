import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { packageRoot } from '../paths';
import { customSchemas } from './custom-schemas';
import type { KubernetesObject } from './kubernetes-object';

/** What is wrong with an object. */
export interface ManifestFinding {
  /** Kind, namespace and name. */
  readonly object: string;
  /** Path of the field, as in `/spec/replicas`; empty for the object as a whole. */
  readonly field: string;
  readonly description: string;
}

interface SchemaFile {
  readonly kinds: Readonly<Record<string, object>>;
  readonly $defs?: Readonly<Record<string, object>>;
}

/**
 * What the API server would refuse or drop of these objects: an unknown kind, an unknown field, a wrong type, a missing field, the same object twice.
 *
 * Schemas are those of Kubernetes 1.36 and of the definitions of Istio; nothing is asked over the network. Rules that definitions write in CEL are
 * not evaluated: only a server does that.
 */
export function manifestFindings(objects: readonly KubernetesObject[]): ManifestFinding[] {
  const validator = new Validator();
  const seen = new Set<string>();
  return objects.flatMap((object) => {
    const name = nameOf(object);
    const twice = seen.has(name) ? [{ object: name, field: '', description: 'stands there twice' }] : [];
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
    if (!schema) return [{ field: '', description: `${kind} is not a kind that is known here` }];
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
