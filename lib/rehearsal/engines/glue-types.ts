const PLAIN: Readonly<Record<string, string>> = {
  string: 'VARCHAR',
  boolean: 'BOOLEAN',
  tinyint: 'TINYINT',
  smallint: 'SMALLINT',
  int: 'INTEGER',
  integer: 'INTEGER',
  bigint: 'BIGINT',
  float: 'REAL',
  double: 'DOUBLE',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  binary: 'BLOB',
};

/** A column type of the Glue catalog in DuckDB's words. @throws Error for a type that it does not know */
export function duckdbType(type: string): string {
  const text = type.trim();
  const plain = PLAIN[text.toLowerCase()];
  if (plain) return plain;
  const nested = /^(array|struct|map)<(.*)>$/is.exec(text);
  if (nested) {
    const [, kind = '', inner = ''] = nested;
    const parts = partsOf(inner);
    if (kind.toLowerCase() === 'array') return `${duckdbType(inner)}[]`;
    if (kind.toLowerCase() === 'map') return `MAP(${parts.map(duckdbType).join(', ')})`;
    return `STRUCT(${parts.map(member).join(', ')})`;
  }
  if (/^decimal\(\d+, *\d+\)$/i.test(text) || /^(var)?char\(\d+\)$/i.test(text)) return text.toUpperCase();
  throw new Error(`no DuckDB type for the Glue type ${type}`);
}

/** A name that cannot be taken for a keyword. */
export function named(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

function member(part: string): string {
  const colon = part.indexOf(':');
  return `${named(part.slice(0, colon).trim())} ${duckdbType(part.slice(colon + 1))}`;
}

/** Splits at the commas that are not inside of angle brackets or parentheses. */
function partsOf(list: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let begin = 0;
  for (const [at, char] of [...list].entries()) {
    if (char === '<' || char === '(') depth++;
    else if (char === '>' || char === ')') depth--;
    else if (char === ',' && depth === 0) {
      parts.push(list.slice(begin, at));
      begin = at + 1;
    }
  }
  return [...parts, list.slice(begin)];
}
