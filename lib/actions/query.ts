import { checked } from '../check';
import type { Table } from '../contract/table';
import type { Task } from '../contract/task';
import { type LoadedScenario, loadScenario, type ScenarioOptions } from '../scenarios/load';
import type { Place } from '../scenarios/places';
import type { Query } from '../scenarios/scenario';
import { pickPart } from './pick';
import { type DeploymentId, deploymentId, placesToReach, type Reached, withPlaces } from './places';

/** What to ask. */
export interface QueryOptions extends ScenarioOptions {
  readonly query: string;
  /**
   * Parameters of the query, as typed.
   *
   * @default - the query's defaults
   */
  readonly params?: Readonly<Record<string, string>>;
  /**
   * Context of the kubeconfig whose cluster is meant.
   *
   * @default - the account is asked
   */
  readonly cluster?: string;
}

/** A query whose parameters are right; nothing has been asked of AWS, or of a cluster, yet. */
export interface PreparedQuery {
  readonly loaded: LoadedScenario;
  readonly name: string;
  readonly query: Query;
  /** Places that have to be reached before it is asked. */
  readonly reaches: readonly Place[];
  readonly params: Readonly<Record<string, unknown>>;
}

/** What came back. */
export interface QueryResult extends DeploymentId {
  readonly query: string;
  readonly table: Table;
}

/** Checks everything that can be wrong with a query before the account is reached. @throws ConfigError for an unknown query, parameter or value */
export async function prepareQuery(options: QueryOptions): Promise<PreparedQuery> {
  const loaded = await loadScenario(options);
  const { id, queries } = loaded.scenario;
  const name = options.query;
  const query = pickPart(queries, { name, what: 'query', scenario: id, cluster: options.cluster });
  const params = checked(query.params, options.params ?? {}, `parameters of ${name}`, `stagecraft explain ${id}`);
  return { loaded, name, query, reaches: placesToReach(query.needs, options.cluster), params };
}

/** Asks a saved question. */
export async function runQuery({ loaded, name, query, params }: PreparedQuery, reached: Reached, task: Task): Promise<QueryResult> {
  const table = await withPlaces(loaded, query.needs, reached, task, (context) => query.run({ ...context, params } as never));
  return { ...deploymentId(loaded, reached), query: name, table };
}
