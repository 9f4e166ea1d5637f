import { gunzipSync } from 'node:zlib';
import type { Session } from '../../postgres/session';
import type { LocalBucket } from './bucket';

/** A parsed COPY statement: table, columns, source and options. */
const COPY =
  /^COPY\s+(?<schema>\w+)\.(?<table>\w+)\s*\((?<columns>[^)]+)\)\s*FROM\s+'(?<url>[^']+)'\s+(?:IAM_ROLE|CREDENTIALS)\s+'[^']+'\s*(?<options>[\s\S]*)$/i;

/** Thrown for a Redshift COPY that is not supported here, or whose data does not match it. */
class CopyRefused extends Error {}

/** Runs a Redshift COPY on PostgreSQL, with a folder in place of the bucket. @returns number of rows */
export async function copyFrom(bucket: LocalBucket, session: Session, statement: string): Promise<number> {
  const { schema = '', table = '', columns: list = '', url = '', options = '' } = COPY.exec(statement.trim())?.groups ?? {};
  if (table === '') throw new CopyRefused(`unsupported COPY: ${statement.slice(0, 80)}`);
  const columns = list.split(',').map((column) => column.trim());
  const isJson = /\bJSON\s+'auto'/i.test(options);
  if (!isJson && !/\bFORMAT\s+CSV\b/i.test(options)) throw new CopyRefused(`neither JSON nor CSV: ${options}`);

  let rows = 0;
  await session.run(`SET search_path TO ${schema}, public`);
  for (const object of await objectsOf(bucket, url, /\bMANIFEST\b/i.test(options))) {
    const bytes = /\bGZIP\b/i.test(options) ? gunzipSync(object) : object;
    const text = bytes.toString('utf8');
    const header = Number(/\bIGNOREHEADER\s+(\d+)/i.exec(options)?.[1] ?? 0);
    const cells = isJson ? jsonRows(text, columns) : csvRows(text).slice(header);
    rows += await session.copy({ table, columns }, lines(cells));
  }
  return rows;
}

async function objectsOf(bucket: LocalBucket, url: string, isManifest: boolean): Promise<readonly Buffer[]> {
  if (isManifest) {
    const { entries } = JSON.parse((await bucket.get(url)).toString('utf8')) as { readonly entries: readonly { readonly url: string }[] };
    return Promise.all(entries.map((entry) => bucket.get(entry.url)));
  }
  const keys = await bucket.list(url.slice(bucket.urlOf('').length));
  if (keys.length === 0) throw new CopyRefused(`no object below ${url}`);
  return Promise.all(keys.map((key) => bucket.get(bucket.urlOf(key))));
}

/** Values of each object by column name, as `JSON 'auto'` maps them; missing values are NULL. */
function jsonRows(text: string, columns: readonly string[]): readonly (readonly unknown[])[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const value = JSON.parse(line) as Readonly<Record<string, unknown>>;
      return columns.map((column) => value[column] ?? null);
    });
}

/** Rows of CSV with quoted cells. A leading byte order mark is skipped. */
export function csvRows(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain = '', end] of text.replace(/^\uFEFF/, '').matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    if (end === '' && row.length === 0 && quoted === undefined && plain === '') break;
    row.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ',') continue;
    rows.push(row);
    row = [];
    if (end === '') break;
  }
  return rows;
}

/** Formats a row in the text format of PostgreSQL's COPY. */
function* lines(rows: readonly (readonly unknown[])[]): Generator<string> {
  for (const row of rows) yield `${row.map(cellOf).join('\t')}\n`;
}

function cellOf(value: unknown): string {
  if (value === null) return '\\N';
  return String(value).replace(/[\\\t\n\r]/g, (character) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[character] ?? character);
}
