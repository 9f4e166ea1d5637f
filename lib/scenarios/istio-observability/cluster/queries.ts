import { z } from 'zod';
import type { Protocol } from '../../../../workloads/greeting-service/service/configuration';
import type { Table } from '../../../contract/table';
import { JobError } from '../../../errors';
import { APPLICATION } from '../../greeting-platform/names';
import type { Parts, Query } from '../../scenario';
import { type Config, kit } from '../settings';
import { throughPort } from './ask';
import { errorLines, logParams } from './log-lines';
import { placeOf } from './places';
import { evaluate, overview, promqlParams, promqlQueries } from './promql';
import { tracesIn, tracesParams } from './traces';

/** Node in the image of the services. */
const NODE = '/nodejs/bin/node';

/** Saved questions to what runs in the cluster. */
export function clusterQueries(protocol: Protocol): Parts<Query> {
  return {
    promql: kit.query({
      summary: 'a saved query of Prometheus, or one of your own; without a name, how many series each of them has',
      needs: ['cluster'],
      params: promqlParams,
      async run({ config, cluster, params, task }) {
        const place = await placeOf(protocol, config, 'prometheus');
        const saved = promqlQueries(protocol);
        return throughPort(cluster, place, task, (origin) =>
          params.query === 'all' && params.expr === '' ? overview(origin, saved, config, task) : evaluate(origin, saved, config, params, task),
        );
      },
    }),

    logs: kit.query({
      summary: 'newest log lines of a service that contain a text',
      needs: ['cluster'],
      params: logParams,
      run: ({ cluster, params }) => errorLines(cluster, params),
    }),

    traces: kit.query({
      summary: 'newest traces, with their spans, services and duration',
      needs: ['cluster'],
      params: tracesParams,
      async run({ config, cluster, params, task }) {
        const place = await placeOf(protocol, config, config.tracing);
        return throughPort(cluster, place, task, (origin) => tracesIn(config.tracing, origin, params, task));
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
  };
}

const counts = z.record(z.string(), z.number().int());

function countsIn(printed: string): Table {
  try {
    return { columns: ['collection', 'documents'], rows: Object.entries(counts.parse(JSON.parse(printed))) };
  } catch (cause) {
    throw new JobError({ problem: 'the documents could not be counted', got: printed.slice(0, 200), fix: 'look at what service-c logs' }, { cause });
  }
}
