import type { z } from 'zod';
import type { Change } from '../contract/change';
import type { Facts } from '../contract/facts';
import type { Leftover } from '../contract/leftover';
import type { LogLine } from '../contract/log-line';
import type { Opening } from '../contract/opening';
import type { Table } from '../contract/table';
import type { Installation } from '../kubernetes/installation';
import type { DataGenerator, Rehearsal } from '../rehearsal/rehearsal';
import type { Contract } from './contract-entry';
import type { Deployed, PartlyDeployed, Place, TakenDown } from './places';

/** Parsed parameters by name. */
export type Params = Readonly<Record<string, unknown>>;

/** What jobs, queries, tools and log sources have in common. */
interface Part {
  readonly summary: string;
  /** Places that it needs, and the only ones that it sees; none for what runs on this machine alone. */
  readonly needs: readonly Place[];
}

/** A named piece of work. Running it twice leaves what running it once leaves. */
export interface Job<Context = never> extends Part {
  /** What `--param` takes, each described and defaulted. @default - no parameters */
  readonly params?: z.ZodObject;
  /** Ways to run it; the first is the default. Absent when there is only one. */
  readonly methods?: readonly [string, ...string[]];
  /** A method, not a property: methods let scenarios with different configurations share one registry. */
  run(context: Context): Promise<Facts>;
}

/** What a job is given beside its places. */
export interface JobOptions<P = Params> {
  readonly params: P;
  readonly method: string | undefined;
  /** False after `--no-wait`: the job returns what identifies the work that it started. */
  readonly wait: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/** A saved question. */
export interface Query<Context = never> extends Part {
  /** What `--param` takes, each described and defaulted. @default - no parameters */
  readonly params?: z.ZodObject;
  run(context: Context): Promise<Table>;
}

/** What a query is given beside its places. */
export interface QueryOptions<P = Params> {
  readonly params: P;
}

/** Something to look at in a browser: a console page, a dashboard, a port on a private host. */
export interface Tool<Context = never> extends Part {
  open(context: Context): Promise<Opening>;
}

/** A place where the scenario writes logs. */
export interface LogSource<Context = never> extends Part {
  /** Lines since a time, in any order. */
  read(context: Context): Promise<readonly LogLine[]>;
}

/** What a log source is given beside its places. */
export interface LogOptions {
  readonly since: Date;
}

/** One part, or several that do the same in other places: the first whose places are there is meant. */
export type OneOrMore<P> = P | readonly [P, ...P[]];

/** Parts of one kind by name. */
export type Parts<P> = Readonly<Record<string, OneOrMore<P>>>;

/** Input of the scenario: how to make it, and where it goes. */
export interface Data<Context = never> extends DataGenerator {
  upload(context: Context): Promise<Facts>;
}

/** A file of Kubernetes objects. */
export interface Manifest {
  /** File name without its ending: lower-case letters, digits and hyphens. */
  readonly name: string;
  /** One or more YAML documents. */
  readonly yaml: string;
}

/** An account beside the scenario's own, in which some of its stacks are. */
export interface FurtherAccount<Config> {
  readonly summary: string;
  /** Account that the configuration names; undefined where any will do. */
  id(config: Config): string | undefined;
}

export interface Scenario<Config extends z.ZodObject = z.ZodObject, C extends Contract = Contract> {
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
  /** What the deployed stacks publish. */
  readonly contract: C;
  /** Accounts beside the scenario's own, by the name that `account:<name>` uses. @default - none */
  readonly accounts?: Readonly<Record<string, FurtherAccount<z.infer<Config>>>>;
  readonly jobs: Parts<Job>;
  readonly queries: Parts<Query>;
  readonly tools: Parts<Tool>;
  readonly logs: Parts<LogSource>;
  readonly data?: Data;
  /** Connection string for SQL clients, without secrets; absent where there is nothing to connect to. */
  jdbc?(context: Pick<Deployed<z.infer<Config>, C>, 'contract' | 'aws'>): string;
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
  /** Everything that `deploy --cluster` installs in a cluster that is there already; absent where nothing runs in a cluster alone. */
  installation?(context: { readonly config: z.infer<Config>; readonly stage: string }): Promise<Installation>;
  readonly rehearsal: Rehearsal<z.infer<Config>>;
  readonly changes: readonly Change[];
}
