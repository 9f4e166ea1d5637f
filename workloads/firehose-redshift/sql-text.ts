/** Tokens: parts without parameters (text, quoted names, comments), a parameter, the end of a statement. */
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$([A-Za-z_]\w*)|(;)/g;

/** Thrown for SQL that cannot be rendered: a parameter is missing, or a value is not allowed. */
export class SqlTextRefused extends Error {}

/** Splits a file into statements, without leading comments and trailing semicolons. */
export function statementsIn(text: string): readonly string[] {
  const statements: string[] = [];
  let current = '';
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [token, , end] = match;
    const isComment = token.startsWith('--') || token.startsWith('/*');
    if (end === undefined && !isComment) continue;
    current += text.slice(from, match.index);
    from = match.index + token.length;
    if (end === undefined) continue;
    statements.push(current.trim());
    current = '';
  }
  statements.push((current + text.slice(from)).trim());
  return statements.filter((statement) => statement !== '');
}

/** A value that is rendered into the text: a literal, or a quoted identifier. */
export type Written = string | { readonly name: string };

/**
 * Renders quoted values into a statement that takes no parameters, such as COPY.
 *
 * @throws SqlTextRefused when a value is missing or unused, or contains a character that could end the quotes
 */
export function written(sql: string, values: Readonly<Record<string, Written>>): string {
  const used = new Set<string>();
  const text = sql.replace(TOKEN, (token, name: string | undefined) => {
    if (name === undefined) return token;
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw new SqlTextRefused(`no value for the parameter ${token}`);
    used.add(name);
    const plain = typeof value === 'string' ? value : value.name;
    if (!/^[\w\-.:/=|+@ ]+$/.test(plain)) throw new SqlTextRefused(`the value of ${token} contains a character that is not allowed`);
    return typeof value === 'string' ? `'${plain}'` : `"${plain}"`;
  });
  const unused = Object.keys(values).filter((name) => !used.has(name));
  if (unused.length > 0) throw new SqlTextRefused(`the statement has no parameter ${unused.map((name) => `$${name}`).join(', ')}`);
  return text;
}

/** A statement for the Redshift Data API: SQL with `:name` parameters, and their values. */
export interface DataApiStatement {
  readonly sql: string;
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
}

/** Converts `$name` parameters to the `:name` form of the Data API. @throws SqlTextRefused when a value is missing or unused */
export function forDataApi(sql: string, values: Readonly<Record<string, string | number>>): DataApiStatement {
  const used = new Set<string>();
  const text = sql.replace(TOKEN, (token, name: string | undefined) => {
    if (name === undefined) return token;
    if (!Object.hasOwn(values, name)) throw new SqlTextRefused(`no value for the parameter ${token}`);
    used.add(name);
    return `:${name}`;
  });
  const unused = Object.keys(values).filter((name) => !used.has(name));
  if (unused.length > 0) throw new SqlTextRefused(`the statement has no parameter ${unused.map((name) => `$${name}`).join(', ')}`);
  return { sql: text, parameters: [...used].map((name) => ({ name, value: String(values[name]) })) };
}
