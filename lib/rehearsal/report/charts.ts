import type { Table } from '../../contract/values';
import type { Chart } from '../rehearsal';

/** A chart that was drawn, or the reason why not. */
export type DrawnChart = { readonly title: string; readonly table: string } & (
  | { readonly svg: string; readonly width: number; readonly rows: number }
  | { readonly missing: string }
);

const PALETTE = ['#1f8a9c', '#e2873a', '#7a68c4', '#4f9d5d', '#cf5168', '#c29a1e', '#4a7fcf', '#a8643a', '#5f7280', '#b25fae'];
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const TEXT = 'currentColor';
const LINE = 'rgba(128, 140, 150, 0.45)';
const GRID = 'rgba(128, 140, 150, 0.18)';
const label = { labelColor: TEXT, titleColor: TEXT, labelFontSize: 12, labelLimit: 240, titleFontSize: 12, titleFontWeight: 600 };

/** Looks of every chart. Text takes the colour of the page, so that it can be read on light and dark. */
const THEME = {
  font: FONT,
  background: 'transparent',
  view: { stroke: null, continuousWidth: 460, continuousHeight: 240, discreteWidth: 460, discreteHeight: 240 },
  axis: { ...label, domainColor: LINE, tickColor: LINE, gridColor: GRID, labelPadding: 6, titlePadding: 10 },
  legend: { ...label, symbolType: 'circle', gradientStrokeColor: 'transparent', offset: 20 },
  title: { color: TEXT, subtitleColor: TEXT, anchor: 'start', fontWeight: 600 },
  header: label,
  text: { color: TEXT, fill: TEXT, font: FONT },
  mark: { color: PALETTE[0] },
  arc: { stroke: 'transparent' },
  line: { strokeWidth: 2 },
  point: { filled: true },
  range: { category: PALETTE, heatmap: ['#e8f4f5', '#8fcbd3', '#1f8a9c', '#0e4d63'], ramp: ['#d6ecee', '#1f8a9c', '#0e4d63'] },
};

/** Draws charts over the tables that a rehearsal published. A chart without data becomes a note instead of failing the report. */
export async function drawCharts(charts: readonly Chart[], tables: ReadonlyMap<string, Table>): Promise<readonly DrawnChart[]> {
  const drawn: DrawnChart[] = [];
  for (const [at, chart] of charts.entries()) drawn.push(await draw(chart, tables.get(chart.table), `chart${at + 1}`));
  return drawn;
}

async function draw({ title, table: name, spec }: Chart, table: Table | undefined, id: string): Promise<DrawnChart> {
  const about = { title, table: name };
  if (!table) return { ...about, missing: `the table ${name} was not published in this rehearsal` };
  if (table.rows.length === 0) return { ...about, missing: `the table ${name} has no rows` };
  const tools = await load();
  if (!tools) return { ...about, missing: 'vega and vega-lite are not installed (npm install vega@5 vega-lite@5)' };
  const { vega, vegaLite } = tools;

  const values = table.rows.map((row) => Object.fromEntries(table.columns.map((column, at) => [column, row[at]])));
  const { config, ...rest } = spec;
  const whole = { ...rest, data: { values }, config: merged(THEME, config) };
  const { logger, errors } = quietLogger();
  try {
    const compiled = vegaLite.compile(whole as unknown as Parameters<typeof vegaLite.compile>[0], { logger }).spec;
    const view = new vega.View(vega.parse(compiled), { renderer: 'none', logger, loader: OFFLINE });
    const svg = await view.toSVG();
    view.finalize();
    if (errors.length > 0) throw new Error(errors.join('; '));
    return { ...about, svg: embeddable(svg, id, title), width: Number(/<svg[^>]* width="([\d.]+)"/.exec(svg)?.[1] ?? 460), rows: table.rows.length };
  } catch (error) {
    return { ...about, missing: `the chart cannot be drawn: ${error instanceof Error ? error.message : String(error)}` };
  }
}

async function load() {
  try {
    const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
    return { vega, vegaLite };
  } catch {
    return undefined;
  }
}

/** A chart knows its data: it may not fetch anything. */
const refuseToLoad = () => Promise.reject(new Error('a chart of a report may not load anything'));
const OFFLINE = { load: refuseToLoad, sanitize: refuseToLoad, http: refuseToLoad, file: refuseToLoad };

/** Keeps what vega would print: it goes on after an error, and after data that it could not load, but the chart is wrong. */
function quietLogger() {
  const errors: string[] = [];
  const keep = (...words: readonly unknown[]) => {
    errors.push(words.map((word) => (word instanceof Error ? word.message : String(word))).join(' '));
    return logger;
  };
  const logger = {
    level: () => logger,
    error: keep,
    warn: (...words: readonly unknown[]) => (words[0] === 'Loading failed' ? keep(...words) : logger),
    info: () => logger,
    debug: () => logger,
  };
  return { logger: logger as never, errors };
}

/** Several charts share a page: ids must differ, the size must follow the page, and a reader without sight needs a name. */
function embeddable(svg: string, id: string, title: string): string {
  const name = title.replace(/[&<>"]/g, ' ');
  // Vega counts ids on through the life of the process; reset, the same tables give the same bytes.
  const ids = [...new Set([...svg.matchAll(/ id="([^"]+)"/g)].map(([, found]) => found))];
  const own = (found: string) => `${id}-${ids.indexOf(found) + 1}`;
  return svg
    .replace(/ id="([^"]+)"/g, (_, found: string) => ` id="${own(found)}"`)
    .replace(/url\(#([^)]+)\)/g, (_, found: string) => `url(#${own(found)})`)
    .replace(/href="#([^"]+)"/g, (_, found: string) => `href="#${own(found)}"`)
    .replace(/<svg ([^>]*?)width="[\d.]+" height="[\d.]+"/, (_, before: string) => `<svg ${before}role="img" aria-label="${name}"`)
    .replace(/<rect width="[\d.]+" height="[\d.]+" fill="transparent"\/>/, '');
}

type Json = Readonly<Record<string, unknown>>;

function merged(base: Json, over: unknown): Json {
  if (!isObject(over)) return base;
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries(
    [...keys].map((key) => {
      const [a, b] = [base[key], over[key]];
      return [key, isObject(a) && isObject(b) ? merged(a, b) : key in over ? b : a];
    }),
  );
}

function isObject(value: unknown): value is Json {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
