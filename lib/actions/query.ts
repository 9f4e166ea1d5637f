import { checked } from '../check';
import type { Task } from '../contract/task';
import type { Table } from '../contract/values';
import { type LoadedScenario, loadScenario, type ScenarioOptions } from '../scenarios/load';
import type { Place } from '../scenarios/places';
import type { Query } from '../scenarios/scenario';
import { pickPart } from './pick';
import { type DeploymentId, deploymentId, placesToReach, type Reached, withPlaces } from './places';

/** Query and parameters. */
export interface QueryOptions extends ScenarioOptions {
  readonly query: string;
  /**
   * Parameters of the query, as typed.
   *
   * @default - the query's defaults
   */
  readonly params?: Readonly<Record<string, string>>;
  /**
   * Kubeconfig context of the cluster.
   *
   * @default - the account
   */
  readonly cluster?: string;
}

/** A query with checked parameters; neither AWS nor a cluster has been called. */
export interface PreparedQuery {
  readonly loaded: LoadedScenario;
  readonly name: string;
  readonly query: Query;
  /** Places to connect to. */
  readonly reaches: readonly Place[];
  readonly params: Readonly<Record<string, unknown>>;
}

/** Result of a query. */
export interface QueryResult extends DeploymentId {
  readonly query: string;
  readonly table: Table;
}

/** Checks a query before signing in. @throws ConfigError for an unknown query, parameter or value */
export async function prepareQuery(options: QueryOptions): Promise<PreparedQuery> {
  const loaded = await loadScenario(options);
  const { id, queries } = loaded.scenario;
  const name = options.query;
  const query = pickPart(queries, { name, what: 'query', scenario: id, cluster: options.cluster });
  const params = checked(query.params, options.params ?? {}, `parameters of ${name}`, `stagecraft explain ${id}`);
  return { loaded, name, query, reaches: placesToReach(query.needs, options.cluster), params };
}

/** Runs a saved query. */
export async function runQuery({ loaded, name, query, params }: PreparedQuery, reached: Reached, task: Task): Promise<QueryResult> {
  const table = await withPlaces(loaded, query.needs, reached, task, (context) => query.run({ ...context, params } as never));
  return { ...deploymentId(loaded, reached), query: name, table };
}
