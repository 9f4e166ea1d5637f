import { parseSync, type TsType, type TsTypeElement } from '@swc/core';
import { textOf } from './files';

/** What a TypeScript type allows, as far as JSON has it. */
export type Shape =
  | { readonly is: 'string' | 'number' | 'boolean' }
  | { readonly is: 'literals'; readonly values: readonly string[] }
  | { readonly is: 'array'; readonly items: Shape }
  | { readonly is: 'map'; readonly values: Shape }
  | { readonly is: 'object'; readonly fields: Readonly<Record<string, { readonly optional: boolean; readonly shape: Shape }>> };

/** The interfaces that these files declare, by name. A type that JSON does not have, or that no file declares, is an error when it is read. */
export function declaredTypes(files: readonly string[]): (name: string) => Shape {
  const interfaces = new Map(
    files.flatMap((file) =>
      parseSync(textOf(file), { syntax: 'typescript' }).body.flatMap((item) => {
        const declaration = item.type === 'ExportDeclaration' ? item.declaration : item;
        return declaration.type === 'TsInterfaceDeclaration' ? [[declaration.id.value, declaration.body.body] as const] : [];
      }),
    ),
  );
  const named = (name: string): Shape => {
    const members = interfaces.get(name);
    if (!members) throw new Error(`no file declares interface ${name}`);
    return objectOf(members, named);
  };
  return named;
}

function objectOf(members: readonly TsTypeElement[], named: (name: string) => Shape): Shape {
  const fields = members.map((member) => {
    if (member.type !== 'TsPropertySignature' || member.key.type !== 'Identifier' || !member.typeAnnotation) {
      throw new Error(`cannot read a member of type ${member.type}`);
    }
    return [member.key.value, { optional: member.optional, shape: shapeOf(member.typeAnnotation.typeAnnotation, named) }] as const;
  });
  return { is: 'object', fields: Object.fromEntries(fields) };
}

function shapeOf(type: TsType, named: (name: string) => Shape): Shape {
  switch (type.type) {
    case 'TsKeywordType':
      if (type.kind === 'string' || type.kind === 'number' || type.kind === 'boolean') return { is: type.kind };
      throw new Error(`cannot read type ${type.kind}`);
    case 'TsLiteralType':
      if (type.literal.type !== 'StringLiteral') throw new Error(`cannot read a literal of type ${type.literal.type}`);
      return { is: 'literals', values: [type.literal.value] };
    case 'TsUnionType': {
      const members = type.types.map((member) => shapeOf(member, named));
      return { is: 'literals', values: members.flatMap((member) => (member.is === 'literals' ? member.values : fail(`a union of ${member.is}`))) };
    }
    case 'TsTypeOperator':
      return shapeOf(type.typeAnnotation, named);
    case 'TsArrayType':
      return { is: 'array', items: shapeOf(type.elemType, named) };
    case 'TsTypeLiteral':
      return objectOf(type.members, named);
    case 'TsTypeReference':
      return referenceOf(type.typeName.type === 'Identifier' ? type.typeName.value : '', type.typeParams?.params ?? [], named);
    default:
      return fail(type.type);
  }
}

function referenceOf(name: string, [first, second]: readonly TsType[], named: (name: string) => Shape): Shape {
  if (name === 'Readonly' && first) return shapeOf(first, named);
  if (name === 'Record' && second) return { is: 'map', values: shapeOf(second, named) };
  return named(name);
}

function fail(what: string): never {
  throw new Error(`cannot read ${what}`);
}
