import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'node:path';
import { ConfigError } from '../../errors';
import { workload } from '../../paths';

/** A query for Prometheus or CloudWatch Logs Insights, with parameters. */
export interface SavedQuery {
  /** File name without extension. */
  readonly name: string;
  readonly language: 'promql' | 'logs';
  readonly description: string;
  readonly parameters: Readonly<Record<string, { readonly description: string; readonly fallback: string }>>;
  /** Query text, with `$name` for a parameter. */
  readonly text: string;
}

/** Values that cannot end a quoted string. */
const HARMLESS = /^[^"\\`\n$]*$/;

/** The queries of scenarios: those that have their name in `workloads/<scenario>/queries`, in order. */
export function savedQueries(...scenarios: readonly string[]): SavedQuery[] {
  return scenarios.flatMap((scenario) =>
    readdirSync(workload(scenario, 'queries'))
      .filter((file) => /\.(promql|logs)$/.test(file))
      .sort()
      .map((file) => savedQuery(file, readFileSync(workload(scenario, 'queries', file), 'utf8'))),
  );
}

/** A query with its parameters. @throws ConfigError for an unknown parameter, or a value that could change the query */
export function filled(query: SavedQuery, values: Readonly<Record<string, string>> = {}): string {
  for (const [name, value] of Object.entries(values)) {
    const parameter = query.parameters[name];
    if (!parameter) {
      const names = Object.keys(query.parameters).join(', ');
      throw new ConfigError({
        problem: `${query.name} has no parameter ${name}`,
        got: `'${value}'`,
        allowed: names || 'no parameters',
        fix: 'leave it out',
      });
    }
    const isNumber = /^\d+(\.\d+)?$/.test(parameter.fallback);
    if (!HARMLESS.test(value) || (isNumber && !/^\d+(\.\d+)?$/.test(value))) {
      throw new ConfigError({
        problem: `${query.name}: ${name} is not valid`,
        got: JSON.stringify(value),
        allowed: isNumber ? 'a number' : 'text without quotes, backslashes and dollar signs',
        fix: 'correct it',
      });
    }
  }
  return query.text.replace(/\$(\w+)/g, (whole, name: string) => values[name] ?? query.parameters[name]?.fallback ?? whole);
}

/** A file as a query. Its first comment says what the query is for; a comment `$name = fallback: description` is a parameter. */
export function savedQuery(file: string, text: string): SavedQuery {
  const { name, ext } = parse(file);
  const lines = text.split('\n');
  const comments = lines.filter((line) => line.startsWith('# ')).map((line) => line.slice(2));
  const parameters = comments.flatMap((line) => {
    const [, parameter, fallback, description] = /^\$(\w+) = (.*?): (.*)$/.exec(line) ?? [];
    return parameter === undefined || fallback === undefined || description === undefined ? [] : [[parameter, { fallback, description }] as const];
  });
  return {
    name,
    language: ext === '.logs' ? 'logs' : 'promql',
    description: comments[0] ?? '',
    parameters: Object.fromEntries(parameters),
    text: lines
      .filter((line) => !line.startsWith('#'))
      .join('\n')
      .trim(),
  };
}
