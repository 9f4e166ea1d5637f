import type { z } from 'zod';
import type { Authorizer, Workload } from '../contract/access';
import type { DeployedResource, Location } from '../contract/resources';
import type { Task } from '../contract/task';
import type { Facts, Table } from '../contract/values';
import type { CallRecorder } from './calls';
import type { EngineId, Engines } from './engine';

/** Makes the input of a scenario. */
export interface DataGenerator<Params extends z.ZodObject = z.ZodObject> {
  readonly summary: string;
  /** What shapes the generated data; the same values give the same bytes. */
  readonly params: Params;
  generate(context: { readonly folder: string; readonly params: z.infer<Params>; readonly task: Task }): Promise<Facts>;
}

/** A synthesized stack. */
export interface StackTemplate {
  readonly stackName: string;
  /** Its CloudFormation template. */
  readonly template: unknown;
}

/** One thing that a rehearsal does, on the engines it names and no others. */
export interface Step<Config, Id extends EngineId = EngineId, Optional extends EngineId = never> {
  readonly title: string;
  readonly needs: readonly Id[];
  /** Engines that it uses when they are there, and does without otherwise. @default - none */
  readonly optional?: readonly Optional[];
  run(context: StepContext<Config, Id, Optional>): Promise<Facts>;
  /** Makes what later steps need when an engine of this step is missing. The step itself still counts as skipped. */
  readonly standIn?: { readonly title: string; readonly needs: readonly EngineId[]; run(context: StepContext<Config>): Promise<Facts> };
}

export interface StepContext<Config, Id extends EngineId = EngineId, Optional extends EngineId = never> {
  readonly config: Config;
  readonly engines: Pick<Engines, Id> & Partial<Pick<Engines, Optional>>;
  /** Folder with the scenario's input: generated, or the one that `--data` named. Never written to. */
  readonly data: string;
  /** Folder of this rehearsal; everything is written below it. */
  readonly workspace: string;
  /** Stage of the run. */
  readonly stage: string;
  /** The templates of the run, in order of deployment. */
  readonly templates: readonly StackTemplate[];
  /** Synthesizes the stacks with other configuration values, for a step that compares variants. */
  templatesWith(changes: Partial<Config>): Promise<readonly StackTemplate[]>;
  /** Records the calls of AWS that workloads make, which are then held against the roles of the templates. */
  readonly calls: CallRecorder;
  /** The account in which the stacks are taken to be deployed. */
  readonly account: RehearsedAccount;
  /** Judges requests as the role of a workload would be judged. @throws Error for a workload without a role, or with several */
  authorizerOf(workload: Workload): Promise<Authorizer>;
  /** Parameters of the rehearsal, as `rehearsal.params` parsed them. */
  readonly params: Readonly<Record<string, unknown>>;
  /** A fact of an earlier step. @throws when that step has not returned it */
  fact(name: `${string}.${string}`): string | number | boolean;
  /** Puts a table into the report, where charts find it by its name. */
  publish(name: string, table: Table): void;
  readonly task: Task;
}

/** The account in which a rehearsal takes the stacks to be deployed: the same names for workloads, for what answers them and for what judges their calls. */
export interface RehearsedAccount {
  readonly location: Location;
  /** Every resource of the templates, with made-up names for what AWS would choose. */
  readonly resources: readonly DeployedResource[];
  /** Values of SSM parameters by their names, those of required scenarios included. */
  readonly values: ReadonlyMap<string, string>;
  /** Environment variables that a function gets from its template. @throws Error for a workload that no template has */
  environmentOf(workload: Workload): Readonly<Record<string, string>>;
}

/** A statement about the facts of a rehearsal that must hold. */
export interface Check {
  readonly description: string;
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
