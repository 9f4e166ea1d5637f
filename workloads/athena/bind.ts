/** A value of a SQL parameter. */
export type SqlValue = string | number | boolean;

/** SQL with positional parameters (`?`), and their values in order. */
export interface BoundSql {
  readonly sql: string;
  /** SQL literals, the form that `ExecutionParameters` expects: text is quoted. */
  readonly parameters: readonly string[];
}

/** Parts without parameters (text, quoted names, comments), and keywords that begin a clause. */
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w+)|\b[A-Za-z_]\w*\b|[()]/g;

const CLAUSES = new Set([
  'SELECT',
  'FROM',
  'JOIN',
  'ON',
  'WHERE',
  'GROUP',
  'HAVING',
  'WINDOW',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'UNION',
  'INTERSECT',
  'EXCEPT',
]);

/**
 * Turns the `$name` parameters of a statement into positional ones: Athena has no named parameters.
 *
 * Athena allows parameters only in the WHERE clause of SELECT, INSERT INTO, CTAS and UNLOAD.
 *
 * @throws Error when a value is missing or unused, a number is not finite, or a parameter stands outside a WHERE clause
 */
export function bindParameters(sql: string, values: Readonly<Record<string, SqlValue>>): BoundSql {
  const parameters: string[] = [];
  const unused = new Set(Object.keys(values));
  // Current clause of each open pair of parentheses; undefined before the first clause.
  const clauses: (string | undefined)[] = [undefined];

  const text = sql.replace(TOKEN, (token, name?: string) => {
    if (token === '(') clauses.push(undefined);
    else if (token === ')') clauses.pop();
    else if (name === undefined) noteClause(clauses, token.toUpperCase());
    else {
      if (clauses.findLast((clause) => clause !== undefined) !== 'WHERE') throw new Error(`Athena allows parameters in WHERE clauses only: ${token}`);
      const value = values[name];
      if (value === undefined || !Object.hasOwn(values, name)) throw new Error(`no value for the parameter ${token}`);
      unused.delete(name);
      parameters.push(literal(value, token));
      return '?';
    }
    return token;
  });
  if (unused.size > 0) throw new Error(`the statement has no parameter ${[...unused].map((name) => `$${name}`).join(', ')}`);
  return { sql: text, parameters };
}

/** Text as a SQL literal. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function noteClause(clauses: (string | undefined)[], word: string): void {
  const innermost = clauses.length - 1;
  // FROM inside EXTRACT(... FROM ...) begins no clause, because no clause has begun within these parentheses.
  if (word === 'SELECT' || (CLAUSES.has(word) && (clauses[innermost] !== undefined || innermost === 0))) clauses[innermost] = word;
}

function literal(value: SqlValue, token: string): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${token} is not a finite number: ${value}`);
  return String(value);
}
