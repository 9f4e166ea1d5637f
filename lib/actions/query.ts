import { checked } from '../check';
import type { Table } from '../contract/table';
import type { Task } from '../contract/task';
import { type LoadedScenario, loadScenario, type ScenarioOptions } from '../scenarios/load';
import type { ClusterQuery, Query } from '../scenarios/scenario';
import { type Part, type Place, placeOf, type Site, withPart } from './deployed';
import { pickPart } from './pick';

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
  readonly query: Part<Query<LoadedScenario['config'], string>, ClusterQuery<LoadedScenario['config']>>;
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
  const { id, queries, cluster } = loaded.scenario;
  const inCluster = options.cluster !== undefined;
  const query = pickPart(queries, cluster?.queries, { name: options.query, what: 'query', scenario: id, inCluster });
  const params = checked(query.part.params, options.params ?? {}, `parameters of ${options.query}`, `stagecraft explain ${id}`);
  return { loaded, name: options.query, query, params };
}

/** Asks a saved question about a deployed scenario. */
export async function runQuery({ loaded, name, query, params }: PreparedQuery, site: Site, task: Task): Promise<QueryResult> {
  const table = await withPart(loaded, query, site, task, {
    inAccount: (part, deployed) => part.run({ ...deployed, params }),
    inCluster: (part, clustered) => part.run({ ...clustered, params }),
  });
  return { ...placeOf(loaded, site), query: name, table };
}
