/** A parameter value; null means unknown, or no limit. */
export type SqlValue = string | number | boolean | null;

/** SQL with numbered parameters, and their values in order. */
export interface BoundSql {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** Tokens: parts without parameters (text, quoted names, dollar-quoted bodies, comments), and a parameter. */
const TOKEN = /[eE]'(?:[^'\\]|''|\\[\s\S])*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\/|\$([A-Za-z_]\w*)/g;

/**
 * Converts the `$name` parameters of a statement to numbered ones: PostgreSQL has no named parameters.
 *
 * @throws Error when a value is missing or unused, or when a number is not finite
 */
export function bindParameters(sql: string, values: Readonly<Record<string, SqlValue>>): BoundSql {
  const names: string[] = [];
  const text = sql.replace(TOKEN, (token, _tag: string | undefined, name: string | undefined) => {
    if (name === undefined) return token;
    const value = values[name];
    if (value === undefined || !Object.hasOwn(values, name)) throw new Error(`no value for the parameter ${token}`);
    if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${token} is not a finite number: ${value}`);
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
  const unused = Object.keys(values).filter((name) => !names.includes(name));
  if (unused.length > 0) throw new Error(`the statement has no parameter ${unused.map((name) => `$${name}`).join(', ')}`);
  return { sql: text, values: names.map((name) => values[name] ?? null) };
}
