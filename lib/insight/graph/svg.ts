import { ConfigError } from '../../errors';
import { type Architecture, EDGES, type EdgeKind, type Service } from './architecture';
import { dot, STROKES } from './dot';

const MARGIN = 16;
const LEGEND_HEIGHT = 34;
const FONT = 'font-family="Helvetica,Arial,sans-serif" font-size="11" fill="#4a5568"';

/** The picture as SVG, laid out by Graphviz in WebAssembly. The same picture gives the same bytes. */
export async function svg(architecture: Architecture): Promise<string> {
  const viz = await (await graphviz()).instance();
  const drawn = viz.renderString(dot(architecture), { format: 'svg', engine: 'dot' });
  const [, width = 0, height = 0] = (/viewBox="0\S* 0\S* (\S+) (\S+)"/.exec(drawn) ?? []).map(Number);
  const body = drawn.slice(drawn.indexOf('<g id="graph0"'), drawn.lastIndexOf('</svg>')).replace(/<!--[\s\S]*?-->\n?/g, '');
  const key = legend(architecture);
  const size = { width: round(Math.max(width, key.width) + 2 * MARGIN), height: round(height + LEGEND_HEIGHT + 2 * MARGIN) };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="img" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}">`,
    `<title>${escaped(architecture.title)}</title>`,
    '<rect width="100%" height="100%" rx="10" fill="#ffffff"/>',
    `<g transform="translate(${MARGIN} ${MARGIN})">`,
    body.trim(),
    '</g>',
    `<g transform="translate(${MARGIN + 4} ${round(height + MARGIN + LEGEND_HEIGHT / 2)})" ${FONT}>`,
    ...key.items,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

async function graphviz(): Promise<typeof import('@viz-js/viz')> {
  try {
    return await import('@viz-js/viz');
  } catch (cause) {
    throw new ConfigError(
      { problem: 'SVG needs Graphviz, which is not installed', allowed: 'the formats mermaid and dot work without', fix: 'npm install @viz-js/viz' },
      { cause },
    );
  }
}

/** What arrows and colours mean, of those that occur, in one line. */
function legend({ groups, edges }: Architecture): { readonly items: readonly string[]; readonly width: number } {
  const kinds = (Object.keys(EDGES) as EdgeKind[]).filter((kind) => edges.some((edge) => edge.kind === kind));
  const services = [...new Map(groups.flatMap(({ nodes }) => nodes.map(({ service }) => [service.name, service] as const))).values()];
  const samples = [
    ...kinds.map((kind) => ({ words: EDGES[kind], draw: line(kind) })),
    ...services.map((service) => ({ words: service.name, draw: swatch(service) })),
  ];
  let width = 0;
  const items = samples.map(({ words, draw }) => {
    const item = `<g transform="translate(${round(width)} 0)">${draw}<text x="34" y="4">${escaped(words)}</text></g>`;
    width += 34 + words.length * 5.7 + 22;
    return item;
  });
  return { items, width };
}

function line(kind: EdgeKind): string {
  const { color, style, penwidth } = STROKES[kind];
  const dashes = style === 'dashed' ? ' stroke-dasharray="5 3"' : '';
  return `<path d="M0 0H21" stroke="${color}" stroke-width="${penwidth}"${dashes}/><path d="M21 -3.5L28 0L21 3.5Z" fill="${color}"/>`;
}

function swatch({ colour }: Service): string {
  return `<rect x="8" y="-7" width="20" height="14" rx="4" fill="#ffffff" stroke="${colour}" stroke-width="1.6"/>`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
