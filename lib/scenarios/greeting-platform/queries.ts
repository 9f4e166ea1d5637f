import { z } from 'zod';
import type { Protocol } from '../../../workloads/greeting-service/service/configuration';
import type { Table } from '../../contract/table';
import { JobError } from '../../errors';
import type { Parts, Query } from '../scenario';
import { throughPort, toolOf } from './forwarded';
import { errorLines, logParams } from './log-lines';
import { APPLICATION } from './names';
import { evaluate, overview, promqlParams, promqlQueries } from './promql';
import { filled, type SavedQuery, savedQueries } from './saved-queries';
import { kit } from './settings';
import { tracesIn, tracesParams } from './traces';

/** Node in the image of the services. */
const NODE = '/nodejs/bin/node';

/** Saved questions to the platform: to what runs in the cluster, and to CloudWatch Logs. */
export function queries(protocol: Protocol) {
  return {
    promql: kit.query({
      summary: 'a saved query of Prometheus, or one of your own; without a name, how many series each of them has',
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
        summary: 'newest log lines of a service that contain a text, by CloudWatch Logs Insights',
        needs: ['account'],
        params: logParams,
        async run({ contract, aws, task, params: { service, text, limit, hours } }) {
          const query = filled(errors(), { service, text, limit: String(limit) });
          return aws.logs.insights({ group: contract.applicationLog, query, since: new Date(Date.now() - hours * 3_600_000) }, task);
        },
      }),
      kit.query({
        summary: 'newest log lines of a service that contain a text',
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
      summary: 'documents in the collection of each service that stores: as many as greetings were asked for',
      needs: ['cluster'],
      async run({ cluster, task }) {
        // Beside a service the connection string is there already, and the mesh lets it through.
        const command = [NODE, 'documents.mjs'];
        const printed = await cluster.exec({ namespace: APPLICATION, selector: 'app=service-c', container: 'service-c', command }, task);
        return countsIn(printed);
      },
    }),

    pods: kit.query({
      summary: 'pods of each program, and how many of them are ready',
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
    throw new JobError({ problem: 'the documents could not be counted', got: printed.slice(0, 200), fix: 'look at what service-c logs' }, { cause });
  }
}

/** The saved query of CloudWatch Logs Insights; there is one. */
function errors(): SavedQuery {
  const [query] = savedQueries('istio-observability').filter(({ language }) => language === 'logs');
  if (query) return query;
  throw new Error('workloads/istio-observability/queries has no file errors.logs');
}
