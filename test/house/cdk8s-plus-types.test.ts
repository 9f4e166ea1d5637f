import { dirname, join } from 'node:path';
import { parseSync } from '@swc/core';
import { repositoryFiles, textOf } from '../support/files';

/** A node of a syntax tree, or any value in one. */
type Node = { readonly type?: string; readonly [field: string]: unknown };

const publicFiles = repositoryFiles('constructs/*/index.ts').flatMap((index) =>
  [...textOf(index).matchAll(/from '(\.\/[^']+)'/g)].map(([, from = '']) => `${join(dirname(index), from)}.ts`),
);

test('some public files use cdk8s-plus', () => {
  expect(publicFiles.filter((file) => textOf(file).includes("from 'cdk8s-plus-")).length).toBeGreaterThan(3);
});

test('no exported signature names a type of cdk8s-plus, whose next major line would then break callers', () => {
  expect(publicFiles.flatMap((file) => violations(textOf(file)).map((name) => `${file}: ${name}`))).toEqual([]);
});

describe('violations', () => {
  const found = (code: string) => violations(`import { k8s, type Pod as P } from 'cdk8s-plus-34';\n${code}`);

  test.each([
    ['a return type', 'export function pod(): k8s.PodSpec { return {}; }', 'pod'],
    ['a parameter', 'export function pod(spec: k8s.PodSpec): void {}', 'pod'],
    ['an inferred return type', 'export function pod() { return new k8s.KubePod(); }', 'pod'],
    ['an inferred type of an arrow function', 'export const pod = () => new k8s.KubePod();', 'pod'],
    ['a constant', 'export const pod: P = x;', 'pod'],
    ['a constant without an annotation', 'export const pod = k8s.IntOrString.fromNumber(1);', 'pod'],
    ['a prop', 'export interface Props { readonly pod?: P }', 'Props'],
    ['a type alias', "export type Probe = Pick<k8s.Probe, 'grpc'>;", 'Probe'],
    ['a type by way of an alias that is not exported', 'type Inner = k8s.Probe; export interface Props { readonly probe: Inner }', 'Props'],
    ['a base class', 'export class Pod extends k8s.KubePod {}', 'Pod'],
    ['a public field', 'export class Pod { public readonly spec: k8s.PodSpec; }', 'Pod'],
    ['a field without an annotation', 'export class Pod { readonly spec = new k8s.KubePod(); }', 'Pod'],
    ['a method', 'export class Pod { spec(): readonly k8s.PodSpec[] { return []; } }', 'Pod'],
    ['a parameter of the constructor', 'export class Pod { constructor(spec: k8s.PodSpec) {} }', 'Pod'],
    ['a private field that the constructor takes', 'export class Pod { constructor(private readonly spec: k8s.PodSpec) {} }', 'Pod'],
    ['a re-exported name', "export { Deployment } from 'cdk8s-plus-34';", 'cdk8s-plus-34'],
  ])('finds %s', (_, code, name) => {
    expect(found(code)).toEqual([name]);
  });

  test.each([
    ['bodies', 'export function make(scope: Construct): void { new k8s.KubePod(scope, "Pod"); }'],
    ['private members', 'export class Pod { private readonly spec: k8s.PodSpec; private make(): k8s.PodSpec { return {}; } }'],
    ['what is not exported', 'function podOf(): k8s.PodSpec { return {}; }'],
    ['constants of plain values', "export const PORT = 80; export const NAME = 'k8s';"],
  ])('leaves %s alone', (_, code) => {
    expect(found(code)).toEqual([]);
  });
});

/** Names of the exported declarations whose types come from cdk8s-plus. */
function violations(code: string): string[] {
  const { body } = parseSync(code, { syntax: 'typescript' }) as unknown as { body: readonly Node[] };
  const foreign = new Set(body.filter((item) => item.type === 'ImportDeclaration' && comesFromPlus(item)).flatMap(importedNames));
  const declarations = body.flatMap((item) => {
    const declaration = (item.type === 'ExportDeclaration' ? item['declaration'] : item) as Node;
    return /Declaration$/.test(declaration.type ?? '') ? [{ exported: item.type === 'ExportDeclaration', declaration }] : [];
  });
  // Types that are not exported carry what they name into those that are.
  for (let size = -1; size < foreign.size; ) {
    size = foreign.size;
    for (const { declaration } of declarations) {
      if (/^Ts(TypeAlias|Interface)Declaration$/.test(declaration.type ?? '') && names(declaration, foreign)) foreign.add(nameOf(declaration));
    }
  }
  return [
    ...body.filter((item) => /^Export(Named|All)Declaration$/.test(item.type ?? '') && comesFromPlus(item)).map(sourceOf),
    ...declarations
      .filter(({ exported, declaration }) => exported && names(signatureOf(declaration), foreign))
      .map(({ declaration }) => nameOf(declaration)),
  ];
}

/** A declaration without bodies and private members. Values stay where no annotation stands before them: then their type is the inferred one. */
function signatureOf(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(signatureOf);
  if (typeof node !== 'object' || node === null) return node;
  const { type, accessibility, ...fields } = node as Node;
  if ((accessibility === 'private' && type !== 'TsParameterProperty') || type === 'PrivateMethod' || type === 'PrivateProperty') return undefined;
  const isTyped = Boolean(fields['returnType'] ?? fields['typeAnnotation'] ?? (fields['id'] as Node | undefined)?.['typeAnnotation']);
  const dropped = [...(isTyped || type === 'Constructor' ? ['body'] : []), ...(isTyped ? ['value', 'init'] : [])];
  return Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (dropped.includes(name) ? [] : [[name, signatureOf(value)]])));
}

/** Whether an identifier in the tree is one of the names. */
function names(node: unknown, foreign: ReadonlySet<string>): boolean {
  if (typeof node !== 'object' || node === null) return false;
  const { value, optional } = node as Node;
  return (typeof value === 'string' && optional !== undefined && foreign.has(value)) || Object.values(node).some((child) => names(child, foreign));
}

function nameOf({ id, identifier, declarations }: Node): string {
  const [first] = (declarations ?? []) as readonly { readonly id: Node }[];
  return String(((id ?? identifier ?? first?.id) as Node | undefined)?.['value']);
}

function comesFromPlus(item: Node): boolean {
  return /^cdk8s-plus-\d+$/.test(sourceOf(item));
}

function sourceOf({ source }: Node): string {
  return String((source as Node | undefined)?.['value'] ?? '');
}

function importedNames({ specifiers }: Node): string[] {
  return (specifiers as readonly { readonly local: { readonly value: string } }[]).map(({ local }) => local.value);
}
