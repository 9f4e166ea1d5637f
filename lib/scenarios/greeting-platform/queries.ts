import { z } from 'zod';
import type { Protocol } from '../../../workloads/greeting-service/service/configuration';
import type { Table } from '../../contract/values';
import { JobError } from '../../errors';
import type { ClusterVerbs } from '../../kubernetes/cluster';
import { wholeNumber } from '../params';
import type { Parts, Query } from '../scenario';
import { throughPort, toolOf } from './forwarded';
import { APPLICATION } from './names';
import { evaluate, overview, promqlParams, promqlQueries } from './promql';
import { filled, type SavedQuery, savedQueries } from './saved-queries';
import { kit } from './settings';
import { tracesIn, tracesParams } from './traces';

/** Path of Node in the service image. */
const NODE = '/nodejs/bin/node';

/** Saved queries of the platform: in the cluster, and in CloudWatch Logs. */
export function queries(protocol: Protocol) {
  return {
    promql: kit.query({
      summary: 'a saved or custom Prometheus query; without a name, the number of series of each saved query',
      needs: ['cluster'],
      params: promqlParams,
      async run({ config, cluster, params, task }) {
        const at = await toolOf(protocol, config, 'prometheus');
        const saved = promqlQueries(protocol);
        return throughPort(cluster, at, task, (origin) =>
          params.query === 'all' && params.expr === '' ? overview(origin, saved, config, task) : evaluate(origin, saved, config, params, task),
        );
      },
    }),

    logs: [
      kit.query({
        summary: 'newest log lines of a service with a text, from CloudWatch Logs Insights',
        needs: ['account'],
        params: logParams,
        async run({ contract, aws, task, params: { service, text, limit, hours } }) {
          const query = filled(errors(), { service, text, limit: String(limit) });
          return aws.logs.insights({ group: contract.applicationLog, query, since: new Date(Date.now() - hours * 3_600_000) }, task);
        },
      }),
      kit.query({
        summary: 'newest log lines of a service with a text',
        needs: ['cluster'],
        params: logParams,
        run: ({ cluster, params }) => errorLines(cluster, params),
      }),
    ],

    traces: kit.query({
      summary: 'newest traces, with their spans, services and duration',
      needs: ['cluster'],
      params: tracesParams,
      async run({ config, cluster, params, task }) {
        const at = await toolOf(protocol, config, config.tracing);
        return throughPort(cluster, at, task, (origin) => tracesIn(config.tracing, origin, params, task));
      },
    }),

    mongo: kit.query({
      summary: 'number of stored documents of each service: one for each greeting',
      needs: ['cluster'],
      async run({ cluster, task }) {
        // A service pod has the connection string, and the mesh allows its connection.
        const command = [NODE, 'documents.mjs'];
        const printed = await cluster.exec({ namespace: APPLICATION, selector: 'app=service-c', container: 'service-c', command }, task);
        return countsIn(printed);
      },
    }),

    pods: kit.query({
      summary: 'pods of each program, and their readiness',
      needs: ['cluster'],
      async run({ cluster }) {
        const programs = new Map<string, { pods: number; ready: number; restarts: number }>();
        for (const { labels, ready, containers } of await cluster.pods(APPLICATION)) {
          const program = labels['app'] ?? 'other';
          const { pods, ready: before, restarts } = programs.get(program) ?? { pods: 0, ready: 0, restarts: 0 };
          const restarted = containers.reduce((sum, container) => sum + container.restarts, 0);
          programs.set(program, { pods: pods + 1, ready: before + (ready ? 1 : 0), restarts: restarts + restarted });
        }
        const rows = [...programs].sort(([one], [other]) => (one < other ? -1 : 1));
        return {
          columns: ['program', 'pods', 'ready', 'restarts'],
          rows: rows.map(([program, { pods, ready, restarts }]) => [program, pods, ready, restarts]),
        };
      },
    }),
  } as const satisfies Parts<Query>;
}

const counts = z.record(z.string(), z.number().int());

function countsIn(printed: string): Table {
  try {
    return { columns: ['collection', 'documents'], rows: Object.entries(counts.parse(JSON.parse(printed))) };
  } catch (cause) {
    throw new JobError({ problem: 'the documents could not be counted', got: printed.slice(0, 200), fix: 'read the logs of service-c' }, { cause });
  }
}

/** The saved query of CloudWatch Logs Insights; there is one. */
function errors(): SavedQuery {
  const [query] = savedQueries('istio-observability').filter(({ language }) => language === 'logs');
  if (query) return query;
  throw new Error('workloads/istio-observability/queries has no file errors.logs');
}

/** Same parameters as the saved CloudWatch Logs Insights query. */
const logParams = z.object({
  service: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, 'the name of a program, such as service-f')
    .default('service-f')
    .describe('program whose log lines are searched'),
  text: z.string().default('error').describe('text to search for'),
  limit: wholeNumber(1, 10_000).default(20).describe('maximum number of lines'),
  hours: z.coerce.number().gt(0, 'more than 0').max(720).default(3).describe('time range in hours'),
});

/** Log lines of a program's pods, newest first. */
async function errorLines(cluster: ClusterVerbs, { service, text, limit, hours }: z.infer<typeof logParams>, now = Date.now()): Promise<Table> {
  const since = new Date(now - hours * 3_600_000);
  const lines = await cluster.logs({ namespace: APPLICATION, selector: `app=${service}`, container: service, since });
  const found = lines.filter(({ message }) => message.includes(text)).sort((one, other) => other.time.getTime() - one.time.getTime());
  return {
    columns: ['time', 'pod', 'message'],
    rows: found.slice(0, limit).map(({ time, source, message }) => [time.toISOString(), source, message]),
  };
}
