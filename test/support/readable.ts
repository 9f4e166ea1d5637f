/** Name that a test prefers for the target of `Ref`, `Fn::GetAtt` or `Fn::ImportValue`; undefined keeps the default. */
export type Naming = (target: string, kind: 'resource' | 'import') => string | undefined;

type Arguments = readonly unknown[];

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'partition',
  'AWS::Region': 'region',
  'AWS::AccountId': 'account',
};

/** A template value as text: intrinsic functions in angle brackets, logical ids without their hashes. */
export function readable(value: unknown): string {
  return readableWith(value, () => undefined);
}

/** The same, with other names for what it refers to. */
export function readableWith(value: unknown, naming: Naming): string {
  if (value === undefined || value === null) return `<${value}>`;
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => readableWith(item, naming)).join(', ')}]`;
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? [];
  if (entries.length === 1 && (name === 'Ref' || name?.startsWith('Fn::'))) return intrinsic(name, argument, naming);
  const given = entries.filter(([, item]) => item !== undefined);
  return `{${given.map(([key, item]) => `${key}: ${readableWith(item, naming)}`).join(', ')}}`;
}

function intrinsic(name: string, argument: unknown, naming: Naming): string {
  const text = (part: unknown) => readableWith(part, naming);
  const parts = (Array.isArray(argument) ? argument : [argument]) as Arguments;
  switch (name) {
    case 'Ref':
      return `<${target(String(argument), naming)}>`;
    case 'Fn::GetAtt': {
      const [id = '', ...attribute] = (Array.isArray(argument) ? argument : String(argument).split('.')) as string[];
      return `<${[target(id, naming), ...attribute.map(text)].join('.')}>`;
    }
    case 'Fn::ImportValue':
      return `<${naming(String(argument), 'import') ?? `import ${String(argument).replace(/^.*:Exports?Output(Ref|FnGetAtt)/, '')}`}>`;
    case 'Fn::Join':
      return Array.isArray(parts[1]) ? parts[1].map(text).join(text(parts[0])) : `<Join ${parts.map(text).join(', ')}>`;
    case 'Fn::Sub':
      return substituted(parts, naming);
    default:
      return `<${name.slice('Fn::'.length)} ${parts.map(text).join(', ')}>`;
  }
}

function substituted([pattern, values]: Arguments, naming: Naming): string {
  const given = (values ?? {}) as Readonly<Record<string, unknown>>;
  return String(pattern).replace(/\$\{([^!}][^}]*)\}/g, (_, name: string) => {
    if (Object.hasOwn(given, name)) return readableWith(given[name], naming);
    return intrinsic(name.includes('.') ? 'Fn::GetAtt' : 'Ref', name, naming);
  });
}

function target(id: string, naming: Naming): string {
  return PSEUDO[id] ?? naming(id, 'resource') ?? id.replace(/[0-9A-F]{8}$/, '');
}
