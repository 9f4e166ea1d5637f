import type { Aws } from '../aws/aws';
import type { DeployedResource } from '../contract/resources';
import type { Task } from '../contract/task';
import type { ClusterVerbs } from '../kubernetes/cluster';
import type { AccountPlace, Contract, ContractValues } from './contract-entry';

/**
 * A place that a job, a query, a tool or a log source needs: the account of the scenario, the Kubernetes cluster, or a further account of the
 * scenario names.
 */
export type Place = AccountPlace | 'cluster';

/** Access to an account. */
export interface AccountAccess<Values> {
  readonly aws: Aws;
  /** Published values of this account. */
  readonly contract: Values;
}

/** Access to a cluster. */
export interface ClusterAccess {
  /** The cluster of `--cluster`, or the EKS cluster of the contract. */
  readonly cluster: ClusterVerbs;
}

type FurtherAccount<Needs extends Place> = Needs extends `account:${infer Name}` ? Name : never;

type FurtherAccounts<C extends Contract, Needs extends Place> = [FurtherAccount<Needs>] extends [never]
  ? unknown
  : { readonly accounts: { readonly [Name in FurtherAccount<Needs>]: AccountAccess<ContractValues<C, `account:${Name}`>> } };

/** Access to the places that a part needs, and to nothing else. */
export type PlacesOf<C extends Contract, Needs extends Place> = ('account' extends Needs ? AccountAccess<ContractValues<C>> : unknown) &
  ('cluster' extends Needs ? ClusterAccess : unknown) &
  FurtherAccounts<C, Needs>;

/** Input of every part of a scenario. */
export interface PartContext<Config> {
  readonly config: Config;
  /** Stage, `dev` by default. */
  readonly stage: string;
  readonly task: Task;
}

/** Input of a part: configuration, stage and task, and the places that it needs. */
export type ContextOf<Config, C extends Contract, Needs extends Place> = PartContext<Config> & PlacesOf<C, Needs>;

/** Input of a part that only needs the account. */
export type Deployed<Config, C extends Contract> = ContextOf<Config, C, 'account'>;

/** What is known of a deployment that is taken down: a part of it may be gone. */
export interface PartlyDeployed<Config, C extends Contract> {
  readonly config: Config;
  readonly stage: string;
  /** Entries of the contract that are still known. */
  readonly contract: Partial<ContractValues<C>>;
  /** Resources of its stacks that are there. */
  readonly resources: readonly DeployedResource[];
}

/** What the work of a teardown is given. */
export type TakenDown<Config, C extends Contract> = PartlyDeployed<Config, C> &
  Pick<AccountAccess<unknown>, 'aws'> &
  Pick<PartContext<Config>, 'task'>;

/** What a part that needs the cluster alone is given. */
export type Clustered<Config> = PartContext<Config> & ClusterAccess;
