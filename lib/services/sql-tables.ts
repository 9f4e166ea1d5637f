/** A table as a statement names it. */
export interface NamedTable {
  /** @default - that of the session */
  readonly database?: string;
  readonly table: string;
}

/** The tables that a statement for Athena reads and writes. */
export interface StatementTables {
  readonly reads: readonly NamedTable[];
  /** @default - it only reads */
  readonly writes?: NamedTable & {
    readonly kind: 'create' | 'insert' /** Folder of a CTAS. @default - the result location */;
    readonly location?: string;
  };
}

const NAME = '(?:"[^"]+"|`[^`]+`|[A-Za-z_]\\w*)';
const PATH = `${NAME}(?:\\s*\\.\\s*${NAME}){0,2}`;

/**
 * The tables of a SELECT, `CREATE TABLE … AS`, `INSERT INTO … SELECT` or `UNLOAD`, by the places in which names of tables stand.
 *
 * @throws Error for a statement of another kind
 */
export function tablesOf(sql: string): StatementTables {
  // Without comments, texts and the comparison IS DISTINCT FROM, FROM begins a clause.
  const text = sql
    .replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ')
    .replace(/'(?:[^']|'')*'/g, "''")
    .replace(/\bDISTINCT\s+FROM\b/gi, ' ');
  const [, verb = ''] = /^\s*\(*\s*([A-Za-z]+)/.exec(text) ?? [];
  const created = new RegExp(`^\\s*CREATE\\s+TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?(${PATH})\\b(?=[\\s\\S]*\\bAS\\b)`, 'i').exec(text)?.[1];
  const inserted = new RegExp(`^\\s*INSERT\\s+INTO\\s+(${PATH})`, 'i').exec(text)?.[1];
  if (!/^(SELECT|WITH|UNLOAD)$/i.test(verb) && created === undefined && inserted === undefined) {
    throw new Error(`the tables of a statement that begins with ${verb || 'nothing'} are not known`);
  }
  const reads = readIn(text);
  if (created !== undefined) {
    const location = /external_location\s*=\s*'((?:[^']|'')*)'/i.exec(sql)?.[1]?.replaceAll("''", "'");
    return { reads, writes: { ...named(created), kind: 'create', ...(location !== undefined && { location }) } };
  }
  return inserted === undefined ? { reads } : { reads, writes: { ...named(inserted), kind: 'insert' } };
}

/** Words after which no table of a FROM clause follows. */
const ENDS = new Set(['EXCEPT', 'GROUP', 'HAVING', 'INTERSECT', 'LIMIT', 'ON', 'ORDER', 'SELECT', 'UNION', 'USING', 'WHERE', 'WINDOW']);

/** Parentheses, or the whole statement. */
interface Scope {
  /** A function's arguments, until a SELECT shows that it is a query: in EXTRACT(YEAR FROM ts) a column follows. */
  isCall: boolean;
  inFrom: boolean;
}

function readIn(text: string): readonly NamedTable[] {
  const temporary = new Set([...text.matchAll(new RegExp(`(${NAME})\\s*(?:\\([^()]*\\)\\s*)?AS\\s*\\(`, 'gi'))].map(([, name = '']) => bare(name)));
  const tables = new Map<string, NamedTable>();
  const scopes: Scope[] = [{ isCall: false, inFrom: false }];
  let isNext = false;
  for (const [token, path, opens] of text.matchAll(new RegExp(`(${PATH})(\\s*\\()?|[(),]`, 'g'))) {
    const scope = scopes.at(-1) ?? { isCall: false, inFrom: false };
    const word = path?.toUpperCase() ?? token;
    if (token === ')') scopes.pop();
    else if (token === ',') isNext = scope.inFrom;
    else if (token === '(') isNext = false;
    else if (word === 'FROM' || word === 'JOIN') {
      isNext = !scope.isCall;
      scope.inFrom = isNext;
    } else if (ENDS.has(word)) {
      if (word === 'SELECT') scope.isCall = false;
      scope.inFrom = false;
      isNext = false;
    } else if (isNext && word !== 'LATERAL') {
      const table = named(path ?? '');
      if (opens === undefined && (table.database !== undefined || !temporary.has(table.table))) tables.set(JSON.stringify(table), table);
      isNext = false;
    }
    if (token === '(' || opens !== undefined) {
      const isCall = opens !== undefined && !/^(FROM|JOIN|AS|IN|EXISTS|ON|WHERE|AND|OR|NOT|UNION|ALL|SELECT)$/.test(word);
      scopes.push({ isCall: isCall, inFrom: false });
      if (opens !== undefined && (word === 'FROM' || word === 'JOIN')) isNext = false;
    }
  }
  return [...tables.values()];
}

/** The last two parts of a path: the first of three is a data catalog. */
function named(path: string): NamedTable {
  const parts = [...path.matchAll(new RegExp(NAME, 'g'))].map(([part]) => bare(part));
  const [database, table] = parts.length > 1 ? parts.slice(-2) : [undefined, parts[0]];
  return database === undefined ? { table: table ?? '' } : { database, table: table ?? '' };
}

function bare(name: string): string {
  return name.replace(/^["`]|["`]$/g, '').toLowerCase();
}
