import type { z } from 'zod';
import type { Aws } from '../aws/aws';
import type { Change } from '../contract/change';
import type { DeployedResource } from '../contract/deployed-resource';
import type { Facts } from '../contract/facts';
import type { Leftover } from '../contract/leftover';
import type { LogLine } from '../contract/log-line';
import type { Opening } from '../contract/opening';
import type { Table } from '../contract/table';
import type { Task } from '../contract/task';
import type { ClusterVerbs } from '../kubernetes/cluster';
import type { Installation } from '../kubernetes/installation';
import type { EngineId } from '../rehearsal/engine';
import type { DataGenerator, Rehearsal, Step } from '../rehearsal/rehearsal';

/** Where and how a scenario is deployed: what everything that touches the account is given. */
export interface Deployed<Config, Name extends string> {
  readonly config: Config;
  /** Stage that is deployed, `dev` unless another was named. */
  readonly stage: string;
  /** What the deployed stacks published. */
  readonly contract: Readonly<Record<Name, string>>;
  readonly aws: Aws;
  readonly task: Task;
}

/** What is known of a deployment that is taken down: a part of it may be gone. */
export interface PartlyDeployed<Config, Name extends string> {
  readonly config: Config;
  readonly stage: string;
  /** Entries of the contract that are still known. */
  readonly contract: Readonly<Partial<Record<Name, string>>>;
  /** Resources of its stacks that are there. */
  readonly resources: readonly DeployedResource[];
}

/** A named piece of work of a deployed scenario. Running it twice leaves what running it once leaves. */
export interface Job<Config, Name extends string, Params extends z.ZodObject = z.ZodObject> {
  readonly summary: string;
  /** What `--param` takes, each described and defaulted. */
  readonly params: Params;
  /** Ways to run it; the first is the default. Absent when there is only one. */
  readonly methods?: readonly [string, ...string[]];
  /** A method, not a property: methods let scenarios with different configurations share one registry. */
  run(context: JobContext<Config, Name, Params>): Promise<Facts>;
}

export interface JobContext<Config, Name extends string, Params extends z.ZodObject> extends Deployed<Config, Name> {
  readonly params: z.infer<Params>;
  readonly method: string | undefined;
  /** False after `--no-wait`: the job returns what identifies the work that it started. */
  readonly wait: boolean;
}

/** A saved question about a deployed scenario. */
export interface Query<Config, Name extends string, Params extends z.ZodObject = z.ZodObject> {
  readonly summary: string;
  readonly params: Params;
  run(context: Deployed<Config, Name> & { readonly params: z.infer<Params> }): Promise<Table>;
}

/** Something with a face of its own: a console page, a dashboard, a port on a private host. */
export interface Tool<Config, Name extends string> {
  readonly summary: string;
  open(context: Deployed<Config, Name>): Promise<Opening>;
}

/** A place where the scenario writes logs. */
export interface LogSource<Config, Name extends string> {
  readonly summary: string;
  read(context: Deployed<Config, Name> & { readonly since: Date }): Promise<readonly LogLine[]>;
}

/** Input of the scenario: how to make it, and where it goes. */
export interface Data<Config, Name extends string, Params extends z.ZodObject = z.ZodObject> extends DataGenerator<Params> {
  upload(context: Deployed<Config, Name> & { readonly folder: string }): Promise<Facts>;
}

/** A file of Kubernetes objects. */
export interface Manifest {
  /** File name without its ending: lower-case letters, digits and hyphens. */
  readonly name: string;
  /** One or more YAML documents. */
  readonly yaml: string;
}

/** Where and how a scenario is installed in a Kubernetes cluster: what everything is given that needs the cluster and nothing of AWS. */
export interface Clustered<Config> {
  readonly config: Config;
  /** Stage that is installed, `dev` unless another was named. */
  readonly stage: string;
  /** The cluster that `--cluster` named, or the EKS cluster that the contract names. */
  readonly cluster: ClusterVerbs;
  readonly task: Task;
}

/** A job that needs the cluster and nothing of AWS. Running it twice leaves what running it once leaves. */
export interface ClusterJob<Config, Params extends z.ZodObject = z.ZodObject> extends Omit<Job<Config, string, Params>, 'run'> {
  run(context: Clustered<Config> & Omit<JobContext<Config, string, Params>, keyof Deployed<Config, string>>): Promise<Facts>;
}

/** A saved question to the cluster, or to what runs in it. */
export interface ClusterQuery<Config, Params extends z.ZodObject = z.ZodObject> extends Omit<Query<Config, string, Params>, 'run'> {
  run(context: Clustered<Config> & { readonly params: z.infer<Params> }): Promise<Table>;
}

/** Pages of something in the cluster, reached by a forwarded port. */
export interface ClusterTool<Config> extends Omit<Tool<Config, string>, 'open'> {
  open(context: Clustered<Config>): Promise<Opening>;
}

/** Pods that write logs. */
export interface ClusterLogSource<Config> extends Omit<LogSource<Config, string>, 'read'> {
  read(context: Clustered<Config> & { readonly since: Date }): Promise<readonly LogLine[]>;
}

/** What of a scenario needs a Kubernetes cluster and no AWS: `--cluster` installs it in any cluster and works with it there. */
export interface ClusterPart<Config> {
  /** Everything that goes into a cluster that is there already. */
  installation(context: { readonly config: Config; readonly stage: string }): Promise<Installation>;
  readonly jobs: Readonly<Record<string, ClusterJob<Config>>>;
  readonly queries: Readonly<Record<string, ClusterQuery<Config>>>;
  readonly tools: Readonly<Record<string, ClusterTool<Config>>>;
  readonly logs: Readonly<Record<string, ClusterLogSource<Config>>>;
}

/** A job that needs neither an account nor a deployment, such as what has to be done before the first one. */
export interface LocalJob<Config, Params extends z.ZodObject = z.ZodObject> extends Pick<Job<Config, string, Params>, 'summary' | 'params'> {
  run(context: {
    readonly config: Config;
    readonly stage: string;
    readonly params: z.infer<Params>;
    readonly env: NodeJS.ProcessEnv;
    readonly task: Task;
  }): Promise<Facts>;
}

export interface Scenario<Config extends z.ZodObject = z.ZodObject, Name extends string = string> {
  readonly id: string;
  readonly article: { readonly title: string; readonly published: string };
  /** What it is for, in about three sentences. */
  readonly story: string;
  /** What it costs while nobody uses it, in words. @default - not said */
  readonly idle?: string;
  /** How data moves through it, a line a stage. */
  readonly flow: readonly string[];
  readonly config: Config;
  /** Made-up values for keys without which it cannot be deployed, so that it can be validated, drawn and rehearsed. @default - every key has a default that works */
  readonly example?: Readonly<Record<string, unknown>>;
  /** What a person has to do by hand, because nothing lets a program do it; in order. @default - nothing */
  readonly byHand?: readonly string[];
  /** What `destroy` leaves, since it is not AWS's or not this scenario's, and how it goes. @default - nothing */
  readonly remains?: readonly string[];
  /** Names that the deployed stacks publish, and what each is. */
  readonly contract: Readonly<Record<Name, string>>;
  readonly jobs: Readonly<Record<string, Job<z.infer<Config>, Name>>>;
  /** Jobs that need no account. @default - none */
  readonly localJobs?: Readonly<Record<string, LocalJob<z.infer<Config>>>>;
  readonly queries: Readonly<Record<string, Query<z.infer<Config>, Name>>>;
  readonly tools: Readonly<Record<string, Tool<z.infer<Config>, Name>>>;
  readonly logs: Readonly<Record<string, LogSource<z.infer<Config>, Name>>>;
  readonly data?: Data<z.infer<Config>, Name>;
  /** Connection string for SQL clients, without secrets; absent where there is nothing to connect to. */
  jdbc?(context: Pick<Deployed<z.infer<Config>, Name>, 'contract' | 'aws'>): string;
  /**
   * Stops work before anything is deleted, beside what the types of its resources tell.
   *
   * @returns a line for each piece that it stopped
   * @default - there is no other work
   */
  stop?(context: PartlyDeployed<z.infer<Config>, Name> & Pick<Deployed<z.infer<Config>, Name>, 'aws' | 'task'>): Promise<readonly string[]>;
  /**
   * What may be deleted only after a user agreed, a line for each, beside what the types of its resources tell; `destroy` then asks for `--unprotect`.
   *
   * @default - nothing else
   */
  protections?(context: PartlyDeployed<z.infer<Config>, Name> & Pick<Deployed<z.infer<Config>, Name>, 'aws' | 'task'>): Promise<readonly string[]>;
  /**
   * What services created and no stack deletes, beside what the types of its resources tell.
   *
   * @default - nothing else
   */
  leftovers?(context: PartlyDeployed<z.infer<Config>, Name>): readonly Leftover[];
  /** What goes into its Kubernetes cluster, in order of application; absent where there is no cluster. */
  manifests?(context: { readonly config: z.infer<Config>; readonly stage: string }): Promise<readonly Manifest[]>;
  /**
   * Its part in a Kubernetes cluster; absent where there is none. Without `--cluster` it works with the EKS cluster that the contract entry
   * `clusterName` names; where a name stands in both places, that of the scenario itself then wins.
   */
  readonly cluster?: ClusterPart<z.infer<Config>>;
  readonly rehearsal: Rehearsal<z.infer<Config>>;
  readonly changes: readonly Change[];
}

export type ConfigOf<S> = S extends Scenario<infer Config> ? z.infer<Config> : never;
export type ContractOf<S> = S extends Scenario<z.ZodObject, infer Name> ? Name : never;

/** Binds the helpers below to one scenario's configuration and contract, so that its parts are checked against them. */
export function scenarioKit<Config extends z.ZodObject, Name extends string>(_: { config: Config; contract: Readonly<Record<Name, string>> }) {
  type C = z.infer<Config>;
  return {
    job: <Params extends z.ZodObject>(job: Job<C, Name, Params>): Job<C, Name> => job,
    localJob: <Params extends z.ZodObject>(job: LocalJob<C, Params>): LocalJob<C> => job,
    query: <Params extends z.ZodObject>(query: Query<C, Name, Params>): Query<C, Name> => query,
    clusterJob: <Params extends z.ZodObject>(job: ClusterJob<C, Params>): ClusterJob<C> => job,
    clusterQuery: <Params extends z.ZodObject>(query: ClusterQuery<C, Params>): ClusterQuery<C> => query,
    data: <Params extends z.ZodObject>(data: Data<C, Name, Params>): Data<C, Name> => data,
    step: <Id extends EngineId>(step: Step<C, Id>): Step<C> => step,
  };
}
