import { type ApiObject, Chart, Testing } from 'cdk8s';
import type { Construct } from 'constructs';
import { declaredTypes, type Shape } from '../../support/declared-types';
import { repositoryFiles, textOf } from '../../support/files';

interface Schema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | false;
}

type ResourceClass = new (scope: Construct, id: string, props: object) => ApiObject;

const { kinds } = JSON.parse(textOf('lib/kubernetes/schemas/istio.json')) as { kinds: Readonly<Record<string, Schema>> };
const files = repositoryFiles('constructs/mesh/istio/*.ts');
const shapeOf = declaredTypes(files);

/** Every resource class of the folder, with the apiVersion and kind of the objects that it makes. */
const resources = files.flatMap((file) => {
  const exported = require(`../../../${file}`) as Record<string, ResourceClass>;
  return Object.values(exported).map((Resource) => {
    const { apiVersion, kind } = new Resource(new Chart(Testing.app(), 'test'), 'resource', { metadata: { name: 'x' }, spec: {} }).toJson();
    return { kind: String(kind), schema: kinds[`${apiVersion} ${kind}`] };
  });
});

test('the vendored schema has every kind, and every kind of the schema has a class', () => {
  expect(resources.filter(({ schema }) => !schema).map(({ kind }) => kind)).toEqual([]);
  expect(resources.map(({ kind }) => kind).sort()).toEqual(
    Object.keys(kinds)
      .map((name) => name.split(' ')[1])
      .sort(),
  );
});

test.each(resources)('every field of $kind is in the schema, with its type, and required where the schema requires it', ({ kind, schema }) => {
  expect(differences(shapeOf(`${kind}Spec`), schema?.properties?.['spec'] ?? {}, 'spec')).toEqual([]);
});

describe('differences', () => {
  const port: Shape = { is: 'object', fields: { number: { optional: false, shape: { is: 'number' } } } };
  const schema: Schema = { type: 'object', properties: { number: { type: 'integer' } }, required: ['number'] };

  test.each<[string, Shape, Schema, string]>([
    ['a field that the schema does not have', port, { ...schema, properties: {}, required: [] }, 'x.number is not in the schema'],
    ['a field of another type', port, { ...schema, properties: { number: { type: 'string' } } }, 'x.number is a number, in the schema string'],
    ['a required field that is missing', { is: 'object', fields: {} }, schema, 'x.number is required'],
    [
      'a required field that is optional',
      { is: 'object', fields: { number: { optional: true, shape: { is: 'number' } } } },
      schema,
      'x.number is required',
    ],
    [
      'a literal that is no value of the enum',
      { is: 'literals', values: ['A', 'B'] },
      { type: 'string', enum: ['A'] },
      'x may be B, in the schema A',
    ],
    ['any string where the schema has an enum', { is: 'string' }, { type: 'string', enum: ['A'] }, 'x may be any string, in the schema A'],
    [
      'a wrong item of an array',
      { is: 'array', items: port },
      { type: 'array', items: { type: 'string' } },
      'x[] is an object, in the schema string',
    ],
    [
      'a wrong value of a map',
      { is: 'map', values: { is: 'number' } },
      { type: 'object', additionalProperties: { type: 'string' } },
      'x.* is a number, in the schema string',
    ],
    ['a map where the schema has fields', { is: 'map', values: { is: 'string' } }, schema, 'x is a map, in the schema object'],
    ['an object where the schema has a map', port, { type: 'object', additionalProperties: { type: 'string' } }, 'x.number is not in the schema'],
  ])('finds %s', (_, shape, against, expected) => {
    expect(differences(shape, against, 'x')).toEqual([expected]);
  });

  test('finds none where type and schema agree', () => {
    expect(differences(port, schema, 'x')).toEqual([]);
  });
});

/** What a type allows and a schema does not, or does not require and the schema does. */
function differences(shape: Shape, schema: Schema, path: string): string[] {
  const differs = (what: string) => [`${path} is ${what}, in the schema ${schema.type}`];
  switch (shape.is) {
    case 'string':
      if (schema.enum) return [`${path} may be any string, in the schema ${schema.enum.join(', ')}`];
      return schema.type === 'string' ? [] : differs('a string');
    case 'literals': {
      const unknown = shape.values.filter((value) => schema.enum && !schema.enum.includes(value));
      if (unknown.length > 0) return [`${path} may be ${unknown.join(', ')}, in the schema ${schema.enum?.join(', ')}`];
      return schema.type === 'string' ? [] : differs('a string');
    }
    case 'number':
      return schema.type === 'integer' || schema.type === 'number' ? [] : differs('a number');
    case 'boolean':
      return schema.type === 'boolean' ? [] : differs('a boolean');
    case 'array':
      return schema.type === 'array' && schema.items ? differences(shape.items, schema.items, `${path}[]`) : differs('an array');
    case 'map':
      return schema.additionalProperties ? differences(shape.values, schema.additionalProperties, `${path}.*`) : differs('a map');
    case 'object': {
      if (schema.type !== 'object') return differs('an object');
      const missing = (schema.required ?? []).filter((name) => shape.fields[name]?.optional ?? true);
      return [
        ...missing.map((name) => `${path}.${name} is required`),
        ...Object.entries(shape.fields).flatMap(([name, field]) => {
          const property = schema.properties?.[name];
          return property ? differences(field.shape, property, `${path}.${name}`) : [`${path}.${name} is not in the schema`];
        }),
      ];
    }
  }
}
