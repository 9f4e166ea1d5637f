import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigError } from '../errors';
import type { Architecture } from '../insight/graph/architecture';
import { loadScenario, type ScenarioOptions } from '../scenarios/load';
import { inTemporaryFolder } from '../temporary';
import { writing } from '../writing';

const FORMATS = ['svg', 'mermaid', 'dot'] as const;
export type Format = (typeof FORMATS)[number];

export interface GraphOptions extends ScenarioOptions {
  /** @default 'svg' */
  readonly format?: string;
  /**
   * Output file.
   *
   * @default - none
   */
  readonly out?: string;
  /**
   * Whether to also show policies, log groups, parameters and dependencies.
   *
   * @default false
   */
  readonly all?: boolean;
}

export interface GraphResult {
  readonly scenario: string;
  readonly format: Format;
  /** The diagram: SVG, Mermaid or DOT. */
  readonly picture: string;
  /** Output file, if `out` is given. */
  readonly out?: string;
}

/** Draws a scenario from its synthesized templates. The same configuration gives the same bytes. */
export async function graph(options: GraphOptions): Promise<GraphResult> {
  const format = formatOf(options.format ?? 'svg');
  const loaded = await loadScenario({ ...options, examples: true });
  const [{ synthesize }, { architectureOf }] = await Promise.all([import('../scenarios/synthesize'), import('../insight/graph/draw')]);
  const architecture = await inTemporaryFolder(async (outdir) => {
    const { stacks } = await synthesize(loaded, { outdir });
    return architectureOf(stacks, { title: loaded.entry.title, all: options.all });
  });
  const picture = await rendered(architecture, format);
  if (options.out === undefined) return { scenario: loaded.scenario.id, format, picture };
  const out = resolve(options.out);
  await writing(out, () => writeFile(out, picture));
  return { scenario: loaded.scenario.id, format, picture, out };
}

async function rendered(architecture: Architecture, format: Format): Promise<string> {
  if (format === 'svg') return (await import('../insight/graph/svg')).svg(architecture);
  if (format === 'mermaid') return (await import('../insight/graph/mermaid')).mermaid(architecture);
  return (await import('../insight/graph/dot')).dot(architecture);
}

function formatOf(text: string): Format {
  const format = FORMATS.find((known) => known === text);
  if (format) return format;
  throw new ConfigError({ problem: 'unknown format', got: `'${text}'`, allowed: FORMATS.join(', '), fix: 'correct --format' });
}
