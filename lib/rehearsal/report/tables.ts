import type { Table, Value } from '../../contract/values';
import { printable } from '../../printable';
import { counted, plain } from './words';

/** Text that is HTML already. */
export class Html {
  constructor(public readonly text: string) {}
}

/** What a template takes: text is escaped, HTML is not, lists are joined, and nothing comes of `undefined`, `null` and `false`. */
export type Part = Html | string | number | boolean | null | undefined | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** HTML from a template; every value in it is escaped and loses its control characters unless it came from `html` itself. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.map((text, at) => text + (at < parts.length ? rendered(parts[at]) : '')).join(''));
}

function rendered(part: Part): string {
  if (part instanceof Html) return part.text;
  if (part === undefined || part === null || part === false) return '';
  if (typeof part === 'object') return part.map(rendered).join('');
  return printable(String(part)).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Rows of a published table that a report shows; the others are counted. */
const ROWS_SHOWN = 50;
/** Columns beyond which a table gets the whole width of the page. */
const NARROW = 5;

/** The published tables, each with its first rows. */
export function tablesSection(tables: ReadonlyMap<string, Table>): Html {
  if (tables.size === 0) return html``;
  return html`<section aria-labelledby="tables"><h2 id="tables">Tables</h2><div class="tables">${[...tables].map(publishedTable)}</div></section>`;
}

function publishedTable([name, table]: readonly [string, Table]): Html {
  const { columns, rows } = table;
  const more = rows.length > ROWS_SHOWN ? `, the first ${ROWS_SHOWN} shown` : '';
  return html`<div class="card${columns.length > NARROW ? ' wide' : ''}"><h3>${name}</h3><p>${counted(rows.length, 'row')}${more}</p>
<div class="scroll tall" tabindex="0" role="region" aria-label="${name}">${grid(`Rows of ${name}`, columns, rows.slice(0, ROWS_SHOWN))}</div></div>`;
}

function grid(caption: string, columns: readonly string[], rows: readonly (readonly Value[])[]): Html {
  const numeric = columns.map((_, at) => rows.length > 0 && rows.every((row) => row[at] === null || typeof row[at] === 'number'));
  const kind = (at: number) => (numeric[at] ? html` class="number"` : '');
  return html`<table><caption class="hidden">${caption}</caption>
<thead><tr>${columns.map((column, at) => html`<th scope="col"${kind(at)}>${column}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${columns.map((_, at) => html`<td${kind(at)}>${cell(row[at])}</td>`)}</tr>`)}</tbody></table>`;
}

function cell(value: Value | undefined): Html | string {
  if (value === null || value === undefined) return html`<span class="null" aria-label="no value">–</span>`;
  return typeof value === 'number' ? plain(value) : String(value);
}
