import { z } from 'zod';
import type { Protocol } from '../../../workloads/greeting-service/service/configuration';
import type { Task } from '../../contract/task';
import type { Table } from '../../contract/values';
import { ConfigError } from '../../errors';
import { askJson } from './forwarded';
import { filled, type SavedQuery, savedQueries } from './saved-queries';
import type { Config } from './settings';

export const promqlParams = z.object({
  query: z.string().default('all').describe('name prefix of a saved query, such as p7 or p13; all for the list'),
  with: z.string().default('').describe('its parameters, such as quantile=0.99,namespace=dev'),
  expr: z.string().default('').describe('a PromQL expression instead of a saved query'),
});

/** Saved Prometheus queries, in order. Those for gRPC are empty in the REST variant. */
export function promqlQueries(protocol: Protocol): readonly SavedQuery[] {
  const saved = savedQueries('istio-observability', ...(protocol === 'grpc' ? ['istio-grpc'] : []));
  return saved.filter(({ language }) => language === 'promql');
}

const series = z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) });
const answer = z.object({
  status: z.literal('success'),
  data: z.discriminatedUnion('resultType', [
    z.object({ resultType: z.literal('vector'), result: z.array(series) }),
    z.object({ resultType: z.literal('scalar'), result: z.tuple([z.number(), z.string()]) }),
  ]),
});

/** Current number of series of each saved query. */
export async function overview(origin: string, saved: readonly SavedQuery[], config: Config, task: Task): Promise<Table> {
  const rows: (string | number)[][] = [];
  for (const query of saved) {
    task.progress(query.name);
    const { columns, rows: found } = await instant(origin, textOf(query, config, {}), task);
    rows.push([query.name, query.description, columns.length > 0 ? found.length : 0]);
  }
  return { columns: ['query', 'computes', 'series'], rows };
}

/** Result of one query. @throws ConfigError for an unknown name or an invalid value */
export async function evaluate(
  origin: string,
  saved: readonly SavedQuery[],
  config: Config,
  params: z.infer<typeof promqlParams>,
  task: Task,
): Promise<Table> {
  const { query, with: values, expr } = params;
  return instant(origin, expr === '' ? textOf(named(query, saved), config, valuesIn(values)) : expr, task);
}

function named(name: string, saved: readonly SavedQuery[]): SavedQuery {
  const [, number] = /^p0*(\d+)$/i.exec(name) ?? [];
  const beginning = number === undefined ? name : `p${number.padStart(2, '0')}-`;
  const query = saved.find((each) => each.name === name) ?? saved.find((each) => each.name.startsWith(beginning));
  if (query) return query;
  throw new ConfigError({
    problem: 'unknown saved query',
    got: `'${name}'`,
    allowed: saved.map((each) => each.name).join(', '),
    fix: 'name one of them, or give an expr',
  });
}

/** A saved query for this cluster, with the given parameters. */
function textOf(query: SavedQuery, { clusterName }: Config, values: Readonly<Record<string, string>>): string {
  return filled(query, { ...('cluster' in query.parameters && { cluster: clusterName }), ...values });
}

function valuesIn(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .split(',')
      .filter(Boolean)
      .map((pair) => {
        const at = pair.indexOf('=');
        if (at > 0) return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
        throw new ConfigError({
          problem: 'with is not valid',
          got: `'${pair}'`,
          allowed: 'name=value, separated by commas',
          fix: "correct it, as in 'quantile=0.99'",
        });
      }),
  );
}

async function instant(origin: string, expression: string, task: Task): Promise<Table> {
  const url = new URL('/api/v1/query', origin);
  url.searchParams.set('query', expression);
  const { data } = await askJson(answer, url, task, 'check the expression, and that Prometheus is ready: query … pods, open … prometheus');
  if (data.resultType === 'scalar') return { columns: ['value'], rows: [[numberOf(data.result[1])]] };
  const labels = [...new Set(data.result.flatMap(({ metric }) => Object.keys(metric)))];
  return {
    columns: [...labels, 'value'],
    rows: data.result.map(({ metric, value }) => [...labels.map((label) => metric[label] ?? null), numberOf(value[1])]),
  };
}

/** Parses a Prometheus sample; NaN and infinities stay text. */
function numberOf(sample: string): number | string {
  const value = Number(sample);
  return Number.isFinite(value) ? value : sample;
}
