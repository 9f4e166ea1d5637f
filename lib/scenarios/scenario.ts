import type { z } from 'zod';
import type { Aws } from '../aws/aws';
import type { ClusterVerbs } from '../aws/cluster';
import type { Installation } from '../manifests/installation';
import type { EngineId, Engines } from '../rehearsal/engine';
import type { Table } from '../table';
import type { Task } from '../task';

/** What came out of a job or a step: names to plain values, in the order in which they are printed. */
export type Facts = Readonly<Record<string, string | number | boolean>>;

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

export interface Opening {
  readonly url: string;
  /** Settles when a tunnel behind `url` has closed; absent when nothing has to stay open. */
  readonly closed?: Promise<void>;
}

/** A place where the scenario writes logs. */
export interface LogSource<Config, Name extends string> {
  readonly summary: string;
  read(context: Deployed<Config, Name> & { readonly since: Date }): Promise<readonly LogLine[]>;
}

export interface LogLine {
  readonly time: Date;
  readonly source: string;
  readonly message: string;
}

/** Input of the scenario: how to make it, and where it goes. */
export interface Data<Config, Name extends string, Params extends z.ZodObject = z.ZodObject> {
  readonly summary: string;
  /** What shapes the generated data; the same values give the same bytes. */
  readonly params: Params;
  generate(context: { readonly folder: string; readonly params: z.infer<Params>; readonly task: Task }): Promise<Facts>;
  upload(context: Deployed<Config, Name> & { readonly folder: string }): Promise<Facts>;
}

/** One thing that a rehearsal does, on the engines it names and no others. */
export interface Step<Config, Id extends EngineId = EngineId> {
  readonly title: string;
  readonly needs: readonly Id[];
  run(context: StepContext<Config, Id>): Promise<Facts>;
  /** Makes what later steps need when an engine of this step is missing. The step itself still counts as skipped. */
  readonly standIn?: { readonly title: string; readonly needs: readonly EngineId[]; run(context: StepContext<Config>): Promise<Facts> };
}

export interface StepContext<Config, Id extends EngineId = EngineId> {
  readonly config: Config;
  readonly engines: Pick<Engines, Id>;
  /** Folder with the scenario's input: generated, or the one that `--data` named. Never written to. */
  readonly data: string;
  /** Folder of this rehearsal; everything is written below it. */
  readonly workspace: string;
  /** Parameters of the rehearsal, as `rehearsal.params` parsed them. */
  readonly params: Readonly<Record<string, unknown>>;
  /** A fact of an earlier step. @throws when that step has not returned it */
  fact(name: `${string}.${string}`): string | number | boolean;
  /** Puts a table into the report, where charts find it by its name. */
  publish(name: string, table: Table): void;
  readonly task: Task;
}

/** A statement about the facts of a rehearsal that must hold. */
export interface Check {
  readonly says: string;
  readonly fact: `${string}.${string}`;
  /** The value, or the other fact that must be equal. */
  readonly expected: number | string | boolean | { readonly fact: `${string}.${string}` };
  /** Largest difference between numbers that still counts as equal. @default 0 */
  readonly tolerance?: number;
  /**
   * The data about which it is true: whatever there is, what the generator makes, or the sample that the article used.
   *
   * @default 'any'
   */
  readonly data?: 'any' | 'generated' | 'original';
  /**
   * The set that it is about, where the data has several and an absent one is generated: skipped unless the fact `given` lists that set.
   *
   * @default - it is about all data
   */
  readonly set?: { readonly name: string; readonly given: `${string}.${string}` };
}

/** A chart of the report: a Vega-Lite specification whose data is a published table. */
export interface Chart {
  readonly title: string;
  readonly table: string;
  /** Vega-Lite without `data`: mark, encoding, layers. */
  readonly spec: Readonly<Record<string, unknown>>;
}

export interface Rehearsal<Config> {
  /** What `rehearse --param` takes. */
  readonly params: z.ZodObject;
  /** In order; a step may use the facts of those before it. */
  readonly steps: Readonly<Record<string, Step<Config>>>;
  readonly checks: readonly Check[];
  readonly charts: readonly Chart[];
}

/** A difference between the article and this scenario. */
export interface Change {
  readonly article: string;
  readonly here: string;
  readonly why: string;
}

/** What services made by themselves while the scenario ran, so that no stack deletes it. */
export type Leftover =
  | { readonly kind: 'bucket-contents'; readonly bucket: string }
  | { readonly kind: 'catalog-tables'; readonly database: string }
  | { readonly kind: 'log-group'; readonly name: string }
  /** Log groups that a service names by an id of its own, behind this prefix. */
  | { readonly kind: 'log-groups'; readonly prefix: string }
  /** Interfaces that pods of an EKS cluster had, and that no instance has any more. */
  | { readonly kind: 'network-interfaces'; readonly cluster: string }
  /** Security groups that EMR made in a network, and rules that it added to those of a stack. */
  | { readonly kind: 'emr-security-groups'; readonly vpc: string }
  /** Network interfaces of a network that nothing has any more. */
  | { readonly kind: 'unused-interfaces'; readonly vpc: string }
  /** Snapshots of an instance of RDS that outlive it, whoever made them. */
  | { readonly kind: 'db-snapshots'; readonly instance: string }
  /** A stream in a log group that others use too. */
  | { readonly kind: 'log-stream'; readonly group: string; readonly stream: string };

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
  /** Scenarios whose contracts its stacks read: they have to be deployed in the same stage before it. @default - none */
  readonly requires?: readonly string[];
  readonly jobs: Readonly<Record<string, Job<z.infer<Config>, Name>>>;
  /** Jobs that need no account. @default - none */
  readonly localJobs?: Readonly<Record<string, LocalJob<z.infer<Config>>>>;
  readonly queries: Readonly<Record<string, Query<z.infer<Config>, Name>>>;
  readonly tools: Readonly<Record<string, Tool<z.infer<Config>, Name>>>;
  readonly logs: Readonly<Record<string, LogSource<z.infer<Config>, Name>>>;
  readonly data?: Data<z.infer<Config>, Name>;
  /** Connection string for SQL clients, without secrets; absent where there is nothing to connect to. */
  jdbc?(context: Pick<Deployed<z.infer<Config>, Name>, 'contract' | 'aws'>): string;
  /** Work that must be stopped before anything is deleted. Returns a line for each piece that it stopped. */
  stop(context: Deployed<z.infer<Config>, Name>): Promise<readonly string[]>;
  /**
   * What refuses to be deleted until somebody takes its protection off, a line for each; `destroy` then asks for `--unprotect`, and `stop` may take it off.
   * Absent where nothing is ever protected.
   */
  protections?(context: Deployed<z.infer<Config>, Name>): Promise<readonly string[]>;
  leftovers(context: Pick<Deployed<z.infer<Config>, Name>, 'config' | 'contract' | 'stage'>): readonly Leftover[];
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
