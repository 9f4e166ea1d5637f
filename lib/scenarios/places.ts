import type { Aws } from '../aws/aws';
import type { DeployedResource } from '../contract/deployed-resource';
import type { Task } from '../contract/task';
import type { ClusterVerbs } from '../kubernetes/cluster';
import type { AccountPlace, Contract, ContractValues } from './contract-entry';

/**
 * A place that a job, a query, a tool or a log source needs: the account of the scenario, the Kubernetes cluster, or a further account that the
 * scenario names.
 */
export type Place = AccountPlace | 'cluster';

/** What an account gives. */
export interface AccountAccess<Values> {
  readonly aws: Aws;
  /** What the stacks in this account published. */
  readonly contract: Values;
}

/** What a cluster gives. */
export interface ClusterAccess {
  /** The cluster that `--cluster` named, or the EKS cluster that the contract names. */
  readonly cluster: ClusterVerbs;
}

type FurtherAccount<Needs extends Place> = Needs extends `account:${infer Name}` ? Name : never;

type FurtherAccounts<C extends Contract, Needs extends Place> = [FurtherAccount<Needs>] extends [never]
  ? unknown
  : { readonly accounts: { readonly [Name in FurtherAccount<Needs>]: AccountAccess<ContractValues<C, `account:${Name}`>> } };

/** What the places that a part names give it, and nothing else. */
export type PlacesOf<C extends Contract, Needs extends Place> = ('account' extends Needs ? AccountAccess<ContractValues<C>> : unknown) &
  ('cluster' extends Needs ? ClusterAccess : unknown) &
  FurtherAccounts<C, Needs>;

/** What every part of a scenario is given, whatever it needs. */
export interface PartContext<Config> {
  readonly config: Config;
  /** Stage that is meant, `dev` unless another was named. */
  readonly stage: string;
  readonly task: Task;
}

/** What a part is given: configuration, stage and task, and the places that it needs. */
export type ContextOf<Config, C extends Contract, Needs extends Place> = PartContext<Config> & PlacesOf<C, Needs>;

/** What a part that needs the account alone is given. */
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
