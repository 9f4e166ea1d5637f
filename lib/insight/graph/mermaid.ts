import type { Architecture, Edge, Node } from './architecture';

/** The picture as a Mermaid flow chart, which GitHub draws. */
export function mermaid({ title, groups, edges }: Architecture): string {
  const nodes = groups.flatMap((group) => group.nodes);
  const services = [...new Map(nodes.map(({ service }) => [className(service.name), service])).entries()];
  return [
    '---',
    `title: ${JSON.stringify(title)}`,
    '---',
    'flowchart LR',
    ...groups.flatMap((group, index) => [
      `  subgraph stack_${index + 1}[${quoted(group.name)}]`,
      ...group.nodes.map((node) => `    ${node.id}["${label(node)}"]:::${className(node.service.name)}`),
      '  end',
    ]),
    ...edges.map((edge) => `  ${edge.from} ${arrow(edge)} ${edge.to}`),
    ...services.map(([name, { colour }]) => `  classDef ${name} fill:#ffffff,stroke:${colour},stroke-width:2px,color:#1a202c`),
    '',
  ].join('\n');
}

function arrow({ kind, both }: Edge): string {
  if (kind === 'data') return both ? '<==>' : '==>';
  return kind === 'call' ? '-->' : '-.->';
}

function label({ kind, names, members }: Node): string {
  const lines = [names.length > 1 ? `${names.length} × ${kind}` : kind].map((text) => `<b>${escaped(text)}</b>`);
  return [...lines, ...names.map(escaped), ...members.map((member) => `· ${escaped(member)}`)].join('<br/>');
}

function className(service: string): string {
  return service.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
}

function quoted(text: string): string {
  return `"${escaped(text)}"`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"#]/g, (character) => `&#${character.charCodeAt(0)};`);
}
