import type { Aws } from '../aws/aws';
import { checked } from '../check';
import { type LoadedScenario, loadScenario, type ScenarioOptions } from '../scenarios/load';
import type { Query } from '../scenarios/scenario';
import type { Table } from '../table';
import type { Task } from '../task';
import { findDeployed, type Place, placeOf } from './deployed';
import { pick } from './pick';

/** What to ask. */
export interface QueryOptions extends ScenarioOptions {
  readonly query: string;
  /**
   * Parameters of the query, as typed.
   *
   * @default - the query's defaults
   */
  readonly params?: Readonly<Record<string, string>>;
}

/** A query whose parameters are right; nothing has been asked of AWS yet. */
export interface PreparedQuery {
  readonly loaded: LoadedScenario;
  readonly name: string;
  readonly query: Query<LoadedScenario['config'], string>;
  readonly params: Readonly<Record<string, unknown>>;
}

/** What came back. */
export interface QueryResult extends Place {
  readonly query: string;
  readonly table: Table;
}

/** Checks everything that can be wrong with a query before the account is reached. @throws ConfigError for an unknown query, parameter or value */
export async function prepareQuery(options: QueryOptions): Promise<PreparedQuery> {
  const loaded = await loadScenario(options);
  const { id, queries } = loaded.scenario;
  const query = pick(queries, options.query, 'query', id);
  const params = checked(query.params, options.params ?? {}, `parameters of ${options.query}`, `stagecraft explain ${id}`);
  return { loaded, name: options.query, query, params };
}

/** Asks a saved question about a deployed scenario. */
export async function runQuery({ loaded, name, query, params }: PreparedQuery, aws: Aws, task: Task): Promise<QueryResult> {
  const deployed = await findDeployed(loaded, aws, task);
  return { ...placeOf(loaded, aws), query: name, table: await query.run({ ...deployed, params }) };
}
