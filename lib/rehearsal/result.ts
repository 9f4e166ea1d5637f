import type { Refusal } from 'stagecraft-constructs/errors';
import type { AccessReport, AccessRequest, Workload } from '../contract/access';
import type { Change } from '../contract/change';
import type { Facts, Table } from '../contract/values';
import type { EngineId } from './engine';
import type { Chart } from './rehearsal';

/** How a step ended; `not run` after one that failed. */
export type StepState = 'passed' | 'failed' | 'skipped' | 'not run';

/** Outcome of one step. */
export interface StepReport {
  readonly id: string;
  readonly title: string;
  readonly state: StepState;
  readonly seconds: number;
  /** What the step returned, or its stand-in when it was skipped. */
  readonly facts: Facts;
  /** Engines that were missing, each with the command that installs it. */
  readonly missing: readonly MissingEngine[];
  /** Title of the work that was done in its place. */
  readonly standIn?: string;
  readonly error?: Refusal;
}

export interface MissingEngine {
  readonly id: EngineId;
  readonly title: string;
  readonly install: string;
  /** Why it cannot be used although it was found. */
  readonly reason?: string;
}

/** An engine that ran. */
export interface UsedEngine {
  readonly id: EngineId;
  readonly title: string;
  readonly version: string;
  /** True for a double of the real server. */
  readonly isDouble?: true;
}

/** Outcome of one check. */
export interface CheckReport {
  readonly description: string;
  readonly fact: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly got?: string | number | boolean;
  readonly expected?: string | number | boolean;
  readonly tolerance?: number;
  /** Why it was skipped, or failed without a comparison. */
  readonly reason?: string;
  /** True when it is about other data than these: nothing is missing, it is not asked. */
  readonly elsewhere?: true;
}

/** Calls of AWS of one workload and operation that ask IAM the same. */
export interface CallReport {
  readonly workload: Workload;
  readonly service: string;
  readonly operation: string;
  /** What IAM is asked for each of them. */
  readonly requests: readonly AccessRequest[];
  readonly count: number;
  /** Why it is not known what IAM is asked. @default - it is known */
  readonly error?: Refusal;
}

/** Where the input came from; `original` with --original: the article's own sample. */
export interface DataOrigin {
  readonly kind: 'generated' | 'given' | 'original' | 'none';
  readonly folder: string;
  /** False when parameters of the data or of the rehearsal are not the defaults, so that exact numbers may differ. */
  readonly defaults: boolean;
}

/** Everything that a rehearsal found out: what `--json` prints and the report shows. */
export interface RehearsalResult {
  readonly scenario: string;
  readonly title: string;
  readonly article: { readonly title: string; readonly published: string };
  readonly story: string;
  readonly stage: string;
  /** ISO time of the start. */
  readonly started: string;
  readonly seconds: number;
  readonly passed: boolean;
  readonly requireAll: boolean;
  readonly data: DataOrigin;
  readonly params: Readonly<Record<string, unknown>>;
  readonly engines: readonly UsedEngine[];
  readonly steps: readonly StepReport[];
  readonly checks: readonly CheckReport[];
  /** Calls of AWS that the workloads made. */
  readonly calls: readonly CallReport[];
  /** What each role did, and which statements allow it. */
  readonly access: AccessReport;
  /** Milliseconds that recording the calls took. */
  readonly recording: number;
  /** Milliseconds that reading the policies and judging the requests took. */
  readonly judging: number;
  /** Path of the report. */
  readonly report: string;
}

/** What a report shows beside the result. */
export interface ReportInput {
  readonly result: RehearsalResult;
  readonly tables: ReadonlyMap<string, Table>;
  readonly charts: readonly Chart[];
  readonly changes: readonly Change[];
}
