import { z } from 'zod';

/** A key of a configuration or of parameters. */
export interface Key {
  readonly name: string;
  readonly description: string;
  /** Allowed values, as text. */
  readonly takes: string;
  /** Whether the key is required. */
  readonly required: boolean;
  /** Absent without a default. */
  readonly default?: unknown;
}

type JsonSchema = Readonly<Record<string, unknown>>;

/** JSON Schema of the input: keys with a default are optional. */
export function jsonSchemaOf(schema: z.ZodObject): JsonSchema {
  const { required, ...whole } = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }) as JsonSchema;
  const properties = propertiesOf(whole);
  const needed = Object.keys(properties).filter((name) => (required as string[] | undefined)?.includes(name) && !('default' in properties[name]!));
  return { ...whole, ...(needed.length > 0 && { required: needed }) };
}

/** The keys of a schema, in order; empty without a schema. */
export function keysOf(schema: z.ZodObject | undefined): readonly Key[] {
  if (schema === undefined) return [];
  const whole = jsonSchemaOf(schema);
  const required = (whole['required'] ?? []) as readonly string[];
  return Object.entries(propertiesOf(whole)).map(([name, property]) => ({
    name,
    description: String(property['description'] ?? ''),
    takes: takes(property),
    required: required.includes(name),
    ...('default' in property && { default: property['default'] }),
  }));
}

function propertiesOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return (schema['properties'] ?? {}) as Record<string, JsonSchema>;
}

function takes(property: JsonSchema): string {
  const {
    type,
    enum: values,
    minimum,
    maximum,
    format,
    anyOf,
  } = property as {
    readonly type?: string | readonly string[];
    readonly enum?: readonly unknown[];
    readonly minimum?: number;
    readonly maximum?: number;
    readonly format?: string;
    readonly anyOf?: readonly JsonSchema[];
  };
  if (values) return values.join(' | ');
  if (anyOf) return [...new Set(anyOf.map(takes))].join(' or ');
  if (typeof type === 'object') return type.map((one) => takes({ ...property, type: one })).join(' or ');
  if (type === 'boolean') return 'true | false';
  if (type === 'integer' || type === 'number') return [type === 'integer' ? 'whole number' : 'number', ...range(minimum, maximum)].join(' ');
  if (format === 'date') return 'date';
  return type === 'string' || type === undefined ? 'text' : type;
}

/** Bounds, without the limits of safe integers. */
function range(minimum?: number, maximum?: number): readonly string[] {
  const low = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER;
  const high = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  if (low && high) return [`from ${minimum} to ${maximum}`];
  if (low) return [`from ${minimum}`];
  return high ? [`up to ${maximum}`] : [];
}
