import { type AthenaClient, GetQueryExecutionCommand, StartQueryExecutionCommand, StopQueryExecutionCommand } from '@aws-sdk/client-athena';
import type { BoundSql } from './bind';

/** A started query. */
export interface QueryStart {
  readonly id: string;
  readonly parameters: readonly string[];
}

/** Time reserved for cancelling queries before the Lambda timeout. */
const RESERVE_MS = 5_000;

/** Starts a query and logs its text. The workgroup decides where the result is written. */
export async function start(
  athena: AthenaClient,
  { workgroup, database, sql, parameters }: BoundSql & { readonly workgroup: string; readonly database: string },
  log: (line: string) => void,
): Promise<QueryStart> {
  const { QueryExecutionId: id = '' } = await athena.send(
    new StartQueryExecutionCommand({
      QueryString: sql,
      ExecutionParameters: parameters.length > 0 ? [...parameters] : undefined,
      QueryExecutionContext: { Database: database },
      WorkGroup: workgroup,
    }),
  );
  log(JSON.stringify({ message: 'query started', id, workgroup, database, sql, parameters }));
  return { id, parameters };
}

export async function stop(athena: AthenaClient, queries: readonly QueryStart[]): Promise<void> {
  await Promise.all(queries.map(({ id }) => athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id }))));
}

/**
 * Waits until every query has ended. A failed query does not stop the others.
 *
 * @throws Error with Athena's reason for each failed query, or when the timeout is near: running queries are then cancelled
 */
export async function finish(
  athena: AthenaClient,
  queries: readonly QueryStart[],
  { sleep, remaining }: { readonly sleep: () => Promise<void>; readonly remaining: () => number },
): Promise<void> {
  const failures: string[] = [];
  let pending = queries;
  for (;;) {
    const states = await Promise.all(pending.map((query) => stateOf(athena, query)));
    failures.push(...states.flatMap(({ failure }) => failure ?? []));
    pending = pending.filter((_, at) => !states[at]?.ended);
    if (pending.length === 0) break;
    if (remaining() < RESERVE_MS) {
      await stop(athena, pending);
      failures.push(`${pending.map(({ id }) => id).join(', ')} stopped: the function's time is over; raise its timeout, or call it with wait: false`);
      break;
    }
    await sleep();
  }
  if (failures.length > 0) throw new Error(`${failures.length === 1 ? 'query' : 'queries'} ${failures.join('; ')}`);
}

async function stateOf(athena: AthenaClient, { id, parameters }: QueryStart): Promise<{ readonly ended: boolean; readonly failure?: string }> {
  const { QueryExecution: query } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
  const { State: state, StateChangeReason: reason } = query?.Status ?? {};
  if (state === 'SUCCEEDED') return { ended: true };
  if (state !== 'FAILED' && state !== 'CANCELLED') return { ended: false };
  const about = parameters.length > 0 ? `${id} (${parameters.join(', ')})` : id;
  return { ended: true, failure: `${about} ${state.toLowerCase()}: ${reason ?? 'Athena gives no reason'}` };
}
