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
  // Texts keep their length only where they are needed: the location of a CTAS is read from the original.
  const text = sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ').replace(/'(?:[^']|'')*'/g, "''");
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

function readIn(text: string): readonly NamedTable[] {
  // In EXTRACT(YEAR FROM ts) and TRIM(x FROM y) a column follows.
  const queries = text.replace(/\b(EXTRACT|TRIM|SUBSTRING|OVERLAY)\s*\([^()]*\bFROM\b/gi, '$1(');
  const temporary = new Set(
    [...queries.matchAll(new RegExp(`(?:\\bWITH\\s+(?:RECURSIVE\\s+)?|,\\s*)(${NAME})\\s*(?:\\([^()]*\\)\\s*)?AS\\s*\\(`, 'gi'))].map(
      ([, name = '']) => bare(name),
    ),
  );
  const paths = [
    ...queries.matchAll(
      new RegExp(
        `\\b(?:FROM|JOIN)\\s+(${PATH}(?:\\s+(?:AS\\s+)?(?!ON\\b|WHERE\\b|JOIN\\b)${NAME})?(?:\\s*,\\s*${PATH}(?!\\s*\\())*)(?!\\s*\\()`,
        'gi',
      ),
    ),
  ]
    .flatMap(([, list = '']) => list.split(','))
    .map((item) => new RegExp(`^\\s*(${PATH})`).exec(item)?.[1] ?? '')
    .filter((path) => path !== '' && !/^(UNNEST|LATERAL|TABLE|SELECT)$/i.test(path));
  const tables = paths.map(named).filter(({ database, table }) => database !== undefined || !temporary.has(table));
  return [...new Map(tables.map((table) => [JSON.stringify(table), table])).values()];
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
