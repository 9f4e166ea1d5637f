import type { z } from 'zod';
import type { Change } from '../contract/change';
import type { Launch } from '../contract/launch';
import type { Leftover } from '../contract/resources';
import type { Facts, LogLine, Opening, Table } from '../contract/values';
import type { Installation } from '../kubernetes/installation';
import type { CalledCluster } from '../kubernetes/pod-calls';
import type { DataGenerator, Rehearsal } from '../rehearsal/rehearsal';
import type { Contract } from './contract-entry';
import type { Deployed, PartlyDeployed, Place, TakenDown } from './places';

/** Parsed parameters by name. */
export type Params = Readonly<Record<string, unknown>>;

/** Common properties of jobs, queries, tools and log sources. */
interface Part {
  readonly summary: string;
  /** Places that it needs, and the only ones that it sees; empty if it only runs on this machine. */
  readonly needs: readonly Place[];
}

/** A named, idempotent piece of work. */
export interface Job<Context = never> extends Part {
  /** Parameters of `--param`, each with a description and a default. @default - none */
  readonly params?: z.ZodObject;
  /** Methods; the first is the default. Absent if there is only one. */
  readonly methods?: readonly [string, ...string[]];
  /** A method, not a property: methods let scenarios with different configurations share one registry. */
  run(context: Context): Promise<Facts>;
}

/** Further input of a job. */
export interface JobOptions<P = Params> {
  readonly params: P;
  readonly method: string | undefined;
  /** False after `--no-wait`: the job returns the ids of the work that it started. */
  readonly wait: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/** A saved query. */
export interface Query<Context = never> extends Part {
  /** Parameters of `--param`, each with a description and a default. @default - none */
  readonly params?: z.ZodObject;
  run(context: Context): Promise<Table>;
}

/** Further input of a query. */
export interface QueryOptions<P = Params> {
  readonly params: P;
}

/** Something to open in a browser: a console page, a dashboard, a forwarded port. */
export interface Tool<Context = never> extends Part {
  open(context: Context): Promise<Opening>;
}

/** A source of logs. */
export interface LogSource<Context = never> extends Part {
  /** Lines since a time, in any order. */
  read(context: Context): Promise<readonly LogLine[]>;
}

/** Further input of a log source. */
export interface LogOptions {
  readonly since: Date;
}

/** One part, or alternatives for other places: the first whose places are available is used. */
export type OneOrMore<P> = P | readonly [P, ...P[]];

/** Parts by name. */
export type Parts<P> = Readonly<Record<string, OneOrMore<P>>>;

/** Input data of the scenario: generator and upload. */
export interface Data<Context = never> extends DataGenerator {
  upload(context: Context): Promise<Facts>;
}

/** A manifest file. */
export interface Manifest {
  /** File name without extension: lower-case letters, digits and hyphens. */
  readonly name: string;
  /** One or more YAML documents. */
  readonly yaml: string;
}

/** A further account with stacks of the scenario. */
export interface FurtherAccount<Config> {
  readonly summary: string;
  /** Account id from the configuration; undefined for any. */
  id(config: Config): string | undefined;
}

export interface Scenario<Config extends z.ZodObject = z.ZodObject, C extends Contract = Contract> {
  readonly id: string;
  readonly article: { readonly title: string; readonly published: string };
  /** Purpose, in about three sentences. */
  readonly story: string;
  /** Cost while idle, as text. @default - not stated */
  readonly idle?: string;
  /** Data flow, one line for each stage. */
  readonly flow: readonly string[];
  readonly config: Config;
  /** Example values of required keys, so that it can be validated, drawn and rehearsed. @default - no key is required */
  readonly example?: Readonly<Record<string, unknown>>;
  /** Configuration of the smallest size, for an account with the quotas of a fresh one. @default - there is no smaller size */
  readonly small?: Readonly<Record<string, string | number | boolean>>;
  /** Manual steps without an API, in order. @default - none */
  readonly byHand?: readonly string[];
  /** What `destroy` leaves because it is outside AWS or this scenario, and how to delete it. @default - nothing */
  readonly remains?: readonly string[];
  /** Entries that the deployed stacks publish. */
  readonly contract: C;
  /** Further accounts, by the name in `account:<name>`. @default - none */
  readonly accounts?: Readonly<Record<string, FurtherAccount<z.infer<Config>>>>;
  /** EC2 instances that its jobs start, beside those that its stacks and state machines tell. @default - none */
  launches?(context: { readonly config: z.infer<Config> }): readonly Launch[];
  readonly jobs: Parts<Job>;
  readonly queries: Parts<Query>;
  readonly tools: Parts<Tool>;
  readonly logs: Parts<LogSource>;
  readonly data?: Data;
  /** JDBC URL without secrets; absent without a database. */
  jdbc?(context: Pick<Deployed<z.infer<Config>, C>, 'contract' | 'aws'>): string;
  /**
   * What a deployment changes in its configuration because of what is deployed, such as the name of a cluster that has terminated.
   *
   * @default - the configuration is used as it is
   */
  settle?(context: Pick<TakenDown<z.infer<Config>, C>, 'config' | 'contract' | 'aws' | 'task'>): Promise<Partial<z.infer<Config>>>;
  /**
   * Stops work before anything is deleted, beside what the types of its resources tell.
   *
   * @returns a line for each piece that it stopped
   * @default - there is no other work
   */
  stop?(context: TakenDown<z.infer<Config>, C>): Promise<readonly string[]>;
  /**
   * What may be deleted only after a user agreed, a line for each, beside what the types of its resources tell; `destroy` then asks for `--unprotect`.
   *
   * @default - nothing else
   */
  protections?(context: TakenDown<z.infer<Config>, C>): Promise<readonly string[]>;
  /**
   * What services created and no stack deletes, beside what the types of its resources tell.
   *
   * @default - nothing else
   */
  leftovers?(context: PartlyDeployed<z.infer<Config>, C>): readonly Leftover[];
  /** What goes into its Kubernetes cluster, in order of application; absent where there is no cluster. */
  manifests?(context: { readonly config: z.infer<Config>; readonly stage: string }): Promise<readonly Manifest[]>;
  /** Installation of `deploy --cluster` in an existing cluster; absent if the scenario needs an account. */
  installation?(context: { readonly config: z.infer<Config>; readonly stage: string }): Promise<Installation>;
  /** Who calls whom in its clusters, beside the manifests with the policies that have to allow it. @default - nothing is known of calls between pods */
  clusters?(context: { readonly config: z.infer<Config>; readonly stage: string }): Promise<readonly CalledCluster[]>;
  readonly rehearsal: Rehearsal<z.infer<Config>>;
  readonly changes: readonly Change[];
}
