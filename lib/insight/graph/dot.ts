import type { Architecture, Edge, Node } from './architecture';

const INK = '#1a202c';
const FAINT = '#718096';

/** How each kind of arrow is drawn. */
export const STROKES = {
  data: { color: '#2d3748', style: 'solid', penwidth: 1.8 },
  call: { color: '#c2185b', style: 'solid', penwidth: 1.1 },
  uses: { color: '#a0aec0', style: 'dashed', penwidth: 1 },
} as const satisfies Record<Edge['kind'], { color: string; style: string; penwidth: number }>;

/** The picture in the language of Graphviz. */
export function dot({ title, groups, edges }: Architecture): string {
  const order = new Map(groups.flatMap(({ nodes }) => nodes.map(({ id }) => id)).map((id, index) => [id, index]));
  const groupOf = new Map(groups.flatMap(({ name, nodes }) => nodes.map(({ id }) => [id, name])));
  const crosses = ({ from, to }: Edge) => groupOf.get(from) !== groupOf.get(to);
  return [
    `digraph ${text(title)} {`,
    '  graph [rankdir=LR, bgcolor="transparent", fontname="Helvetica", nodesep=0.28, ranksep=0.85, newrank=true, compound=true, pad=0.2]',
    '  node [shape=plain, fontname="Helvetica", fontsize=11]',
    '  edge [fontname="Helvetica", arrowsize=0.7]',
    ...groups.flatMap(({ name, nodes }, index) => [
      `  subgraph cluster_${index + 1} {`,
      `    graph [label=${text(name)}, labeljust=l, fontsize=13, fontcolor="${FAINT}", style="rounded,filled", color="#e2e8f0", fillcolor="#f7fafc", margin=16]`,
      ...nodes.map((node) => `    ${node.id} [label=<${label(node)}>]`),
      '  }',
    ]),
    ...[...edges]
      .sort((a, b) => (order.get(a.from) ?? 0) - (order.get(b.from) ?? 0) || (order.get(a.to) ?? 0) - (order.get(b.to) ?? 0))
      .map((edge) => `  ${edge.fetched ? `${edge.to} -> ${edge.from}` : `${edge.from} -> ${edge.to}`} [${attributes(edge, crosses(edge))}]`),
    '}',
    '',
  ].join('\n');
}

function attributes({ kind, both, fetched }: Edge, crosses: boolean): string {
  const { color, style, penwidth } = STROKES[kind];
  const direction = both ? 'both' : fetched ? 'back' : 'forward';
  // Two ranks between stacks keep them side by side, so that arrows cross no foreign frame.
  const layout = kind === 'uses' ? 'constraint=false' : `minlen=${crosses ? 2 : 1}`;
  return `color="${color}", style=${style}, penwidth=${penwidth}, dir=${direction}, ${layout}`;
}

/** A rounded box in the colour of the service: the kind above, the names below. */
function label({ service, kind, names, members }: Node): string {
  const title = names.length > 1 ? `${names.length} × ${kind}` : kind;
  const row = (content: string) => `<TR><TD ALIGN="LEFT" BALIGN="LEFT">${content}</TD></TR>`;
  const lines = (texts: readonly string[]) => texts.map(html).join('<BR/>');
  return [
    `<TABLE STYLE="ROUNDED" BORDER="1.4" CELLBORDER="0" CELLSPACING="2" CELLPADDING="3" COLOR="${service.colour}" BGCOLOR="#ffffff">`,
    row(`<FONT POINT-SIZE="9" COLOR="${service.colour}"><B>${html(title)}</B></FONT>`),
    row(`<FONT COLOR="${INK}">${lines(names)}</FONT>`),
    ...(members.length > 0 ? [row(`<FONT POINT-SIZE="10" COLOR="${FAINT}">${lines(members)}</FONT>`)] : []),
    '</TABLE>',
  ].join('');
}

function text(value: string): string {
  return JSON.stringify(value);
}

function html(value: string): string {
  return value.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
