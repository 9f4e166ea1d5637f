import { printable } from '../../printable';

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
